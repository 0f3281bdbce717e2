import * as api from "./api.js";
import { isConversation, putFile } from "./conversations-api.js";
import type { CollectionFile, PushedDocument, StoredFile } from "./api-types.js";
import { problemOf, sessionEnded } from "./http.js";
import { size, t } from "./messages.js";
import { session } from "./session.js";

/** waiting → sending → attaching → gone from here (the server has it); or paused, or failed with the reason. */
export type UploadState = "waiting" | "sending" | "retrying" | "attaching" | "paused" | "failed";

export interface Upload {
  readonly id: number;
  /** Or the conversation that it goes to. */
  readonly collection: string;
  readonly file: File;
  /** The path within the folder that was chosen; empty for a single file. */
  readonly path: string;
  state: UploadState;
  sent: number;
  error: string;
  /** What a large file has on the server already; null before the first part, and for files that go in one piece. */
  begun: { id: string; parts: string[] } | null;
  /** Grows whenever a person intervenes: whoever works on an earlier run gives up. */
  run: number;
}

/** A file chosen or dropped, with its path within the folder it came from. */
export interface Chosen { file: File; path: string }

/** What the server says of bytes that it took: a file, or what became of a document that it knows by its path. */
type Taken = StoredFile | PushedDocument;

const AT_ONCE = 3;
const PART_BYTES = 16 * 1024 * 1024;
const RETRY_SECONDS = [1, 2, 4, 8, 15];

/** Files on their way to the server, three at a time. Goes on while the person moves between pages; changes are told by a `change` event. */
class Uploads extends EventTarget {
  all: Upload[] = [];
  #next = 1;
  readonly #requests = new Map<number, XMLHttpRequest>();
  readonly #attached: ((collection: string, file: CollectionFile) => void)[] = [];

  constructor() {
    super();
    addEventListener("beforeunload", (event) => {
      if (this.all.some((upload) => upload.state !== "failed")) {
        event.preventDefault();
      }
    });
  }

  /** Hears of every file that the server has taken into a collection. The answer ends the listening. */
  onAttached(listener: (collection: string, file: CollectionFile) => void): () => void {
    this.#attached.push(listener);
    return () => this.#attached.splice(this.#attached.indexOf(listener), 1);
  }

  of(collection: string): Upload[] {
    return this.all.filter((upload) => upload.collection === collection);
  }

  add(collection: string, files: readonly Chosen[]): void {
    const limit = session.about?.max_upload_bytes ?? Infinity;
    this.all = [...this.all, ...files.map(({ file, path }): Upload => {
      const tooLarge = file.size > limit;
      return {
        id: this.#next++, collection, file, path: isConversation(collection) ? "" : path, sent: 0, begun: null, run: 0,
        state: tooLarge ? "failed" : "waiting",
        error: tooLarge ? t("upload.tooLarge", { size: size(file.size), limit: size(limit) }) : "",
      };
    })];
    this.#pump();
  }

  /** Again, or on after a pause; what the server has of a large file is not sent again. */
  retry(upload: Upload): void {
    upload.state = "waiting";
    upload.error = "";
    this.#pump();
  }

  remove(upload: Upload): void {
    this.all = this.all.filter((other) => other !== upload);
    this.#interrupt(upload);
    if (upload.begun) {
      void api.cancelUpload(upload.begun.id);
    }
    this.#pump();
  }

  /** Stops what waits or is on its way into a collection, until `resume`. */
  pause(collection: string): void {
    for (const upload of this.of(collection).filter((one) => ["waiting", "sending", "retrying"].includes(one.state))) {
      upload.state = "paused";
      this.#interrupt(upload);
    }
    this.#pump();
  }

  resume(collection: string): void {
    this.of(collection).filter((upload) => upload.state === "paused").forEach((upload) => (upload.state = "waiting"));
    this.#pump();
  }

  #interrupt(upload: Upload): void {
    upload.run++;
    this.#requests.get(upload.id)?.abort();
  }

  #pump(): void {
    const running = this.all.filter((upload) => upload.state === "sending" || upload.state === "retrying" || upload.state === "attaching").length;
    for (const upload of this.all.filter((one) => one.state === "waiting").slice(0, Math.max(0, AT_ONCE - running))) {
      upload.state = "sending";
      void this.#deliver(upload).finally(() => this.#pump());
    }
    this.#tell();
  }

  async #deliver(upload: Upload): Promise<void> {
    const run = upload.run;
    const taken = upload.file.size > PART_BYTES ? await this.#sendInParts(upload) : await this.#sendWhole(upload);
    if (!taken || upload.run !== run) {
      return;
    }
    if ("document" in taken) {
      this.#arrived(upload, taken.document);
      return;
    }
    upload.state = "attaching";
    this.#tell();
    const attached = isConversation(upload.collection) ? await putFile(upload.collection, taken.id)
      : upload.path ? await api.pushFile(upload.collection, upload.path, taken.id) : await api.attachFile(upload.collection, taken.id);
    if (!attached.ok) {
      void api.deleteFile(taken.id); // nothing refers to it, and a retry sends it anew
      upload.begun = null;
      this.#fail(upload, attached.problem.message);
      return;
    }
    this.#arrived(upload, "document" in attached.value ? attached.value.document : attached.value);
  }

  #arrived(upload: Upload, file: CollectionFile): void {
    this.all = this.all.filter((other) => other !== upload);
    this.#attached.forEach((listener) => listener(upload.collection, file));
  }

  /** A file of a folder goes by its path there: sent again later, it is left alone, or replaced by a new version. */
  #sendWhole(upload: Upload): Promise<Taken | null> {
    const form = new FormData();
    if (upload.path) {
      form.append("attributes", JSON.stringify({ path: upload.path }));
    } else {
      form.append("purpose", "assistants");
    }
    form.append("file", upload.file, upload.file.name);
    const [method, path] = upload.path ? ["PUT", api.documentUrl(upload.collection, upload.path)] as const : ["POST", "/v1/files"] as const;
    return this.#request<Taken>(upload, method, path, form, (sent) => (upload.sent = sent));
  }

  /** A large file: what was sent before a break is not sent again. */
  async #sendInParts(upload: Upload): Promise<StoredFile | null> {
    const { file } = upload;
    if (!upload.begun) {
      const made = await api.createUpload(file.name, file.size, file.type);
      if (!made.ok) {
        this.#fail(upload, made.problem.message);
        return null;
      }
      upload.begun = { id: made.value.id, parts: [] };
    }
    const { id, parts } = upload.begun;
    for (let from = parts.length * PART_BYTES; from < file.size; from = parts.length * PART_BYTES) {
      const to = Math.min(file.size, from + PART_BYTES);
      const form = new FormData();
      form.append("data", file.slice(from, to), file.name);
      const part = await this.#request<{ id: string }>(upload, "POST", api.uploadPartsUrl(id), form, (sent) => (upload.sent = (from + sent * (to - from)) / file.size));
      if (!part) {
        return null;
      }
      parts.push(part.id);
    }
    const whole = await api.completeUpload(id, parts);
    if (!whole.ok) {
      upload.begun = null; // sent anew, should the person try again
      this.#fail(upload, whole.problem.message);
      return null;
    }
    return whole.value.file;
  }

  /** One request with its body, tried again while the server cannot be reached or is busy. Null when it failed, or somebody intervened. */
  async #request<T>(upload: Upload, method: string, path: string, form: FormData, onSent: (share: number) => void): Promise<T | null> {
    const run = upload.run;
    for (let attempt = 0; ; attempt++) {
      upload.state = "sending";
      onSent(0);
      this.#tell();
      const answer = await this.#once(upload, method, path, form, onSent);
      if (upload.run !== run) {
        return null;
      }
      if (answer.status >= 200 && answer.status < 300) {
        return JSON.parse(answer.body) as T;
      }
      const wait = RETRY_SECONDS[attempt];
      const passing = answer.status === 0 || answer.status === 429 || answer.status === 503;
      if (!passing || wait === undefined) {
        this.#fail(upload, problemOf(answer.status, answer.body).message);
        return null;
      }
      upload.state = "retrying";
      this.#tell();
      await new Promise((resolve) => setTimeout(resolve, wait * 1000));
      if (upload.run !== run) {
        return null;
      }
    }
  }

  /** fetch tells nothing of what was sent so far. */
  #once(upload: Upload, method: string, path: string, form: FormData, onSent: (share: number) => void): Promise<{ status: number; body: string }> {
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      this.#requests.set(upload.id, request);
      request.open(method, path);
      request.upload.onprogress = (event) => {
        onSent(event.loaded / Math.max(1, event.total));
        this.#tell();
      };
      request.onloadend = () => {
        this.#requests.delete(upload.id);
        if (request.status === 401) {
          sessionEnded.dispatchEvent(new Event("ended"));
        }
        resolve({ status: request.status, body: request.responseText });
      };
      request.send(form);
    });
  }

  #fail(upload: Upload, error: string): void {
    upload.state = "failed";
    upload.error = error;
    this.#tell();
  }

  #tell(): void {
    this.dispatchEvent(new Event("change"));
  }
}

export const uploads = new Uploads();
