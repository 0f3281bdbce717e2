import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { CollectionFile } from "./api-types.js";
import { controls } from "./controls.js";
import { icon } from "./icons.js";
import { size, t, tn } from "./messages.js";
import type { Upload } from "./uploads.js";

export type RowAction = "open" | "retry" | "cancel" | "remove";

/** One file of a collection: on its way to the server, being worked on, ready, or failed with the reason. Tells `action`. */
@customElement("gw-file-row")
export class FileRow extends LitElement {
  static override styles = [controls, css`
    :host { display: grid; grid-template-columns: minmax(0, 1fr) auto auto; gap: 4px 14px; align-items: center; }
    .name { min-width: 0; }
    .within { padding-inline-start: 22px; }
    .title { font-weight: 550; overflow-wrap: anywhere; text-align: start; line-height: 1.4; }
    button.title { border: 0; background: none; padding: 0; color: var(--ink); }
    button.title:hover { color: var(--accent); text-decoration: underline; text-underline-offset: 3px; }
    .detail { color: var(--muted); font-size: 0.86rem; overflow-wrap: anywhere; }
    .status { justify-self: end; }
    .actions { display: flex; gap: 0; min-width: 72px; justify-content: flex-end; }
    .wide { grid-column: 1 / -1; }
    .error { color: var(--bad); font-size: 0.92rem; overflow-wrap: anywhere; }
    .warning { color: var(--warn); font-size: 0.88rem; overflow-wrap: anywhere; }
    @media (max-width: 640px) {
      :host { grid-template-columns: minmax(0, 1fr) auto; }
      .name { grid-column: 1 / -1; }
      .status { justify-self: start; }
    }
  `];

  @property({ attribute: false }) file: CollectionFile | null = null;
  @property({ attribute: false }) upload: Upload | null = null;
  /** Changes whenever the upload does: the upload itself is one object that moves on. */
  @property({ attribute: false }) stamp = "";
  @property({ type: Boolean }) editable = false;

  override render() {
    return this.upload ? this.#sending(this.upload) : this.file ? this.#stored(this.file) : nothing;
  }

  #sending(upload: Upload) {
    const name = upload.file.name;
    return html`<div class="name"><span class="title">${name}</span><div class="detail">${[upload.path, size(upload.file.size)].filter(Boolean).join(" · ")}</div></div>
      <span class="status chip ${upload.state === "failed" ? "bad" : ""}" data-status=${upload.state}>${uploadWords(upload)}</span>
      <div class="actions">
        ${upload.state === "failed" ? this.#button("retry", name) : nothing}
        ${this.#button(upload.state === "failed" ? "remove" : "cancel", name)}
      </div>
      ${upload.state === "sending" || upload.state === "paused" ? html`<progress class="wide" max="1" .value=${upload.sent} aria-label=${t("upload.progress", { name })}></progress>` : nothing}
      ${upload.error ? html`<p class="wide error">${upload.error}</p>` : nothing}`;
  }

  #stored(file: CollectionFile) {
    const name = file.filename;
    const told = file.attributes?.["path"];
    const path = typeof told === "string" && told !== name ? told : "";
    const known = file.progress?.step === "embedding" && file.progress.passages_total > 0;
    return html`<div class="name ${file.parent_id ? "within" : ""}">
        ${file.status === "completed"
          ? html`<button class="title" @click=${() => this.#tell("open")}>${name}</button>`
          : html`<span class="title">${name}</span>`}
        <div class="detail">${[path, size(file.bytes)].filter(Boolean).join(" · ")}</div></div>
      <span class="status chip ${chipOf(file)}" data-status=${file.status}>${statusWords(file)}</span>
      <div class="actions">${this.editable ? this.#actions(file) : nothing}</div>
      ${file.status === "in_progress" && known
        ? html`<progress class="wide" max=${file.progress?.passages_total ?? 1} .value=${file.progress?.passages_done ?? 0} aria-label=${t("file.progress", { name })}></progress>` : nothing}
      ${file.status === "failed" ? html`<p class="wide error">${file.last_error?.message ?? t("file.failedUnknown")}</p>` : nothing}
      ${file.warnings?.map((warning) => html`<p class="wide warning">${warning}</p>`)}`;
  }

  #actions(file: CollectionFile) {
    switch (file.status) {
      case "in_progress": return this.#button("cancel", file.filename);
      case "failed": case "cancelled": return [this.#button("retry", file.filename), this.#removal(file)];
      default: return this.#removal(file);
    }
  }

  /** What lay within another goes with it. */
  #removal(file: CollectionFile) {
    return file.parent_id ? nothing : this.#button("remove", file.filename);
  }

  #button(action: Exclude<RowAction, "open">, name: string) {
    const picture = { retry: "retry", cancel: "close", remove: "trash" } as const;
    const label = t(`file.${action}`, { name });
    return html`<button class="icon-button" aria-label=${label} title=${label} @click=${() => this.#tell(action)}>${icon(picture[action])}</button>`;
  }

  #tell(action: RowAction): void {
    this.dispatchEvent(new CustomEvent<RowAction>("action", { detail: action }));
  }
}

/** How far a file is on its way to the server. */
export function uploadWords(upload: Upload): string {
  switch (upload.state) {
    case "waiting": return t("upload.waiting");
    case "sending": return upload.sent < 1 ? t("upload.sending", { percent: String(Math.floor(upload.sent * 100)) }) : t("upload.storing");
    case "retrying": return t("upload.retrying");
    case "attaching": return t("upload.storing");
    case "paused": return t("upload.paused");
    case "failed": return t("file.failed");
  }
}

/** How far the reading of a file is. */
export function statusWords(file: CollectionFile): string {
  switch (file.status) {
    case "completed": return t("file.ready");
    case "failed": return t("file.failed");
    case "cancelled": return t("file.cancelled");
    case "in_progress": break;
  }
  switch (file.progress?.step) {
    case "parsing": return t("file.reading");
    case "embedding": return file.progress.passages_total > 0
      ? tn("file.embedding", file.progress.passages_total, { done: file.progress.passages_done })
      : t("file.embeddingStart");
    case "done": return t("file.storing");
    default: return t("file.queued");
  }
}

function chipOf(file: CollectionFile): string {
  return { completed: "good", failed: "bad", cancelled: "", in_progress: "" }[file.status];
}
