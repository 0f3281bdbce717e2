import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { confirmed } from "./confirm-dialog.js";
import { controls } from "./controls.js";
import type { Problem, Result } from "./http.js";
import { icon } from "./icons.js";
import { library } from "./library.js";
import { moment, t, tn } from "./messages.js";
import { say } from "./notices.js";
import { go, href } from "./router.js";
import { rhythm } from "./source-form.js";
import { kindOf, placeOf } from "./source-kinds.js";
import { chips, times } from "./sources-page.js";
import { runWords } from "./sync-report.js";
import * as api from "./sources-api.js";
import type { Run, Source } from "./sources-api.js";
import { Watching } from "./watching.js";
import "./modal-dialog.js";

const WHILE_RUNNING_MILLIS = 1000;
const OTHERWISE_MILLIS = 15_000;

/** One source: how it stands, what its last walk found, and what can be done with it. */
@customElement("gw-source-page")
export class SourcePage extends LitElement {
  static override styles = [controls, css`
    .crumb { display: inline-flex; align-items: center; gap: 4px; font-size: 0.92rem; text-decoration: none; margin-bottom: 10px; }
    section { margin-top: 28px; }
    .section-head { display: flex; flex-wrap: wrap; gap: 8px 12px; align-items: center; margin-bottom: 12px; }
    .facts { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 6px 18px; margin: 0; font-size: 0.94rem; }
    .facts dt { color: var(--muted); }
    .facts dd { margin: 0; overflow-wrap: anywhere; }
    .facts .row { gap: 6px; }
    .earlier > li > details > summary { cursor: pointer; display: flex; flex-wrap: wrap; gap: 6px 12px; align-items: center; list-style: none; }
    .earlier summary::-webkit-details-marker { display: none; }
    .earlier summary::before { content: "▸"; color: var(--muted); }
    .earlier details[open] > summary::before { content: "▾"; }
    .earlier .when { font-weight: 550; }
    .earlier .sum { color: var(--muted); font-size: 0.9rem; }
    .earlier gw-sync-report { margin-top: 12px; }
    .more { display: grid; justify-items: center; margin-top: 16px; }
    @media (max-width: 640px) { .facts { grid-template-columns: minmax(0, 1fr); gap: 0; } .facts dd { margin-bottom: 8px; } .actions .button { flex: 1 1 auto; } }
  `];

  @property() sourceId = "";
  @state() source: Source | null = null;
  @state() runs: Run[] = [];
  @state() more = false;
  @state() problem: Problem | null = null;
  @state() deleting = false;
  @state() busy = false;
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
    const source = this.source;
    return html`<div class="page">
      <a class="crumb" href=${href("sources")}>${icon("back", 16)}${t("nav.sources")}</a>
      ${source ? this.#head(source) : nothing}
      ${this.problem ? html`<p class="note bad" role="alert">${icon("alert")}<span>${this.problem.status === 404 ? t("source.gone") : this.problem.message}</span>
        <button class="button small" @click=${() => this.#load()}>${t("action.retry")}</button></p>` : nothing}
      ${source ? html`${this.#facts(source)}${this.#reports(source)}` : this.problem ? nothing : html`<span class="spinner" role="status" aria-label=${t("state.loading")}></span>`}
      ${source && this.deleting ? this.#deleteDialog(source) : nothing}
    </div>`;
  }

  #head(source: Source) {
    const running = api.underWay(source.last_run);
    return html`<div class="page-head">
        <div><h1>${source.name}</h1><p class="lead">${[t(kindOf(source.kind).label), placeOf(source.kind, source.settings)].filter(Boolean).join(" · ")}</p></div>
      </div>
      <div class="row actions">
        <button class="button primary" ?disabled=${running || this.busy} @click=${() => this.#sync({})}>${icon("retry", 18)}${t("source.syncNow")}</button>
        <button class="button" ?disabled=${running || this.busy} @click=${() => this.#sync({ dry_run: true })}>${icon("eye", 18)}${t("source.dryRun")}</button>
        <a class="button" href=${href("sources", source.id, "edit")}>${icon("edit", 18)}${t("source.edit")}</a>
        <button class="button" ?disabled=${this.busy} @click=${() => this.#setEnabled(source, !source.enabled)}>${t(source.enabled ? "source.pause" : "source.resume")}</button>
        <button class="button danger" @click=${() => (this.deleting = true)}>${icon("trash", 18)}${t("action.delete")}</button>
      </div>`;
  }

  #facts(source: Source) {
    const collection = library.nameOf(source.collection_id);
    return html`<section class="card"><dl class="facts">
      <dt>${t("source.state")}</dt><dd><span class="row" role="status" id="state">${chips(source).map((chip) => html`<span class="chip ${chip.tone}">${chip.words}</span>`)}</span></dd>
      <dt>${t("source.collection")}</dt><dd><a href=${href("collections", source.collection_id)}>${collection ?? t("nav.collections")}</a></dd>
      <dt>${t("source.documents")}</dt><dd>${tn("documents", source.documents)} · <a href=${href("quarantine", source.collection_id)}>${t("source.unread")}</a></dd>
      <dt>${t("source.every")}</dt><dd>${rhythm(source.every ?? "")}${source.enabled ? nothing : html` · ${t("source.pausedLead")}`}</dd>
      <dt>${t("source.times")}</dt><dd>${times(source).join(" · ")}</dd>
    </dl></section>`;
  }

  #reports(source: Source) {
    const [last, ...earlier] = this.runs;
    if (!last) {
      return html`<section class="card empty"><h2>${t("sources.never")}</h2><p>${t("source.neverLead")}</p></section>`;
    }
    const { words, tone } = runWords(last);
    return html`<section>
        <div class="section-head"><h2>${t(last.dry_run ? "sync.dryHeading" : api.underWay(last) ? "sync.nowHeading" : "sync.heading")}</h2><span class="chip ${tone}" id="run-state">${words}</span>
          ${api.underWay(last) ? html`<span class="spinner"></span><button class="button small" @click=${() => this.#cancel(last)}>${t("sync.cancel")}</button>` : nothing}</div>
        <div class="card stack">${this.#guard(last)}<gw-sync-report .run=${last}>${this.#advice(source, last)}</gw-sync-report></div>
      </section>
      ${earlier.length > 0 ? html`<section><div class="section-head"><h2>${t("sync.earlier")}</h2></div>
        <ul class="list earlier">${earlier.map((run) => this.#earlier(run))}</ul>
        ${this.more ? html`<div class="more"><button class="button" @click=${this.#loadMore}>${t("collection.more")}</button></div>` : nothing}</section>` : nothing}`;
  }

  /** The guard against deleting most of what is there, and the way past it. */
  #guard(run: Run) {
    if (run.state !== "stopped") {
      return nothing;
    }
    return html`<div class="note warn" role="alert">${icon("alert")}<span><strong>${t("guard.heading")}</strong><br>${run.reason ?? ""}<br>${t("guard.lead")}</span>
      <div class="row"><button class="button small danger" ?disabled=${this.busy} @click=${this.#force}>${t("guard.confirm")}</button></div></div>`;
  }

  #advice(source: Source, run: Run) {
    switch (run.state) {
      case "failed": return html`<p class="muted">${t(source.every && source.enabled ? "advice.failedAgain" : "advice.failed")}</p>`;
      case "cancelled": return html`<p class="muted">${t("advice.cancelled")}</p>`;
      case "done": return run.dry_run ? html`<div class="note good">${icon("info")}<span>${t("advice.dryRun")}</span>
        ${source.enabled ? nothing : html`<div class="row"><button class="button small primary" @click=${() => this.#begin(source)}>${t("source.begin")}</button></div>`}</div>` : nothing;
      default: return nothing;
    }
  }

  #earlier(run: Run) {
    const { words, tone } = runWords(run);
    const { added, changed, moved, deleted } = run.counts;
    const touched = added + changed + moved + run.counts.permissions_changed + deleted;
    return html`<li><details><summary><span class="when">${moment(run.started_at ?? run.created_at)}</span>
        ${run.dry_run ? html`<span class="chip">${t("sync.dry")}</span>` : nothing}<span class="chip ${tone}">${words}</span>
        <span class="sum">${touched > 0 ? tn(run.dry_run ? "sync.found" : "sync.touched", touched) : run.state === "done" ? t("sync.nothing") : ""}</span></summary>
      ${run.state === "stopped" ? html`<p class="note warn">${run.reason}</p>` : nothing}<gw-sync-report .run=${run}></gw-sync-report></details></li>`;
  }

  #deleteDialog(source: Source) {
    return html`<gw-dialog .heading=${t("deleteSource.heading", { name: source.name })} @closed=${() => (this.deleting = false)}>
      <form class="stack" @submit=${this.#delete}>
        <p>${t("deleteSource.body")}</p>
        <fieldset><legend>${tn("deleteSource.documents", source.documents)}</legend>
          <label class="choice"><input type="radio" name="documents" value="keep" checked><span>${t("deleteSource.keep")}<br><span class="hint">${t("deleteSource.keepHint")}</span></span></label>
          <label class="choice"><input type="radio" name="documents" value="delete"><span>${t("deleteSource.delete")}<br><span class="hint">${t("deleteSource.deleteHint")}</span></span></label>
        </fieldset>
        <div class="row end"><button type="button" class="button" autofocus @click=${() => (this.deleting = false)}>${t("action.cancel")}</button>
          <button class="button danger" ?disabled=${this.busy}>${this.busy ? html`<span class="spinner"></span>` : nothing}${t("deleteSource.action")}</button></div>
      </form>
    </gw-dialog>`;
  }

  async #sync(wish: { dry_run?: boolean; force?: boolean }): Promise<void> {
    await this.#doing(api.sync(this.sourceId, wish));
  }

  #force = async () => {
    if (await confirmed({ heading: t("guard.heading"), body: t("guard.body"), action: t("guard.confirm") })) {
      await this.#sync({ force: true });
    }
  };

  async #cancel(run: Run): Promise<void> {
    await this.#doing(api.cancelRun(this.sourceId, run.id));
  }

  async #setEnabled(source: Source, enabled: boolean): Promise<void> {
    if (await this.#doing(api.changeSource(source.id, { enabled }))) {
      say(t(enabled ? "source.resumed" : "source.pausedNow"));
    }
  }

  async #begin(source: Source): Promise<void> {
    if (await this.#doing(api.changeSource(source.id, { enabled: true }))) {
      const begun = await api.sync(source.id, {});
      if (!begun.ok && begun.problem.status !== 409) { // its schedule may have begun it already
        say(begun.problem.message);
      }
      await this.#load();
    }
  }

  #delete = async (event: SubmitEvent) => {
    event.preventDefault();
    const documents = new FormData(event.target as HTMLFormElement).get("documents") === "delete" ? "delete" : "keep";
    this.busy = true;
    const gone = await api.deleteSource(this.sourceId, documents);
    this.busy = false;
    this.deleting = false;
    if (gone.ok || gone.problem.status === 404) {
      say(t("deleteSource.done", { name: this.source?.name ?? "" }));
      go("sources");
    } else {
      say(gone.problem.message);
    }
  };

  /** One thing at a time; what came of it is seen on the page. A 409 is no failure: it is under way already. */
  async #doing(request: Promise<Result<unknown>>): Promise<boolean> {
    this.busy = true;
    const done = await request;
    this.busy = false;
    if (!done.ok) {
      say(done.problem.status === 409 ? t("source.underWay") : done.problem.message);
    }
    await this.#load();
    return done.ok;
  }

  async #load(): Promise<void> {
    clearTimeout(this.#timer);
    // The runs last: what has ended by then only makes the page look again at once, while the other way round it would wait.
    const source = await api.source(this.sourceId);
    const runs = await api.runs(this.sourceId);
    if (!this.isConnected) {
      return;
    }
    this.problem = !source.ok ? source.problem : !runs.ok ? runs.problem : null;
    this.source = source.ok ? source.value : source.problem.status === 404 ? null : this.source;
    if (runs.ok) {
      const known = new Set(runs.value.data.map((run) => run.id));
      const older = this.runs.slice(10).filter((run) => !known.has(run.id));
      this.runs = [...runs.value.data, ...older];
      this.more = older.length > 0 ? this.more : runs.value.has_more;
    }
    if (this.source) {
      const wait = api.underWay(this.source.last_run) ? WHILE_RUNNING_MILLIS : OTHERWISE_MILLIS;
      this.#timer = window.setTimeout(() => (document.hidden ? undefined : void this.#load()), wait);
    }
  }

  #loadMore = async () => {
    const next = await api.runs(this.sourceId, this.runs.at(-1)?.id ?? "");
    if (next.ok) {
      this.runs = [...this.runs, ...next.value.data];
      this.more = next.value.has_more;
    } else {
      say(next.problem.message);
    }
  };

  #shown = () => {
    if (!document.hidden) {
      void this.#load();
    }
  };
}
