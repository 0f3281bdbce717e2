import { css, html, LitElement, nothing, type PropertyValues } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import * as api from "./api.js";
import type { CollectionFile, DocumentText } from "./api-types.js";
import { controls } from "./controls.js";
import { icon } from "./icons.js";
import { t, tn } from "./messages.js";
import { showDocument } from "./router.js";

const STATE = { completed: "file.ready", failed: "file.failed", cancelled: "file.cancelled", in_progress: "file.queued" } as const;

/** What belongs to a document: what it lay within, the files that lay within it, the other messages of its thread. Nothing where there is none. */
@customElement("gw-document-family")
export class DocumentFamily extends LitElement {
  static override styles = [controls, css`
    :host { display: block; }
    nav { display: grid; gap: 6px; font-size: 0.92rem; margin-top: 10px; }
    summary { cursor: pointer; color: var(--muted); font-weight: 550; padding: 2px 0; }
    ul { list-style: none; margin: 4px 0 0; padding: 0; max-height: 11em; overflow: auto; }
    button.link { display: flex; align-items: center; gap: 8px; border: 0; background: none; padding: 4px 2px; color: var(--accent); text-align: start; overflow-wrap: anywhere; }
    button.link:hover { text-decoration: underline; text-underline-offset: 3px; }
    li .why { color: var(--muted); }
  `];

  @property({ attribute: false }) document!: DocumentText;
  @state() within: readonly CollectionFile[] = [];
  @state() thread: readonly CollectionFile[] = [];

  protected override updated(changed: PropertyValues): void {
    if (changed.has("document")) {
      void this.#load(this.document);
    }
  }

  override render() {
    const { parent_id: parent } = this.document;
    const others = this.thread.filter((message) => message.id !== this.document.id);
    return !parent && this.within.length === 0 && others.length === 0 ? nothing : html`<nav aria-label=${t("document.family")}>
      ${parent ? html`<button class="link" @click=${() => this.#show(parent)}>${icon("back")}<span>${t("document.parent")}</span></button>` : nothing}
      ${this.#list(tn("document.within", this.within.length), this.within)}
      ${this.#list(tn("document.thread", others.length), others)}
    </nav>`;
  }

  #list(title: string, files: readonly CollectionFile[]) {
    return files.length === 0 ? nothing : html`<details ?open=${files.length < 4}><summary>${title}</summary>
      <ul>${files.map((file) => html`<li>${file.status === "completed"
        ? html`<button class="link" @click=${() => this.#show(file.id)}>${this.#name(file)}</button>`
        : html`<span class="why">${this.#name(file)} · ${t(STATE[file.status])}</span>`}</li>`)}</ul></details>`;
  }

  /** Here it is clear within which. */
  #name(file: CollectionFile): string {
    const place = ` in ${this.document.name}`;
    return file.filename.endsWith(place) ? file.filename.slice(0, -place.length) : file.filename;
  }

  #show(file: string): void {
    showDocument({ collection: this.document.collection_id, file });
  }

  async #load(document: DocumentText): Promise<void> {
    this.within = [];
    this.thread = [];
    const [within, thread] = await Promise.all([
      api.documentChildren(document.collection_id, document.id),
      document.mail ? api.documentThread(document.collection_id, document.id) : null,
    ]);
    if (document !== this.document) {
      return;
    }
    // The document can be read without them: where they cannot be had, they are not offered.
    this.within = within.ok ? within.value.data : [];
    this.thread = thread?.ok ? thread.value.data : [];
  }
}
