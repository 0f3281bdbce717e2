import * as api from "./api.js";
import type { Collection } from "./api-types.js";
import type { Problem } from "./http.js";
import { session } from "./session.js";

const STORED = "groundwork.scope";

/** The collections that the person may ask, and which of them they chose. Changes are told by a `change` event. */
class Library extends EventTarget {
  collections: Collection[] | null = null;
  problem: Problem | null = null;
  #chosen = new Set<string>(JSON.parse(sessionStorage.getItem(STORED) ?? "[]") as string[]);

  async refresh(): Promise<void> {
    const found = await api.collections();
    if (found.ok) {
      this.collections = found.value;
      this.problem = null;
    } else {
      this.problem = found.problem;
    }
    this.dispatchEvent(new Event("change"));
  }

  /** The chosen collections that still exist; empty stands for all of them. */
  get chosen(): Collection[] {
    return (this.collections ?? []).filter((collection) => this.#chosen.has(collection.id));
  }

  /** The ids to search. */
  get scope(): string[] {
    const some = this.chosen.length > 0 ? this.chosen : (this.collections ?? []);
    return some.map((collection) => collection.id);
  }

  get documents(): number {
    return (this.collections ?? []).reduce((sum, collection) => sum + collection.file_counts.completed, 0);
  }

  get inProgress(): number {
    return (this.collections ?? []).reduce((sum, collection) => sum + collection.file_counts.in_progress, 0);
  }

  nameOf(id: string): string | null {
    return this.collections?.find((collection) => collection.id === id)?.name ?? null;
  }

  choose(ids: string[]): void {
    this.#chosen = new Set(ids);
    sessionStorage.setItem(STORED, JSON.stringify(ids));
    this.dispatchEvent(new Event("change"));
  }
}

export const library = new Library();
session.addEventListener("change", () => {
  if (!session.person) {
    library.collections = null;
  }
});
