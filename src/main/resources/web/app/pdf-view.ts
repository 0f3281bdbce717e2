import { css, html, LitElement, nothing, type PropertyValues } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { controls } from "./controls.js";
import { icon } from "./icons.js";
import { t } from "./messages.js";
import { markQuote } from "./pdf-highlight.js";
import { openPdf, pdfLibrary, type PdfDocument } from "./pdf-library.js";

const SHARPEST = 2.5;

/** One page of a PDF as it was printed, with the cited passage marked on it. */
@customElement("gw-pdf-view")
export class PdfView extends LitElement {
  static override styles = [controls, css`
    :host { display: grid; grid-template-rows: auto 1fr; min-height: 0; }
    .pager { display: flex; align-items: center; justify-content: center; gap: 6px; padding: 6px; border-bottom: 1px solid var(--line); font-size: 0.9rem; color: var(--muted); }
    .desk { overflow: auto; padding: 16px; background: var(--raised); min-height: 0; }
    .sheet { position: relative; margin: 0 auto; background: #fff; box-shadow: 0 2px 12px var(--shadow); color-scheme: only light; }
    canvas { display: block; width: 100%; height: 100%; }
    .words { position: absolute; inset: 0; overflow: clip; line-height: 1; text-size-adjust: none; forced-color-adjust: none; transform-origin: 0 0; --min-font-size: 1; }
    .words :is(span, br) { position: absolute; color: transparent; white-space: pre; cursor: text; transform-origin: 0 0; }
    .words > :not(.markedContent), .words .markedContent span:not(.markedContent) {
      --font-height: 0; --scale-x: 1; --rotate: 0deg;
      font-size: calc(var(--total-scale-factor) * var(--font-height)); transform: rotate(var(--rotate)) scaleX(var(--scale-x));
    }
    .words .markedContent { display: contents; }
    .words mark { color: transparent; background: rgb(255 205 40 / 42%); border-radius: 2px; mix-blend-mode: multiply; }
    .waiting { display: grid; place-items: center; min-height: 160px; }
    .desk > .note { margin-bottom: 12px; }
  `];

  /** The address of the PDF. */
  @property() source = "";
  @property({ type: Number }) page = 1;
  /** The page on which the quote stands, and the quote; empty when nothing is cited. */
  @property({ type: Number }) quotePage = 0;
  @property({ type: Number }) quotePageEnd = 0;
  @property() quote = "";
  @state() pdf: PdfDocument | null = null;
  @state() failed = false;
  @state() unmarked = false;
  @query(".desk") desk!: HTMLElement;
  @query(".sheet") sheet!: HTMLElement | null;
  #drawing = 0;
  #width = 0;
  readonly #resized = new ResizeObserver(() => {
    if (this.pdf && Math.abs(this.#room() - this.#width) > 8) {
      void this.#draw();
    }
  });

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized.disconnect();
    this.#drawing++;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("quote") && this.quotePage > 0) {
      this.page = this.quotePage; // another citation of the same document, after the person has turned pages
    }
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has("source")) {
      this.#resized.observe(this.desk);
      void this.#load();
    } else if (this.pdf && (changed.has("page") || changed.has("pdf") || changed.has("quote"))) {
      void this.#draw();
    }
  }

  override render() {
    const pages = this.pdf?.numPages ?? 0;
    return html`<div class="pager">
        <button class="icon-button" aria-label=${t("pdf.previous")} ?disabled=${this.page <= 1} @click=${() => (this.page -= 1)}>${icon("back")}</button>
        <span role="status">${pages ? t("pdf.page", { page: String(this.page), pages: String(pages) }) : ""}</span>
        <button class="icon-button" aria-label=${t("pdf.next")} ?disabled=${this.page >= pages} @click=${() => (this.page += 1)}>${icon("next")}</button>
      </div>
      <div class="desk" tabindex="0" role="region" aria-label=${t("pdf.region")}>
        ${this.failed ? html`<p class="note bad" role="alert">${icon("alert")}<span>${t("pdf.failed")}</span></p>` : nothing}
        ${this.unmarked ? html`<p class="note">${icon("info")}<span>${t("pdf.unmarked")}</span></p>` : nothing}
        ${this.pdf ? html`<div class="sheet"></div>` : this.failed ? nothing : html`<div class="waiting"><span class="spinner" role="status" aria-label=${t("state.loading")}></span></div>`}
      </div>`;
  }

  async #load(): Promise<void> {
    this.pdf = null;
    this.failed = false;
    try {
      this.pdf = await openPdf(this.source);
    } catch {
      this.failed = true;
    }
  }

  async #draw(): Promise<void> {
    const turn = ++this.#drawing;
    const pdf = this.pdf;
    if (!pdf) {
      return;
    }
    try {
      const page = await pdf.getPage(Math.min(Math.max(1, this.page), pdf.numPages));
      this.#width = this.#room();
      const scale = this.#width / page.getViewport({ scale: 1 }).width;
      const viewport = page.getViewport({ scale });
      const ratio = Math.min(SHARPEST, devicePixelRatio || 1);
      const canvas = document.createElement("canvas");
      canvas.width = Math.floor(viewport.width * ratio);
      canvas.height = Math.floor(viewport.height * ratio);
      const words = document.createElement("div");
      words.className = "words";
      words.style.setProperty("--total-scale-factor", String(scale));
      const { TextLayer } = await pdfLibrary();
      const layer = new TextLayer({ textContentSource: await page.getTextContent(), container: words, viewport });
      await Promise.all([page.render({ canvas, viewport, transform: [ratio, 0, 0, ratio, 0, 0] }).promise, layer.render()]);
      if (turn !== this.#drawing || !this.sheet) {
        return;
      }
      this.sheet.style.width = `${Math.floor(viewport.width)}px`;
      this.sheet.style.height = `${Math.floor(viewport.height)}px`;
      this.sheet.replaceChildren(canvas, words);
      this.#mark(layer.textDivs, layer.textContentItemsStr);
    } catch {
      this.failed = turn === this.#drawing;
    }
  }

  #mark(pieces: HTMLElement[], texts: string[]): void {
    const cited = this.quote !== "" && this.page >= this.quotePage && this.page <= Math.max(this.quotePage, this.quotePageEnd);
    const first = cited ? markQuote(pieces, texts, this.quote) : null;
    this.unmarked = cited && first === null;
    if (first) {
      first.scrollIntoView({ block: "center" });
    } else {
      this.desk.scrollTop = 0;
    }
  }

  #room(): number {
    return Math.max(200, this.desk.clientWidth - 32);
  }
}
