import * as api from "./api.js";
import type { CollectionFile, PushedDocument, StoredFile } from "./api-types.js";
import { problemOf, sessionEnded } from "./http.js";
import { size, t } from "./messages.js";
import { session } from "./session.js";

/** waiting → sending → attaching → gone from here (the server has it); or failed, with the reason. */
export type UploadState = "waiting" | "sending" | "retrying" | "attaching" | "failed";

export interface Upload {
  readonly id: number;
  readonly collection: string;
  readonly file: File;
  /** The path within the folder that was chosen; empty for a single file. */
  readonly path: string;
  state: UploadState;
  sent: number;
  error: string;
}

/** A file chosen or dropped, with its path within the folder it came from. */
export interface Chosen { file: File; path: string }

/** What the server says of bytes that it took: a file, or what became of a document that it knows by its path. */
type Taken = StoredFile | PushedDocument;

const AT_ONCE = 3;
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
        id: this.#next++, collection, file, path, sent: 0,
        state: tooLarge ? "failed" : "waiting",
        error: tooLarge ? t("upload.tooLarge", { size: size(file.size), limit: size(limit) }) : "",
      };
    })];
    this.#pump();
  }

  retry(upload: Upload): void {
    upload.state = "waiting";
    upload.sent = 0;
    upload.error = "";
    this.#pump();
  }

  remove(upload: Upload): void {
    this.all = this.all.filter((other) => other !== upload);
    this.#requests.get(upload.id)?.abort();
    this.#pump();
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
    const taken = await this.#sendWithRetries(upload);
    if (!taken || !this.all.includes(upload)) {
      return;
    }
    if ("document" in taken) {
      this.#arrived(upload, taken.document);
      return;
    }
    upload.state = "attaching";
    this.#tell();
    const attached = await api.attachFile(upload.collection, taken.id);
    if (!attached.ok) {
      void api.deleteFile(taken.id); // nothing refers to it, and a retry sends it anew
      this.#fail(upload, attached.problem.message);
      return;
    }
    this.#arrived(upload, attached.value);
  }

  #arrived(upload: Upload, file: CollectionFile): void {
    this.all = this.all.filter((other) => other !== upload);
    this.#attached.forEach((listener) => listener(upload.collection, file));
  }

  async #sendWithRetries(upload: Upload): Promise<Taken | null> {
    for (let attempt = 0; this.all.includes(upload); attempt++) {
      upload.state = "sending";
      upload.sent = 0;
      const answer = await this.#send(upload);
      if (answer.taken || !this.all.includes(upload)) {
        return answer.taken;
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
    }
    return null;
  }

  /** A file of a folder goes by its path there: sent again later, it is left alone, or replaced by a new version. */
  #send(upload: Upload): Promise<{ taken: Taken | null; status: number; body: string }> {
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      this.#requests.set(upload.id, request);
      if (upload.path) {
        request.open("PUT", api.documentUrl(upload.collection, upload.path));
      } else {
        request.open("POST", "/v1/files");
      }
      request.upload.onprogress = (event) => {
        upload.sent = event.loaded / Math.max(1, event.total);
        this.#tell();
      };
      request.onloadend = () => {
        this.#requests.delete(upload.id);
        if (request.status === 401) {
          sessionEnded.dispatchEvent(new Event("ended"));
        }
        const done = request.status >= 200 && request.status < 300;
        resolve({ taken: done ? (JSON.parse(request.responseText) as Taken) : null, status: request.status, body: request.responseText });
      };
      const form = new FormData();
      if (upload.path) {
        form.append("attributes", JSON.stringify({ path: upload.path }));
      } else {
        form.append("purpose", "assistants");
      }
      form.append("file", upload.file, upload.file.name);
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
