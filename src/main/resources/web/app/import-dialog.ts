import { css, html, LitElement, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import * as api from "./api.js";
import { controls } from "./controls.js";
import { call, problemOf, sessionEnded, type Result } from "./http.js";
import { icon } from "./icons.js";
import { library } from "./library.js";
import { size, t, tn, type PluralKey } from "./messages.js";
import { href } from "./router.js";
import { session } from "./session.js";
import "./modal-dialog.js";

/** What became of an import, in numbers. */
interface Imported {
  readonly id: string;
  readonly name: string;
  readonly documents: number;
  readonly passages: number;
  readonly queued: number;
  readonly restricted: number;
  readonly left_out: number;
  readonly withheld: number;
}

/** What is larger than a request may be is uploaded in parts first, and imported from there. */
const MOST_AT_ONCE = 512 * 1024 * 1024;
const PART_BYTES = 16 * 1024 * 1024;

const NOTES: [keyof Imported & string, PluralKey][] = [
  ["queued", "import.queued"], ["restricted", "import.restricted"], ["left_out", "import.leftOut"], ["withheld", "import.withheld"],
];

/** Makes a collection of a file that was exported. The server stores while it is sent, but for very large files. Tells `closed`. */
@customElement("gw-import-dialog")
export class ImportDialog extends LitElement {
  static override styles = [controls, css`
    .stack, .field { grid-template-columns: minmax(0, 1fr); min-width: 0; }
    input { width: 100%; min-width: 0; box-sizing: border-box; }
    progress { height: 6px; }
    ul { margin: 0; padding-inline-start: 20px; display: grid; gap: 6px; }
  `];

  @state() sent = 0;
  @state() file: File | null = null;
  @state() error = "";
  @state() imported: Imported | null = null;
  #request: XMLHttpRequest | null = null;

  /** Who leaves ends the import, and the server removes what there is of it. */
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#request?.abort();
  }

  override render() {
    return html`<gw-dialog .heading=${t("import.heading")} @closed=${() => this.dispatchEvent(new Event("closed"))}>
      <div class="stack">
        ${this.error ? html`<p class="note bad" role="alert">${icon("alert")}<span>${this.error}</span></p>` : nothing}
        ${this.imported ? this.#done(this.imported) : this.file ? this.#sending(this.file) : this.#form()}
      </div>
    </gw-dialog>`;
  }

  #form() {
    return html`<form class="stack" @submit=${this.#begin}>
      <div class="field"><label for="file">${t("import.file")}</label>
        <input id="file" name="file" type="file" required accept=".jsonl,.ndjson,.gz" autofocus><p class="hint">${t("import.hint")}</p></div>
      <div class="row end"><button class="button primary">${t("import.begin")}</button></div>
    </form>`;
  }

  #sending(file: File) {
    return html`<p role="status" id="sending">${this.sent < file.size ? t("import.sending", { sent: size(this.sent), all: size(file.size) }) : t("import.storing")}</p>
      <progress max=${Math.max(1, file.size)} .value=${this.sent} aria-label=${t("import.progress")}></progress>
      <p class="hint">${t("import.leaving")}</p>`;
  }

  #done(imported: Imported) {
    const notes = NOTES.filter(([field]) => Number(imported[field]) > 0);
    return html`<p role="status" id="imported">${t("import.done", { name: imported.name })} ${tn("documents", imported.documents)}, ${tn("import.passages", imported.passages)}.</p>
      ${notes.length === 0 ? nothing : html`<ul id="notes">${notes.map(([field, words]) => html`<li>${tn(words, Number(imported[field]))}</li>`)}</ul>`}
      <div class="row end"><a class="button primary" href=${href("collections", imported.id)}>${t("import.see")}</a></div>`;
  }

  #begin = (event: SubmitEvent) => {
    event.preventDefault();
    const file = new FormData(event.target as HTMLFormElement).get("file");
    if (file instanceof File) {
      void this.#send(file);
    }
  };

  async #send(file: File): Promise<void> {
    this.file = file;
    this.sent = 0;
    this.error = "";
    const taken = file.size > MOST_AT_ONCE ? await this.#sendInParts(file) : await this.#post<Imported>("/api/v1/collections/import", file, 0);
    this.#request = null;
    this.file = null;
    if (taken.ok) {
      this.imported = taken.value;
      void session.refreshAbout();
      void library.refresh();
    } else {
      this.error = taken.problem.message;
    }
  }

  async #sendInParts(file: File): Promise<Result<Imported>> {
    const begun = await api.createUpload(file.name, file.size, "application/x-ndjson");
    if (!begun.ok) {
      return begun;
    }
    const parts: string[] = [];
    for (let from = 0; from < file.size && this.isConnected; from += PART_BYTES) {
      const form = new FormData();
      form.append("data", file.slice(from, from + PART_BYTES), file.name);
      const part = await this.#post<{ id: string }>(api.uploadPartsUrl(begun.value.id), form, from);
      if (!part.ok) {
        void api.cancelUpload(begun.value.id);
        return part;
      }
      parts.push(part.value.id);
    }
    if (!this.isConnected) {
      void api.cancelUpload(begun.value.id);
      return { ok: false, problem: { status: 0, message: "" } };
    }
    this.sent = file.size;
    const whole = await api.completeUpload(begun.value.id, parts);
    if (!whole.ok) {
      return whole;
    }
    const taken = await call<Imported>("POST", "/api/v1/collections/import", { file_id: whole.value.file.id });
    void api.deleteFile(whole.value.file.id);
    return taken;
  }

  /** fetch tells nothing of what was sent so far. */
  #post<T>(path: string, body: File | FormData, before: number): Promise<Result<T>> {
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      this.#request = request;
      request.open("POST", path);
      if (body instanceof File) {
        request.setRequestHeader("Content-Type", "application/x-ndjson");
      }
      request.upload.onprogress = (event) => (this.sent = before + event.loaded);
      request.onloadend = () => {
        if (request.status === 401) {
          sessionEnded.dispatchEvent(new Event("ended"));
        }
        resolve(request.status >= 200 && request.status < 300
          ? { ok: true, value: JSON.parse(request.responseText) as T }
          : { ok: false, problem: problemOf(request.status, request.responseText) });
      };
      request.send(body);
    });
  }
}
