import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { CollectionFile } from "./api-types.js";
import { controls } from "./controls.js";
import { conversation } from "./conversation.js";
import * as api from "./conversations-api.js";
import { uploadWords, statusWords } from "./file-row.js";
import { icon } from "./icons.js";
import { t } from "./messages.js";
import { say } from "./notices.js";
import { showDocument } from "./router.js";
import { uploads, type Upload } from "./uploads.js";
import { Watching } from "./watching.js";

const POLL_MILLIS = 700;

/** The files of a conversation as chips: those on their way to the server, those being read, those that are searched, those that failed and why. */
@customElement("gw-conversation-files")
export class ConversationFiles extends LitElement {
  static override styles = [controls, css`
    ul { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 6px; }
    li { display: inline-flex; align-items: center; gap: 6px; max-width: 100%; padding: 3px 3px 3px 9px; border: 1px solid var(--line); border-radius: 9px; background: var(--surface); font-size: 0.86rem; }
    li.bad { border-color: var(--bad); }
    .name { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; min-width: 0; border: 0; background: none; padding: 0; color: inherit; }
    button.name:hover { color: var(--accent); text-decoration: underline; }
    .state { color: var(--muted); white-space: nowrap; }
    .bad .state { color: var(--bad); white-space: normal; overflow-wrap: anywhere; padding: 3px 0; }
    .bad .name { min-width: 60px; }
    .icon-button { width: 26px; height: 26px; }
    .note { margin-top: 6px; }
  `];

  @property() conversationId = "";
  @state() files: CollectionFile[] = [];
  #timer = 0;
  #generation = 0;
  #unlisten: (() => void) | null = null;

  constructor() {
    super();
    new Watching(this, uploads);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unlisten = uploads.onAttached((target) => {
      if (target === this.conversationId) {
        void this.#read();
      }
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unlisten?.();
    clearTimeout(this.#timer);
    this.#generation++;
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("conversationId")) {
      this.files = [];
      void this.#read();
    }
  }

  async #read(): Promise<void> {
    clearTimeout(this.#timer);
    const generation = ++this.#generation;
    if (!this.conversationId) {
      return;
    }
    const found = await api.files(this.conversationId);
    if (generation !== this.#generation) {
      return;
    }
    if (found.ok) {
      this.files = found.value.data;
      if (conversation.id === this.conversationId) {
        conversation.files = this.files[0]?.vector_store_id ?? conversation.files;
      }
    }
    this.dispatchEvent(new CustomEvent<number>("counted", { detail: this.files.filter((file) => file.status === "completed").length }));
    if (!found.ok || this.files.some((file) => file.status === "in_progress")) {
      this.#timer = window.setTimeout(() => void this.#read(), POLL_MILLIS);
    }
  }

  override render() {
    const coming = uploads.of(this.conversationId);
    if (coming.length + this.files.length === 0) {
      return nothing;
    }
    return html`<ul aria-label=${t("conversation.files")}>
      ${this.files.map((file) => this.#file(file))}
      ${coming.map((upload) => this.#upload(upload))}</ul>`;
  }

  #file(file: CollectionFile) {
    const name = file.filename;
    const failed = file.status === "failed";
    return html`<li class=${failed ? "bad" : ""} data-status=${file.status}>
      ${icon("file", 16)}
      ${file.status === "completed"
        ? html`<button class="name" title=${name} @click=${() => showDocument({ collection: file.vector_store_id, file: file.id })}>${name}</button>`
        : html`<span class="name" title=${name}>${name}</span>
          <span class="state" role="status">${failed ? (file.last_error?.message ?? t("file.failedUnknown")) : statusWords(file)}</span>`}
      ${failed ? this.#button("retry", t("file.retry", { name }), () => this.#again(file)) : nothing}
      ${this.#button("close", t("file.remove", { name }), () => this.#remove(file))}</li>`;
  }

  #upload(upload: Upload) {
    const name = upload.file.name;
    const failed = upload.state === "failed";
    return html`<li class=${failed ? "bad" : ""} data-status=${upload.state}>${icon("file", 16)}<span class="name" title=${name}>${name}</span>
      <span class="state" role="status">${failed ? upload.error : uploadWords(upload)}</span>
      ${failed ? this.#button("retry", t("file.retry", { name }), () => uploads.retry(upload)) : nothing}
      ${this.#button("close", t("file.cancel", { name }), () => uploads.remove(upload))}</li>`;
  }

  #button(picture: "retry" | "close", label: string, action: () => unknown) {
    return html`<button class="icon-button" aria-label=${label} title=${label} @click=${action}>${icon(picture, 15)}</button>`;
  }

  async #again(file: CollectionFile): Promise<void> {
    const again = await api.retryFile(this.conversationId, file.id);
    if (!again.ok) {
      say(again.problem.message);
    }
    await this.#read();
  }

  async #remove(file: CollectionFile): Promise<void> {
    const removed = await api.removeFile(this.conversationId, file.id);
    if (!removed.ok) {
      say(removed.problem.message);
    }
    await this.#read();
  }
}
