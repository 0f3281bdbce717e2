import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Block, DocumentText } from "./api-types.js";
import { controls } from "./controls.js";
import { t } from "./messages.js";

const AROUND = 120;
const STEP = 400;

/** A document as structured text, with a span of it highlighted. Long ones are shown in part, with buttons for what comes before and after. */
@customElement("gw-document-text")
export class DocumentTextView extends LitElement {
  static override styles = [controls, css`
    :host { overflow: auto; min-height: 0; padding: 20px 28px 60px; line-height: 1.65; overflow-wrap: anywhere; }
    :is(h3, h4, h5) { margin: 1.5em 0 0.5em; line-height: 1.35; letter-spacing: -0.005em; }
    h3 { font-size: 1.22rem; } h4 { font-size: 1.08rem; } h5 { font-size: 1rem; }
    p { margin: 0.75em 0; white-space: pre-wrap; }
    ul { padding-left: 1.3em; margin: 0.75em 0; }
    li + li { margin-top: 0.3em; }
    li { white-space: pre-wrap; }
    pre { overflow: auto; padding: 12px 14px; border-radius: var(--radius); background: var(--raised); font: 0.88rem/1.5 var(--mono); }
    .aside { font-size: 0.9rem; color: var(--muted); white-space: pre-wrap; }
    .footnote, .note, .quote { padding-inline-start: 12px; border-inline-start: 2px solid var(--line); }
    .table { overflow-x: auto; margin: 1em 0; }
    table { border-collapse: collapse; font-size: 0.92rem; }
    :is(th, td) { padding: 6px 12px; border: 1px solid var(--line); text-align: start; vertical-align: top; min-width: 4em; }
    th { background: var(--raised); font-weight: 600; }
    mark { background: var(--mark); color: var(--mark-ink); border-radius: 3px; padding: 1px 0; box-decoration-break: clone; -webkit-box-decoration-break: clone; }
    .leaf { display: flex; align-items: center; gap: 12px; margin: 1.6em 0 0.8em; color: var(--muted); font-size: 0.82rem; }
    .leaf::after { content: ""; flex: 1; border-top: 1px solid var(--line); }
    .leaf:first-child { margin-top: 0; }
    .more { display: block; margin: 12px auto; }
    @media (max-width: 640px) { :host { padding: 16px 18px 48px; } }
  `];

  @property({ attribute: false }) document!: DocumentText;
  @property({ type: Number }) start = -1;
  @property({ type: Number }) end = -1;
  @state() from = 0;
  @state() to = 0;

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("document") || changed.has("start")) {
      const at = Math.max(0, this.document.blocks.findIndex((block) => block.end > this.start && block.start < this.end));
      this.from = Math.max(0, at - AROUND);
      this.to = Math.min(this.document.blocks.length, at + AROUND);
    }
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has("document") || changed.has("start")) {
      const mark = this.renderRoot.querySelector("mark");
      if (mark) {
        mark.scrollIntoView({ block: "center" });
      } else {
        this.scrollTop = 0;
      }
    }
  }

  override render() {
    const { blocks, text } = this.document;
    if (blocks.length === 0) {
      return html`<p>${this.#marked(0, text.length)}</p>`;
    }
    return html`${this.from > 0 ? html`<button class="button small more" @click=${() => (this.from = Math.max(0, this.from - STEP))}>${t("document.earlier")}</button>` : nothing}
      ${this.#blocks(blocks.slice(this.from, this.to))}
      ${this.to < blocks.length ? html`<button class="button small more" @click=${() => (this.to = Math.min(blocks.length, this.to + STEP))}>${t("document.later")}</button>` : nothing}`;
  }

  #blocks(blocks: Block[]): TemplateResult[] {
    const shown: TemplateResult[] = [];
    let page: number | null = null;
    let items: TemplateResult[] = [];
    const endList = () => {
      if (items.length > 0) {
        shown.push(html`<ul>${items}</ul>`);
        items = [];
      }
    };
    for (const block of blocks) {
      if (block.page !== null && block.page !== page) {
        endList();
        page = block.page;
        shown.push(html`<div class="leaf">${t("answer.page", { page: String(page) })}</div>`);
      }
      if (block.kind === "list_item") {
        items.push(html`<li>${this.#marked(block.start, block.end)}</li>`);
      } else {
        endList();
        shown.push(this.#block(block));
      }
    }
    endList();
    return shown;
  }

  #block(block: Block): TemplateResult {
    switch (block.kind) {
      case "heading": return this.#heading(block);
      case "table": return this.#table(block);
      case "caption": return html`<p class="aside">${this.#marked(block.start, block.end)}</p>`;
      case "footnote": case "note": return html`<p class="aside ${block.kind}" role="note">${this.#marked(block.start, block.end)}</p>`;
      case "quote": return html`<blockquote class="aside quote">${this.#marked(block.start, block.end)}</blockquote>`;
      case "code": return html`<pre tabindex="0">${this.#marked(block.start, block.end)}</pre>`;
      default: return html`<p>${this.#marked(block.start, block.end)}</p>`;
    }
  }

  #heading(block: Block): TemplateResult {
    const words = this.#marked(block.start, block.end);
    switch (block.level) {
      case null: case 1: return html`<h3>${words}</h3>`;
      case 2: return html`<h4>${words}</h4>`;
      default: return html`<h5>${words}</h5>`;
    }
  }

  /** A row a line, cells parted by " | ", the header first. */
  #table(block: Block): TemplateResult {
    let at = block.start;
    const rows = this.document.text.slice(block.start, block.end).split("\n").map((line) => {
      const cells = line.split(" | ").map((cell) => {
        const from = at;
        at += cell.length + 3;
        return this.#marked(from, from + cell.length);
      });
      at -= 2;
      return cells;
    });
    const [head = [], ...body] = rows;
    return html`<div class="table" tabindex="0" role="region" aria-label=${t("document.table")}><table>
      <thead><tr>${head.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead>
      <tbody>${body.map((cells) => html`<tr>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div>`;
  }

  /** The text from one offset to another, with what falls into the highlighted span marked. */
  #marked(from: number, to: number): unknown {
    const text = this.document.text;
    const start = Math.max(from, this.start);
    const end = Math.min(to, this.end);
    return start < end ? [text.slice(from, start), html`<mark>${text.slice(start, end)}</mark>`, text.slice(end, to)] : text.slice(from, to);
  }
}
