import { css, html, LitElement, nothing, type PropertyValues } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import * as api from "./api.js";
import type { DocumentText } from "./api-types.js";
import { controls } from "./controls.js";
import type { Problem } from "./http.js";
import { icon } from "./icons.js";
import { library } from "./library.js";
import { t } from "./messages.js";
import { closeDocument, type OpenDocument } from "./router.js";
import "./document-family.js";
import "./document-passages.js";
import "./document-standing.js";
import "./document-text.js";
import "./pdf-view.js";

/** The document behind a citation, at the cited passage: its real page for PDFs, its text for all. */
@customElement("gw-document-panel")
export class DocumentPanel extends LitElement {
  static override styles = [controls, css`
    :host { background: var(--surface); }
    section { display: grid; grid-template-rows: auto auto auto minmax(0, 1fr); height: 100%; }
    header { display: flex; align-items: flex-start; gap: 4px; padding: 14px 10px 12px 22px; border-bottom: 1px solid var(--line); }
    header > div { flex: 1; min-width: 0; }
    h2 { overflow-wrap: anywhere; }
    .where { color: var(--muted); font-size: 0.88rem; margin-top: 2px; overflow-wrap: anywhere; }
    .views { display: flex; gap: 4px; padding: 8px 18px; border-bottom: 1px solid var(--line); }
    .views button { border: 0; border-radius: 8px; padding: 5px 14px; background: none; color: var(--muted); font-weight: 550; font-size: 0.92rem; }
    .views button:hover { background: var(--raised); }
    .views button[aria-pressed="true"] { background: var(--accent-soft); color: var(--accent); }
    .notes { padding: 0 18px; }
    .notes > p { margin-top: 8px; }
    .body { grid-row: 4; min-height: 0; display: grid; }
    .waiting { display: grid; place-items: center; align-content: center; gap: 14px; padding: 24px; }
  `];

  @property({ attribute: false }) target!: OpenDocument;
  @property({ type: Boolean }) modal = false;
  @state() document: DocumentText | null = null;
  @state() problem: Problem | null = null;
  @state() view: "page" | "text" | "passages" | "standing" = "page";
  @query("h2") heading!: HTMLElement;

  protected override updated(changed: PropertyValues): void {
    const before = changed.get("target") as OpenDocument | undefined;
    if (changed.has("target") && JSON.stringify(before) !== JSON.stringify(this.target)) {
      void this.#load();
      this.heading.focus();
    }
  }

  override render() {
    const { collection, file } = this.target;
    const document = this.document;
    return html`<section role=${this.modal ? "dialog" : "complementary"} aria-modal=${this.modal ? "true" : nothing} aria-labelledby="title">
      <header>
        <div><h2 id="title" tabindex="-1">${document?.title || document?.name || t("document.loading")}</h2>
          <p class="where">${this.#where()}</p></div>
        ${document ? html`<a class="icon-button" href=${api.contentUrl(collection, file, document.version)} download
          aria-label=${t("document.download")} title=${t("document.download")}>${icon("download")}</a>` : nothing}
        <button class="icon-button" aria-label=${t("action.close")} title=${t("action.close")} @click=${closeDocument}>${icon("close")}</button>
      </header>
      ${document ? html`<div class="views" role="group" aria-label=${t("document.views")}>
        ${this.#isPdf ? html`<button aria-pressed=${this.view === "page"} @click=${() => (this.view = "page")}>${t("document.page")}</button>` : nothing}
        <button aria-pressed=${this.view === "text" || this.view === "page" && !this.#isPdf} @click=${() => (this.view = "text")}>${t("document.text")}</button>
        <button aria-pressed=${this.view === "passages"} @click=${() => (this.view = "passages")}>${t("document.passages")}</button>
        <button aria-pressed=${this.view === "standing"} @click=${() => (this.view = "standing")}>${t("document.standing")}</button>
      </div>` : nothing}
      <div class="notes">${this.#notes()}</div>
      <div class="body">${this.#body()}</div>
    </section>`;
  }

  #body() {
    const { target, document } = this;
    if (this.problem) {
      return html`<div class="waiting"><p class="note bad" role="alert">${icon("alert")}<span>${this.problem.status === 404 ? t("document.gone") : this.problem.message}</span></p>
        <button class="button small" @click=${() => this.#load()}>${t("action.retry")}</button></div>`;
    }
    if (!document) {
      return html`<div class="waiting"><span class="spinner" role="status" aria-label=${t("state.loading")}></span></div>`;
    }
    if (this.view === "passages") {
      return html`<gw-document-passages collection=${target.collection} file=${target.file} tabindex="0" role="region" aria-label=${t("document.passages")}></gw-document-passages>`;
    }
    if (this.view === "standing") {
      return html`<gw-document-standing collection=${target.collection} file=${target.file}></gw-document-standing>`;
    }
    const start = target.start ?? -1;
    const end = target.end ?? -1;
    if (this.#isPdf && this.view === "page") {
      const inQuote = document.blocks.filter((block) => block.end > start && block.start < end && block.page !== null);
      const last = inQuote.at(-1)?.page ?? target.page ?? 0;
      return html`<gw-pdf-view source=${api.contentUrl(target.collection, target.file, document.version, true)} .page=${target.page ?? 1} .quotePage=${target.page ?? 0} .quotePageEnd=${last}
        .quote=${start < end ? document.text.slice(start, end) : ""}></gw-pdf-view>`;
    }
    return html`<gw-document-text .document=${document} .start=${start} .end=${end} tabindex="0" role="region" aria-label=${t("document.text")}></gw-document-text>`;
  }

  #notes() {
    const document = this.document;
    return !document ? nothing : [
      document.version < document.latest_version ? html`<p class="note warn">${icon("info")}<span>${t("document.older")}</span></p>` : nothing,
      ...document.warnings.map((warning) => html`<p class="note warn">${icon("info")}<span>${warning}</span></p>`),
      html`<gw-document-family .document=${document}></gw-document-family>`,
    ];
  }

  #where(): string {
    const page = this.target.page;
    const pages = this.document?.pages;
    return [
      this.document?.title && this.document.title !== this.document.name ? this.document.name : "",
      library.nameOf(this.target.collection) ?? "",
      page && pages ? t("pdf.page", { page: String(page), pages: String(pages) }) : "",
    ].filter(Boolean).join(" · ");
  }

  get #isPdf(): boolean {
    return this.document?.media_type === "application/pdf" && this.document.original;
  }

  async #load(): Promise<void> {
    const target = this.target;
    const shown = this.document;
    if (shown?.id === target.file && shown.collection_id === target.collection && shown.version === (target.version ?? shown.latest_version)) {
      return;
    }
    this.document = null;
    this.problem = null;
    this.view = "page";
    const read = await api.documentText(target.collection, target.file, target.version);
    if (target !== this.target) {
      return;
    }
    if (read.ok) {
      this.document = read.value;
    } else {
      this.problem = read.problem;
    }
  }
}
