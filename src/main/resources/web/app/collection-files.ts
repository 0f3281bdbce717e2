import * as api from "./api.js";
import type { Collection, CollectionFile, DocumentStatus, FileCounts, Progress } from "./api-types.js";
import type { Problem } from "./http.js";

const PAGE = 50;
const COUNTED_ONE_BY_ONE = 100;
const ACTIVE_AT_ONCE = 100;
const ENDED_AT_ONCE = 20;
const SOONEST_MILLIS = 1000;
const LATEST_MILLIS = 6000;

/**
 * The files of one collection as far as they are shown, kept true: asks the server again every second while something is in progress, less often
 * while nothing moves, not at all when all has ended or the page is hidden. Changes are told by a `change` event.
 */
export class CollectionFiles extends EventTarget {
  collection: Collection | null = null;
  /** How fast the work goes, while something is in progress and the caller may know. */
  pace: Progress | null = null;
  problem: Problem | null = null;
  more = false;
  loading = true;
  filter: DocumentStatus | null = null;
  readonly #id: string;
  readonly #arriving: () => boolean;
  #files = new Map<string, CollectionFile>();
  #last = "";
  #timer = 0;
  #wait = SOONEST_MILLIS;
  #seen = "";
  #taken = 0;
  #generation = 0;

  /** @param arriving whether files of this person's are on their way: the server may know one already that this page has not heard of */
  constructor(id: string, arriving: () => boolean) {
    super();
    this.#id = id;
    this.#arriving = arriving;
    document.addEventListener("visibilitychange", this.#shown);
  }

  /** Newest first. */
  get files(): CollectionFile[] {
    return [...this.#files.values()].filter((file) => this.filter === null || file.status === this.filter);
  }

  /**
   * How many files there are in each state: by the rows where they all are known, so that the sum and the rows never contradict each other, and as
   * the server counted them otherwise. Null before the first answer.
   */
  get counts(): FileCounts | null {
    const counted = this.collection?.file_counts ?? null;
    const known = this.#files.size;
    if (!counted || !this.#whole || known > COUNTED_ONE_BY_ONE || (known < counted.total && !this.#arriving())) {
      return counted;
    }
    const counts: FileCounts = { in_progress: 0, completed: 0, failed: 0, cancelled: 0, total: known };
    this.#files.forEach((file) => counts[file.status]++);
    return counts;
  }

  /** Whether nothing is left out by a filter or for want of space. */
  get #whole(): boolean {
    return this.filter === null && !this.more;
  }

  async load(): Promise<void> {
    const generation = ++this.#generation;
    this.loading = true;
    this.#tell();
    const [collection, files] = await Promise.all([api.collection(this.#id), api.collectionFiles(this.#id, this.#query())]);
    if (generation !== this.#generation) {
      return;
    }
    this.loading = false;
    this.problem = collection.ok ? (files.ok ? null : files.problem) : collection.problem;
    if (collection.ok && files.ok) {
      this.collection = collection.value;
      this.#files = new Map(files.value.data.map((file) => [file.id, file]));
      this.#last = files.value.data.at(-1)?.id ?? "";
      this.more = files.value.has_more;
    }
    this.#tell();
    this.#again(SOONEST_MILLIS);
  }

  async loadMore(): Promise<void> {
    const next = await api.collectionFiles(this.#id, { ...this.#query(), after: this.#last });
    if (next.ok) {
      next.value.data.forEach((file) => this.#files.set(file.id, file));
      this.#last = next.value.data.at(-1)?.id ?? this.#last;
      this.more = next.value.has_more;
      this.#tell();
    }
  }

  async show(filter: DocumentStatus | null): Promise<void> {
    this.filter = filter;
    await this.load();
  }

  /** Takes what the server says of one file, new ones first. */
  take(file: CollectionFile): void {
    this.#taken++;
    if (!this.#files.has(file.id)) {
      this.#files = new Map([[file.id, file], ...this.#files]);
    } else {
      this.#files.set(file.id, file);
    }
    this.#tell();
    this.#again(SOONEST_MILLIS / 4);
  }

  drop(id: string): void {
    this.#files.delete(id);
    this.#tell();
    this.#again(0);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#generation++;
    document.removeEventListener("visibilitychange", this.#shown);
  }

  #again(millis: number): void {
    clearTimeout(this.#timer);
    this.#wait = Math.max(SOONEST_MILLIS, millis);
    this.#timer = window.setTimeout(() => void this.#look(), millis);
  }

  /** One round: the counts, the files in progress, and how those ended that no longer are. */
  async #look(): Promise<void> {
    const generation = this.#generation;
    const taken = this.#taken;
    const before = [...this.#files.values()].filter((file) => file.status === "in_progress");
    const counts = await api.collection(this.#id);
    if (generation !== this.#generation || document.hidden) {
      return;
    }
    if (!counts.ok) {
      this.#later();
      return;
    }
    this.collection = counts.value;
    if (this.#whole && !this.#arriving() && this.#taken === taken && this.#files.size !== counts.value.file_counts.total) {
      await this.load(); // somebody else has added or removed files
      return;
    }
    if (counts.value.file_counts.in_progress > 0 || before.length > 0) {
      await this.#refresh(before, generation);
    }
    const working = counts.value.file_counts.in_progress > 0 && counts.value.access === "curate";
    const pace = working ? await api.progress(this.#id) : null;
    if (generation !== this.#generation) {
      return;
    }
    this.pace = pace?.ok ? pace.value : null;
    this.#tell();
    const active = counts.value.file_counts.in_progress > 0 || [...this.#files.values()].some((file) => file.status === "in_progress");
    if (active) {
      this.#later();
    }
  }

  async #refresh(before: CollectionFile[], generation: number): Promise<void> {
    const active = await api.collectionFiles(this.#id, { filter: "in_progress", limit: ACTIVE_AT_ONCE, order: "asc" });
    if (!active.ok || generation !== this.#generation) {
      return;
    }
    const still = new Map(active.value.data.map((file) => [file.id, file]));
    const ended = before.filter((file) => !still.has(file.id)).reverse().slice(0, ENDED_AT_ONCE);
    const now = await Promise.all(ended.map((file) => api.collectionFile(this.#id, file.id)));
    if (generation !== this.#generation) {
      return;
    }
    now.forEach((file, at) => {
      if (file.ok) {
        this.#files.set(file.value.id, file.value);
      } else if (file.problem.status === 404) {
        this.#files.delete(ended[at]?.id ?? "");
      }
    });
    for (const file of still.values()) {
      if (this.#files.has(file.id)) {
        this.#files.set(file.id, file);
      }
    }
  }

  #later(): void {
    const state = JSON.stringify([this.collection?.file_counts, this.files.map((file) => [file.status, file.progress])]);
    const next = state === this.#seen ? Math.min(LATEST_MILLIS, this.#wait * 1.5) : SOONEST_MILLIS;
    this.#seen = state;
    this.#again(next);
  }

  #shown = () => {
    if (!document.hidden) {
      this.#again(0);
    }
  };

  #query(): { limit: number; filter?: DocumentStatus } {
    return this.filter ? { limit: PAGE, filter: this.filter } : { limit: PAGE };
  }

  #tell(): void {
    this.dispatchEvent(new Event("change"));
  }
}
