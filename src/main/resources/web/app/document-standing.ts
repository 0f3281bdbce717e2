import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { controls } from "./controls.js";
import { icon } from "./icons.js";
import { number, t } from "./messages.js";
import { explain, type Explanation, type Standing } from "./search-api.js";

/** Whether a question would find this document, and if not, what took it away. */
@customElement("gw-document-standing")
export class DocumentStanding extends LitElement {
  static override styles = [controls, css`
    :host { overflow: auto; padding: 14px 22px 28px; }
    form { display: flex; gap: 8px; margin: 10px 0 16px; }
    form input { flex: 1; min-width: 0; }
    table { width: 100%; border-collapse: collapse; font-size: 0.9rem; font-variant-numeric: tabular-nums; margin: 14px 0; }
    th, td { text-align: start; padding: 6px 10px 6px 0; border-bottom: 1px solid var(--line); font-weight: 400; vertical-align: top; }
    thead th { color: var(--muted); }
    .words { display: flex; flex-wrap: wrap; gap: 6px; list-style: none; padding: 0; margin: 6px 0 0; }
    .lacking { text-decoration: line-through; }
  `];

  @property() collection = "";
  @property() file = "";
  @state() told: Explanation | null = null;
  @state() busy = false;
  @state() error = "";

  override render() {
    return html`<p class="hint">${t("standing.lead")}</p>
      <form @submit=${this.#ask}><input name="query" required maxlength="10000" autocomplete="off" aria-label=${t("standing.query")} placeholder=${t("standing.query")}>
        <button class="button" ?disabled=${this.busy}>${t("standing.ask")}</button></form>
      ${this.error ? html`<p class="note bad" role="alert">${icon("alert")}<span>${this.error}</span></p>` : nothing}
      <div role="status">${this.busy ? html`<span class="spinner" aria-label=${t("state.loading")}></span>` : this.told ? this.#verdict(this.told) : nothing}</div>
      ${this.told && !this.busy ? html`${this.#stages(this.told.stages)}${this.#words(this.told.words)}` : nothing}`;
  }

  #verdict(told: Explanation) {
    const good = told.verdict === "found";
    return html`<p class="note ${good ? "" : "warn"}" id="verdict">${icon(good ? "check" : "info")}
      <span>${t(`standing.verdict.${told.verdict}`, { place: number(told.place ?? 0), ranked: number(told.ranked), limit: number(told.limit) })}
        ${told.instead ? t(told.instead.same ? "standing.instead.same" : "standing.instead.near", { file: told.instead.filename, place: number(told.instead.place) }) : nothing}</span></p>`;
  }

  #stages(stages: readonly Standing[]) {
    return stages.length === 0 ? nothing : html`<table><thead><tr><th scope="col">${t("search.column.stage")}</th><th scope="col">${t("standing.column.rank")}</th>
        <th scope="col">${t("standing.column.taken")}</th></tr></thead>
      <tbody>${stages.map((stage) => html`<tr><th scope="row">${t(`search.stage.${stage.stage}`)}</th>
        <td>${stage.rank === undefined ? t("standing.none", { among: number(stage.among) }) : t("standing.rank", { rank: number(stage.rank), among: number(stage.among) })}</td>
        <td>${number(stage.taken)}</td></tr>`)}</tbody></table>`;
  }

  #words(words: Record<string, boolean>) {
    const all = Object.entries(words);
    return all.length === 0 ? nothing : html`<p class="hint">${t("standing.words")}</p><ul class="words" id="words">${all.map(([word, held]) =>
      html`<li class="chip ${held ? "good" : "lacking"}" aria-label=${t(held ? "standing.held" : "standing.lacking", { word })}>${word}</li>`)}</ul>`;
  }

  #ask = async (event: SubmitEvent) => {
    event.preventDefault();
    this.busy = true;
    this.error = "";
    const told = await explain(this.collection, this.file, String(new FormData(event.target as HTMLFormElement).get("query")).trim());
    this.busy = false;
    this.told = told.ok ? told.value : null;
    this.error = told.ok ? "" : told.problem.message;
  };
}
