import { css, html, LitElement, nothing, type PropertyValues } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import * as api from "./api.js";
import type { Passage } from "./api-types.js";
import { controls } from "./controls.js";
import type { Problem } from "./http.js";
import { icon } from "./icons.js";
import { t } from "./messages.js";
import { placeOf } from "./places.js";

/** The passages by which a document is found, as they were cut: what a search can give, and a citation point into. */
@customElement("gw-document-passages")
export class DocumentPassages extends LitElement {
  static override styles = [controls, css`
    :host { display: block; overflow: auto; padding: 16px 22px 48px; }
    ol { list-style: none; margin: 0; padding: 0; display: grid; gap: 14px; }
    li { border: 1px solid var(--line); border-radius: var(--radius); padding: 12px 14px; }
    .where { color: var(--muted); font-size: 0.82rem; margin-bottom: 6px; overflow-wrap: anywhere; }
    .context { color: var(--muted); font-size: 0.88rem; white-space: pre-wrap; overflow-wrap: anywhere; margin-bottom: 6px; }
    .text { white-space: pre-wrap; overflow-wrap: anywhere; font-size: 0.95rem; }
    .more { display: block; margin: 14px auto 0; }
  `];

  @property() collection = "";
  @property() file = "";
  @state() passages: Passage[] = [];
  @state() more = false;
  @state() loading = true;
  @state() problem: Problem | null = null;

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("file") || changed.has("collection")) {
      this.passages = [];
      void this.#load();
    }
  }

  override render() {
    return html`<ol>${this.passages.map((passage) => html`<li>
        <p class="where">${[
          t("passage.number", { number: String(passage.ordinal + 1) }),
          ...placeOf(passage.location),
        ].join(" · ")}</p>
        ${passage.context ? html`<p class="context">${passage.context}</p>` : nothing}
        <p class="text">${passage.text}</p></li>`)}</ol>
      ${this.problem ? html`<p class="note bad" role="alert">${icon("alert")}<span>${this.problem.message}</span></p>` : nothing}
      ${this.loading ? html`<span class="spinner" role="status" aria-label=${t("state.loading")}></span>` : nothing}
      ${this.more && !this.loading ? html`<button class="button small more" @click=${this.#load}>${t("passage.more")}</button>` : nothing}`;
  }

  #load = async () => {
    const file = this.file;
    this.loading = true;
    const next = await api.passages(this.collection, file, this.passages.length);
    if (file !== this.file) {
      return;
    }
    this.loading = false;
    this.problem = next.ok ? null : next.problem;
    if (next.ok) {
      this.passages = [...this.passages, ...next.value.data];
      this.more = next.value.has_more;
    }
  };
}
