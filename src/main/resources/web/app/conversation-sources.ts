import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { controls } from "./controls.js";
import * as api from "./conversations-api.js";
import type { QuotedSource } from "./conversations-api.js";
import type { Problem } from "./http.js";
import { icon } from "./icons.js";
import { library } from "./library.js";
import { t, tn } from "./messages.js";
import { placeOf } from "./places.js";
import { showDocument } from "./router.js";
import "./modal-dialog.js";

/** All that the answers of a conversation quote, each once with how often. Tells `closed`. */
@customElement("gw-conversation-sources")
export class ConversationSources extends LitElement {
  static override styles = [controls, css`
    ol { list-style: none; padding: 0; display: grid; gap: 8px; }
    .source {
      display: grid; gap: 2px; width: 100%; padding: 12px 14px; text-align: start;
      border: 1px solid var(--line); border-radius: 12px; background: var(--surface);
    }
    .source:hover { border-color: var(--accent); }
    strong { font-weight: 600; overflow-wrap: anywhere; }
    .where { color: var(--muted); font-size: 0.86rem; overflow-wrap: anywhere; }
    .quote { color: var(--muted); font-size: 0.92rem; line-height: 1.5; overflow-wrap: anywhere; }
  `];

  @property() conversationId = "";
  /** The collection of the conversation's own files. */
  @property() files = "";
  @state() sources: QuotedSource[] | null = null;
  @state() problem: Problem | null = null;

  override async connectedCallback(): Promise<void> {
    super.connectedCallback();
    const found = await api.sources(this.conversationId);
    if (found.ok) {
      this.sources = found.value.data;
    } else {
      this.problem = found.problem;
    }
  }

  override render() {
    return html`<gw-dialog .heading=${t("conversation.sources")} @closed=${this.#close}>
      ${this.problem ? html`<p class="note bad" role="alert">${icon("alert")}<span>${this.problem.message}</span></p>`
        : !this.sources ? html`<span class="spinner" role="status" aria-label=${t("state.loading")}></span>`
        : this.sources.length === 0 ? html`<p class="muted">${t("conversation.noSources")}</p>`
        : html`<ol>${this.sources.map((source) => html`<li><button class="source" @click=${() => this.#open(source)}>
            <strong>${source.filename}</strong>
            <span class="where">${[...placeOf(source.location), ...this.#collection(source), tn("conversation.quoted", source.times)].join(" · ")}</span>
            ${source.quote ? html`<span class="quote">${source.quote}</span>` : nothing}</button></li>`)}</ol>`}
    </gw-dialog>`;
  }

  #collection(source: QuotedSource): string[] {
    const name = source.vector_store_id === this.files ? t("conversation.here") : library.nameOf(source.vector_store_id);
    return name ? [name] : [];
  }

  #open(source: QuotedSource): void {
    this.#close();
    const { location } = source;
    showDocument({
      collection: source.vector_store_id, file: source.file_id, version: location.version, start: location.start, end: location.end,
      ...(location.page ? { page: location.page } : {}),
    });
  }

  #close = () => this.dispatchEvent(new Event("closed"));
}
