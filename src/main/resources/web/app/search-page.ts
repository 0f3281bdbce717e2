import { css, html, LitElement, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { chatModelAtHand } from "./api.js";
import { controls } from "./controls.js";
import { icon } from "./icons.js";
import { library } from "./library.js";
import { number, t, tn } from "./messages.js";
import { placeOf } from "./places.js";
import { href, showDocument } from "./router.js";
import { ALL_STAGES, search, STAGES, type Duplicate, type SearchHit, type SearchResult, type SearchSettings, type Stage, type Understanding, type Wishes } from "./search-api.js";
import { Watching } from "./watching.js";

/** A search in one collection with its work shown: what each stage found, how, how fast, and where it put each passage. */
@customElement("gw-search-page")
export class SearchPage extends LitElement {
  static override styles = [controls, css`
    .crumb { display: inline-flex; align-items: center; gap: 4px; font-size: 0.92rem; text-decoration: none; margin-bottom: 10px; }
    form { display: grid; gap: 12px; margin-bottom: 24px; }
    .ask { display: flex; gap: 8px; }
    .ask input { flex: 1; min-width: 0; }
    fieldset { display: flex; flex-wrap: wrap; gap: 4px 18px; }
    fieldset label { display: flex; gap: 8px; align-items: center; font-size: 0.92rem; }
    .scroll { overflow-x: auto; margin: 12px 0 24px; }
    table { width: 100%; border-collapse: collapse; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
    th, td { text-align: start; padding: 6px 14px 6px 0; border-bottom: 1px solid var(--line); font-weight: 400; vertical-align: top; }
    thead th { color: var(--muted); white-space: nowrap; }
    .figure { text-align: end; white-space: nowrap; }
    ol { list-style: none; padding: 0; display: grid; gap: 10px; }
    li { border: 1px solid var(--line); border-radius: var(--radius); background: var(--surface); padding: 12px 14px; }
    .head { display: flex; flex-wrap: wrap; gap: 4px 12px; justify-content: space-between; align-items: baseline; }
    .head .text-button { text-align: start; overflow-wrap: anywhere; font-weight: 550; }
    .where { color: var(--muted); font-size: 0.85rem; overflow-wrap: anywhere; }
    .text { white-space: pre-wrap; overflow-wrap: anywhere; font-size: 0.92rem; margin-top: 6px; max-height: 9em; overflow: hidden; }
    #missing { margin-top: 18px; }
    .also { display: flex; flex-wrap: wrap; gap: 2px 12px; font-size: 0.85rem; margin-top: 6px; }
    .also .text-button { overflow-wrap: anywhere; text-align: start; }
    .switch { display: flex; gap: 8px; align-items: center; font-size: 0.92rem; font-weight: 550; }
    section h2 { margin-top: 20px; }
    #queries tbody th { overflow-wrap: anywhere; }
    .ranks { display: flex; flex-wrap: wrap; gap: 4px 6px; margin-top: 8px; }
  `];

  @property() collectionId = "";
  @state() result: SearchResult | null = null;
  @state() busy = false;
  @state() error = "";
  @state() thinker = false;
  @query("#query") input!: HTMLInputElement;
  #asked = 0;

  constructor() {
    super();
    new Watching(this, library);
  }

  override firstUpdated(): void {
    this.input.focus();
    void chatModelAtHand().then((there) => { this.thinker = there; });
  }

  override render() {
    return html`<div class="page">
      <a class="crumb" href=${href("collections", this.collectionId)}>${icon("back", 16)}${library.nameOf(this.collectionId) ?? t("nav.collections")}</a>
      <div class="page-head"><div><h1>${t("search.heading")}</h1><p class="lead">${t("search.lead")}</p></div></div>
      <form @submit=${this.#search}>
        <div class="ask"><input id="query" name="query" required maxlength="10000" autocomplete="off" aria-label=${t("search.query")} placeholder=${t("search.query")}>
          <button class="button primary" ?disabled=${this.busy}>${t("search.go")}</button></div>
        <fieldset><legend class="hint">${t("search.stages")}</legend>
          ${STAGES.map((stage) => html`<label><input type="checkbox" name="stage" value=${stage} ?checked=${this.#settings?.stages.includes(stage) ?? true}>${t(`search.stage.${stage}`)}</label>`)}
          ${this.#others(this.#settings)}</fieldset>
        ${this.thinker ? html`<div><label class="switch"><input type="checkbox" name="understand" aria-describedby="understand-hint">${t("understanding.switch")}</label>
          <p class="hint" id="understand-hint">${t("understanding.hint")}</p></div>` : nothing}
      </form>
      ${this.error ? html`<p class="note bad" role="alert">${icon("alert")}<span>${this.error}</span></p>` : nothing}
      <div role="status">${this.busy ? html`<span class="spinner" aria-label=${t("state.loading")}></span>` : this.result ? html`<p>${this.#summary(this.result)}</p>` : nothing}</div>
      ${this.result && !this.busy ? html`${this.result.understanding ? this.#understanding(this.result.understanding) : nothing}${this.#stages(this.result.stages)}${this.#hits(this.result.hits)}<p class="hint" id="missing">${t("search.missing")}</p>` : nothing}
    </div>`;
  }

  get #settings(): SearchSettings | undefined {
    return library.collections?.find((collection) => collection.id === this.collectionId)?.search;
  }

  /** What follows upon ranking; what a collection does not ask for is not offered, but for giving once what says the same. */
  #others(settings: SearchSettings | undefined) {
    const box = (name: string, on: boolean, label: string) => html`<label><input type="checkbox" name=${name} ?checked=${on}>${label}</label>`;
    return html`${settings && settings.recency !== "off" ? box("recency", true, t("search.stage.recency")) : nothing}
      ${box("collapse", settings?.collapse !== "none", t("search.stage.duplicates"))}
      ${settings && settings.max_per_document > 0 ? box("diversity", true, t("search.stage.diversity")) : nothing}`;
  }

  #wishes(values: FormData): Wishes {
    const set = this.#settings;
    return {
      stages: values.getAll("stage") as Stage[],
      ...(values.has("collapse") ? { collapse: set?.collapse === "near" ? "near" : "same" } : { collapse: "none" }),
      ...(values.has("recency") ? {} : { recency: "off" }),
      ...(values.has("diversity") ? {} : { max_per_document: 0 }),
    };
  }

  #summary(result: SearchResult): string {
    const micros = result.understanding ? result.understanding.millis * 1000 : result.stages.reduce((sum, stage) => sum + stage.micros, 0);
    return tn("search.found", result.hits.length, { time: millis(micros) });
  }

  /** What was searched beside the question, and why no more. */
  #understanding({ model, why, queries }: Understanding) {
    return html`<section aria-labelledby="understood"><h2 id="understood">${model ? t("understanding.by", { model }) : t("understanding.switch")}</h2>
      ${why ? html`<p class="note">${icon("alert")}<span>${t("understanding.ended", { why })}</span></p>` : nothing}
      <div class="scroll" tabindex="0" role="region" aria-labelledby="understood"><table id="queries">
        <thead><tr><th scope="col">${t("understanding.column.query")}</th><th scope="col">${t("understanding.column.kind")}</th>
          <th scope="col" class="figure">${t("search.column.found")}</th><th scope="col" class="figure">${t("search.column.time")}</th></tr></thead>
        <tbody>${queries.map((one) => html`<tr><th scope="row" lang=${one.language ?? nothing}>${one.query}</th><td>${t(`understanding.kind.${one.kind}`)}</td>
          <td class="figure">${one.found === undefined ? "–" : number(one.found)}</td><td class="figure">${one.micros === undefined ? "–" : millis(one.micros)}</td></tr>`)}</tbody>
      </table></div></section>`;
  }

  #stages(stages: SearchResult["stages"]) {
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${t("search.work")}><table id="stages">
      <thead><tr><th scope="col">${t("search.column.stage")}</th><th scope="col" class="figure">${t("search.column.found")}</th>
        <th scope="col" class="figure">${t("search.column.time")}</th><th scope="col">${t("search.column.plan")}</th></tr></thead>
      <tbody>${stages.map((stage) => html`<tr><th scope="row">${t(`search.stage.${stage.stage}`)}</th><td class="figure">${number(stage.found)}</td>
        <td class="figure">${millis(stage.micros)}</td><td>${stage.plan}</td></tr>`)}</tbody></table></div>`;
  }

  #hits(hits: readonly SearchHit[]) {
    return hits.length === 0 ? nothing : html`<ol id="hits" aria-label=${t("search.hits")}>${hits.map((hit) => html`<li>
      <div class="head"><button class="text-button" @click=${() => this.#open(hit)}>${hit.filename}</button><span class="where">${t("search.score", { score: number(Math.round(hit.score * 1000) / 1000) })}</span></div>
      <p class="where">${placeOf(hit.location).join(" · ")}</p>
      <p class="text">${hit.context ? html`<span class="muted">${hit.context}</span>\n` : nothing}${hit.text}</p>
      ${hit.duplicates ? html`<p class="also"><span class="muted">${t("search.also")}</span>${hit.duplicates.map((other) =>
        html`<button class="text-button" @click=${() => this.#open(other)}>${[other.filename, ...placeOf(other.location).slice(0, 1)].join(", ")}</button>`)}</p>` : nothing}
      <div class="ranks">${ALL_STAGES.filter((stage) => hit.ranks[stage] !== undefined).map((stage) =>
        html`<span class="chip">${t(`search.stage.${stage}`)} ${number(hit.ranks[stage] ?? 0)}</span>`)}${this.#foundBy(hit)}</div></li>`)}</ol>`;
  }

  #foundBy(hit: SearchHit) {
    const queries = this.result?.understanding?.queries ?? [];
    return queries.length < 2 ? nothing : hit.found_by?.map(({ query, rank }) => html`<span class="chip" title=${queries[query]?.query ?? ""}>${
      t(`understanding.kind.${queries[query]?.kind ?? "question"}`)} ${number(rank)}</span>`);
  }

  #open(hit: SearchHit | Duplicate): void {
    showDocument({ collection: hit.collection_id, file: hit.file_id, version: hit.version, page: hit.location.page ?? undefined, start: hit.location.start, end: hit.location.end });
  }

  #search = async (event: SubmitEvent) => {
    event.preventDefault();
    const values = new FormData(event.target as HTMLFormElement);
    const asked = ++this.#asked;
    this.busy = true;
    this.error = "";
    const found = await search(this.collectionId, String(values.get("query")).trim(), {
      ...this.#wishes(values),
      ...(values.has("understand") ? { understand: true } : {}),
    });
    if (asked !== this.#asked) {
      return;
    }
    this.busy = false;
    this.error = found.ok ? "" : found.problem.message;
    this.result = found.ok ? (found.value.results[0] ?? null) : null;
  };
}

function millis(micros: number): string {
  return t("search.millis", { millis: number(Math.round(micros / 100) / 10) });
}
