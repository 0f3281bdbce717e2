import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Contradiction, ContradictionSide } from "./api-types.js";
import { controls } from "./controls.js";
import { day, t } from "./messages.js";
import { placeOf } from "./places.js";
import { showDocument } from "./router.js";

/** Sentences of documents that do not agree, side by side, with their dates. */
@customElement("gw-contradictions")
export class ContradictionsView extends LitElement {
  static override styles = [controls, css`
    section { display: grid; gap: 8px; }
    h3 { font-size: 0.88rem; font-weight: 600; color: var(--muted); }
    .pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(240px, 100%), 1fr)); gap: 8px; }
    button {
      display: grid; gap: 4px; align-content: start; padding: 12px 14px; text-align: start; border: 1px solid var(--line); border-left: 3px solid var(--warn);
      border-radius: 12px; background: var(--surface);
    }
    button:hover { border-color: var(--accent); }
    q { line-height: 1.5; overflow-wrap: anywhere; }
    .where { color: var(--muted); font-size: 0.86rem; overflow-wrap: anywhere; }
    .when { display: flex; flex-wrap: wrap; gap: 6px; align-items: center; font-size: 0.86rem; color: var(--muted); }
  `];

  @property({ attribute: false }) found: readonly Contradiction[] = [];

  override render() {
    return html`<section aria-label=${t("answer.contradictions")}>
      <h3>${t("answer.contradictions")}</h3>
      ${this.found.map((one) => html`<div class="pair">${this.#side(one.left, one.right)}${this.#side(one.right, one.left)}</div>`)}
    </section>`;
  }

  #side(side: ContradictionSide, other: ContradictionSide) {
    const newer = side.date && other.date && side.date.at.slice(0, 10) > other.date.at.slice(0, 10);
    return html`<button @click=${() => show(side)}>
      <q>${side.text}</q>
      <span class="where">${[side.filename, ...placeOf(side.location)].join(" · ")}</span>
      ${side.date ? html`<span class="when">${t(side.date.of === "added" ? "answer.added" : "answer.dated", { date: day(side.date.at) })}
        ${newer ? html`<span class="chip">${t("answer.newer")}</span>` : nothing}</span>` : nothing}
    </button>`;
  }
}

function show(side: ContradictionSide): void {
  const { version, start, end, page } = side.location;
  showDocument({ collection: side.vector_store_id, file: side.file_id, version, start, end, ...(page ? { page } : {}) });
}
