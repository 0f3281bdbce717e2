import * as api from "./conversations-api.js";
import type { ConversationHead } from "./conversations-api.js";
import type { Problem } from "./http.js";
import { session } from "./session.js";

const TYPING_MILLIS = 250;

/** The person's conversations, those in which something was said last first. Changes are told by a `change` event. */
class Conversations extends EventTarget {
  /** Null until they were read. */
  all: ConversationHead[] | null = null;
  more = false;
  problem: Problem | null = null;
  /** What the titles are to hold. */
  q = "";
  #generation = 0;
  #typing = 0;

  /** Reads them anew, from the first. */
  refresh(): void {
    void this.#read("");
  }

  loadMore(): void {
    void this.#read(this.all?.at(-1)?.id ?? "");
  }

  search(q: string): void {
    this.q = q.trim();
    clearTimeout(this.#typing);
    this.#typing = window.setTimeout(() => this.refresh(), TYPING_MILLIS);
  }

  /** Something was asked: the conversation comes first, new ones too. */
  saidIn(id: string, title: string): void {
    if (this.all && !this.q) {
      const known = this.all.find((one) => one.id === id);
      const entry = known ?? { id, title, model: null, collection_ids: [], files_collection_id: null, head: null, updated_at: new Date().toISOString() };
      this.all = [{ ...entry, title: entry.title || title }, ...this.all.filter((one) => one !== known)];
      this.dispatchEvent(new Event("change"));
    }
  }

  async rename(id: string, title: string): Promise<Problem | null> {
    const changed = await api.change(id, { title });
    this.refresh();
    return changed.ok ? null : changed.problem;
  }

  async remove(id: string): Promise<Problem | null> {
    const removed = await api.remove(id);
    if (removed.ok) {
      this.all = (this.all ?? []).filter((one) => one.id !== id);
      this.dispatchEvent(new Event("change"));
    }
    return removed.ok ? null : removed.problem;
  }

  clear(): void {
    this.#generation++;
    this.all = null;
    this.q = "";
    this.dispatchEvent(new Event("change"));
  }

  async #read(after: string): Promise<void> {
    const generation = ++this.#generation;
    const found = await api.list(this.q, after);
    if (generation !== this.#generation) {
      return;
    }
    this.problem = found.ok ? null : found.problem;
    if (found.ok) {
      this.all = after ? [...(this.all ?? []), ...found.value.data] : found.value.data;
      this.more = found.value.has_more;
    }
    this.dispatchEvent(new Event("change"));
  }
}

export const conversations = new Conversations();
session.addEventListener("change", () => {
  if (!session.person) {
    conversations.clear();
  }
});
