import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { controls } from "./controls.js";
import type { Problem } from "./http.js";
import { icon } from "./icons.js";
import { library } from "./library.js";
import { moment, t, tn } from "./messages.js";
import { href } from "./router.js";
import { rhythm } from "./source-form.js";
import { kindOf, placeOf } from "./source-kinds.js";
import { runWords } from "./sync-report.js";
import * as api from "./sources-api.js";
import type { Source } from "./sources-api.js";
import { Watching } from "./watching.js";

const AGAIN_MILLIS = 3000;

/** The sources that a person looks after: all, or those of one collection, and how each of them stands. */
@customElement("gw-sources-page")
export class SourcesPage extends LitElement {
  static override styles = [controls, css`
    .crumb { display: inline-flex; align-items: center; gap: 4px; font-size: 0.92rem; text-decoration: none; margin-bottom: 10px; }
    .list a { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 4px 16px; align-items: center; color: var(--ink); text-decoration: none; margin: -14px -18px; padding: 16px 18px; }
    .list a:hover { background: var(--raised); }
    .list a:focus-visible { outline-offset: -3px; border-radius: 12px; }
    .list strong { font-weight: 620; overflow-wrap: anywhere; }
    .detail { grid-column: 1; color: var(--muted); font-size: 0.9rem; overflow-wrap: anywhere; }
    .state { grid-row: 1 / span 2; grid-column: 2; display: flex; flex-wrap: wrap; gap: 6px; justify-content: flex-end; }
    @media (max-width: 640px) { .list a { grid-template-columns: minmax(0, 1fr); margin: -14px; padding: 14px; } .state { grid-row: auto; grid-column: 1; justify-content: flex-start; } }
  `];

  @property() collectionId = "";
  @state() sources: Source[] | null = null;
  @state() problem: Problem | null = null;
  #timer = 0;

  constructor() {
    super();
    new Watching(this, library);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void library.refresh();
    document.addEventListener("visibilitychange", this.#shown);
    void this.#load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("visibilitychange", this.#shown);
    clearTimeout(this.#timer);
  }

  override render() {
    const name = this.collectionId ? library.nameOf(this.collectionId) : null;
    const add = this.collectionId ? href("sources", "new", this.collectionId) : href("sources", "new");
    return html`<div class="page">
      ${this.collectionId ? html`<a class="crumb" href=${href("collections", this.collectionId)}>${icon("back", 16)}${name ?? t("nav.collections")}</a>` : nothing}
      <div class="page-head">
        <div><h1>${name ? t("sources.headingOf", { name }) : t("nav.sources")}</h1><p class="lead">${t("sources.lead")}</p></div>
        ${this.sources ? html`<a class="button primary" href=${add}>${icon("plus", 18)}${t("sources.add")}</a>` : nothing}
      </div>
      ${this.problem ? html`<p class="note bad" role="alert">${icon("alert")}<span>${this.problem.message}</span>
        <button class="button small" @click=${() => this.#load()}>${t("action.retry")}</button></p>` : nothing}
      ${!this.sources ? (this.problem ? nothing : html`<span class="spinner" role="status" aria-label=${t("state.loading")}></span>`)
        : this.sources.length === 0 ? html`<div class="card empty"><h2>${t("sources.none")}</h2><p>${t("sources.noneLead")}</p>
            <div class="row"><a class="button primary" href=${add}>${t("sources.add")}</a></div></div>`
        : html`<ul class="list" aria-label=${t("nav.sources")}>${this.sources.map((source) => this.#row(source))}</ul>`}
    </div>`;
  }

  #row(source: Source) {
    const place = placeOf(source.kind, source.settings);
    const collection = this.collectionId ? null : library.nameOf(source.collection_id);
    return html`<li><a href=${href("sources", source.id)}>
      <strong>${source.name}</strong>
      <span class="detail">${[t(kindOf(source.kind).label), place, collection, tn("documents", source.documents)].filter(Boolean).join(" · ")}</span>
      <span class="detail">${times(source).join(" · ")}</span>
      <span class="state">${chips(source).map((chip) => html`<span class="chip ${chip.tone}">${chip.words}</span>`)}</span></a></li>`;
  }

  async #load(): Promise<void> {
    clearTimeout(this.#timer);
    const found = await api.sources(this.collectionId);
    if (!this.isConnected) {
      return;
    }
    this.problem = found.ok ? null : found.problem;
    this.sources = found.ok ? found.value.data : this.sources;
    if (this.sources?.some((source) => api.underWay(source.last_run))) {
      this.#timer = window.setTimeout(() => void this.#load(), AGAIN_MILLIS);
    }
  }

  #shown = () => {
    if (!document.hidden) {
      void this.#load();
    }
  };
}

/** When a source was looked through last, and when it will be next. */
export function times(source: Source): string[] {
  const last = source.last_sync;
  const next = source.next_sync_at;
  return [
    !last ? t("sources.never") : api.underWay(last) ? "" : t(last.state === "done" ? "sources.last" : "sources.tried", { when: moment(last.finished_at ?? last.created_at) }),
    !source.enabled ? "" : next ? (Date.parse(next) <= Date.now() ? t("sources.nextNow") : t("sources.next", { when: moment(next) })) : rhythm(source.every ?? ""),
  ].filter(Boolean);
}

/** How a source stands. */
export function chips(source: Source): { words: string; tone: string }[] {
  const now = api.underWay(source.last_run) ? source.last_run : source.last_sync;
  return [
    ...(source.enabled ? [] : [{ words: t("sources.paused"), tone: "" }]),
    ...(now ? [runWords(now)] : [{ words: t("sources.new"), tone: "" }]),
  ];
}
