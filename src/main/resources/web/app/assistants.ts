import { assistants as load, type Assistant } from "./assistants-api.js";
import { session } from "./session.js";

const STORED = "groundwork.assistant";

/** The assistants that the person may use, and which of them their questions go to. Changes are told by a `change` event. */
class Assistants extends EventTarget {
  all: Assistant[] | null = null;
  failed = false;
  #chosen = sessionStorage.getItem(STORED) ?? "";

  async refresh(): Promise<void> {
    const found = await load();
    this.failed = found === null;
    this.all = found ?? this.all;
    this.dispatchEvent(new Event("change"));
  }

  /** Those that answer. */
  get usable(): Assistant[] {
    return (this.all ?? []).filter((one) => one.state === "enabled");
  }

  get chosen(): Assistant | null {
    return this.usable.find((one) => one.id === this.#chosen) ?? null;
  }

  choose(id: string): void {
    this.#chosen = id;
    sessionStorage.setItem(STORED, id);
    this.dispatchEvent(new Event("change"));
  }

  clear(): void {
    this.all = null;
    this.choose("");
  }
}

export const assistants = new Assistants();
session.addEventListener("change", () => {
  if (!session.person) {
    assistants.clear();
  }
});
