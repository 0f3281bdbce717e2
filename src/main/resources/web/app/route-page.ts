import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import * as api from "./api.js";
import type { Group } from "./api-types.js";
import { asked } from "./confirm-dialog.js";
import { controls } from "./controls.js";
import type { Problem } from "./http.js";
import { icon } from "./icons.js";
import { moment, t } from "./messages.js";
import { doers, stateChip, whoDid } from "./model-words.js";
import * as registry from "./models-api.js";
import { DEFAULT_ROUTE, type Model, type Revision, type Route } from "./models-api.js";
import { say } from "./notices.js";
import { go, href } from "./router.js";
import { candidateName, changes, waitsWords, whenWords } from "./route-words.js";
import { session } from "./session.js";
import "./route-form.js";
import "./route-try.js";

const SHOWN_REVISIONS = 20;

/** One route: who answers under its name, a way to try it, and how it was before. */
@customElement("gw-route-page")
export class RoutePage extends LitElement {
  static override styles = [controls, css`
    .crumb { display: inline-flex; align-items: center; gap: 4px; font-size: 0.92rem; text-decoration: none; margin-bottom: 10px; }
    h1 { overflow-wrap: anywhere; }
    section { margin-top: 28px; }
    section > h2 { margin-bottom: 12px; }
    .candidates { list-style: none; padding: 0; counter-reset: place; display: grid; gap: 12px; }
    .candidates li { counter-increment: place; display: grid; grid-template-columns: 2em minmax(0, 1fr) auto; gap: 2px 10px; align-items: center; }
    .candidates li::before {
      content: counter(place); display: grid; place-items: center; width: 1.8em; height: 1.8em; border-radius: 50%;
      background: var(--raised); color: var(--muted); font-size: 0.88rem; font-variant-numeric: tabular-nums;
    }
    .candidates .name { font-weight: 600; overflow-wrap: anywhere; }
    .candidates .when { grid-column: 2 / -1; color: var(--muted); font-size: 0.9rem; overflow-wrap: anywhere; }
    .waits { margin-top: 14px; padding-top: 14px; border-top: 1px solid var(--line); color: var(--muted); font-size: 0.92rem; }
    .revisions > li { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 4px 16px; align-items: center; }
    .revisions .what { display: grid; gap: 2px; min-width: 0; }
    .revisions .when { color: var(--muted); font-size: 0.88rem; }
    .revisions ul { padding-inline-start: 18px; font-size: 0.94rem; overflow-wrap: anywhere; }
    .revisions .words { color: var(--muted); font-size: 0.92rem; font-style: italic; overflow-wrap: anywhere; }
    .more { display: grid; justify-items: center; margin-top: 16px; }
    code { font-family: var(--mono); font-size: 0.9em; overflow-wrap: anywhere; }
    @media (max-width: 640px) { .revisions > li { grid-template-columns: minmax(0, 1fr); } .revisions .button { justify-self: start; } }
  `];

  @property() name = "";
  @state() route: Route | null = null;
  @state() revisions: Revision[] = [];
  @state() models: Model[] = [];
  @state() groups: Group[] = [];
  @state() people: ReadonlyMap<string, string> = new Map();
  @state() problem: Problem | null = null;
  @state() editing = false;
  @state() busy = false;
  @state() all = false;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
    void doers().then((known) => (this.people = known));
  }

  override render() {
    const route = this.route;
    return html`<div class="page">
      <a class="crumb" href=${href("routes")}>${icon("back", 16)}${t("nav.routes")}</a>
      ${this.problem ? html`<p class="note bad" role="alert">${icon("alert")}<span>${this.problem.status === 404 ? t("route.gone") : this.problem.message}</span>
        <button class="button small" @click=${() => this.#load()}>${t("action.retry")}</button></p>` : nothing}
      ${route ? this.#page(route) : this.problem ? nothing : html`<span class="spinner" role="status" aria-label=${t("state.loading")}></span>`}
    </div>`;
  }

  #page(route: Route) {
    return html`<div class="page-head"><div><h1>${route.name}</h1>
        <p class="lead">${route.name === DEFAULT_ROUTE ? t("route.leadDefault") : html`${t("route.lead")} <code>"model": "${route.name}"</code>`}</p></div></div>
      ${this.editing ? html`<section class="card"><h2>${t("route.editing")}</h2>
          <gw-route-form .route=${route} .models=${this.models} .groups=${this.groups} @saved=${this.#saved} @cancelled=${() => (this.editing = false)}></gw-route-form></section>`
        : html`<div class="row"><button class="button primary" @click=${() => (this.editing = true)}>${icon("edit", 18)}${t("source.edit")}</button>
            ${route.name === DEFAULT_ROUTE ? nothing : html`<button class="button danger" @click=${() => this.#remove(route)}>${icon("trash", 18)}${t("action.delete")}</button>`}</div>
          ${this.#plan(route)}`}
      <section aria-label=${t("route.try")}><h2>${t("route.try")}</h2><gw-route-try .route=${route.name}></gw-route-try></section>
      ${this.#history(route)}`;
  }

  #plan(route: Route) {
    return html`<section aria-label=${t("route.candidates")}><h2>${t("route.candidates")}</h2><div class="card">
      <ol class="candidates">${route.candidates.map((candidate) => {
        const id = this.models.find((model) => model.name === candidate.model)?.id;
        const when = whenWords(candidate.when, this.groups);
        return html`<li data-candidate=${candidate.model}><span class="name">${id ? html`<a href=${href("models", id)}>${candidateName(candidate.model)}</a>` : candidate.model}</span>${stateChip(candidate.state)}
          ${when ? html`<span class="when">${when}</span>` : nothing}</li>`;
      })}</ol>
      <p class="waits">${route.waits ? t("route.change.waits", { waits: waitsWords(route.waits) }) : t("route.waits.usual")}</p></div></section>`;
  }

  #history(route: Route) {
    const shown = this.all ? this.revisions : this.revisions.slice(0, SHOWN_REVISIONS);
    return html`<section aria-label=${t("route.revisions")}><h2>${t("route.revisions")}</h2>
      <ul class="list revisions">${shown.map((revision, index) => this.#revision(route, revision, this.revisions[index + 1]))}</ul>
      ${shown.length < this.revisions.length ? html`<div class="more"><button class="button" @click=${() => (this.all = true)}>${t("collection.more")}</button></div>` : nothing}</section>`;
  }

  #revision(route: Route, revision: Revision, before: Revision | undefined) {
    const words = before ? changes(revision, before, this.groups)
      : [t(revision.revision === 1 ? "route.change.made" : "route.change.stood", { names: revision.candidates.map((one) => candidateName(one.model)).join(", ") })];
    return html`<li data-revision=${revision.revision}><div class="what">
        <div class="row"><strong>${t("route.revision", { number: revision.revision })}</strong>${revision.revision === route.revision ? html`<span class="chip good">${t("route.revision.now")}</span>` : nothing}
          <span class="when">${moment(revision.at)} · ${whoDid(revision.by, this.people)}</span></div>
        <ul>${words.map((line) => html`<li>${line}</li>`)}</ul>
        ${revision.note ? html`<span class="words">${revision.note}</span>` : nothing}</div>
      ${revision.revision === route.revision || revision.candidates.length === 0 ? nothing : html`<button class="button small" ?disabled=${this.busy} aria-label=${t("route.rollBackTo", { number: revision.revision })}
        @click=${() => this.#rollBack(revision)}>${icon("retry", 16)}${t("route.rollBack")}</button>`}</li>`;
  }

  #saved = async (event: Event) => {
    this.editing = false;
    this.route = (event as CustomEvent<Route>).detail;
    say(t("route.saved", { number: this.route.revision }));
    await this.#changed();
  };

  async #rollBack(revision: Revision): Promise<void> {
    this.busy = true;
    const done = await registry.rollBack(this.name, revision.revision);
    this.busy = false;
    say(done.ok ? t("route.rolledBack", { number: revision.revision }) : done.problem.message);
    if (done.ok) {
      this.editing = false;
    }
    await this.#changed();
  }

  async #remove(route: Route): Promise<void> {
    const reply = await asked({ heading: t("route.removeHeading", { name: route.name }), body: t("route.removeKeeps"), action: t("action.delete"), note: t("model.step.why") });
    if (reply.sure) {
      const done = await registry.removeRoute(route.name, reply.note);
      if (done.ok || done.problem.status === 404) {
        say(t("route.removed", { name: route.name }));
        go("routes");
      } else {
        say(done.problem.message);
      }
    }
  }

  async #changed(): Promise<void> {
    await Promise.all([this.#load(), session.refreshAbout()]);
  }

  async #load(): Promise<void> {
    const [route, revisions, models, groups] = await Promise.all([
      registry.modelRoute(this.name), registry.routeRevisions(this.name), api.models(), api.groups(),
    ]);
    this.problem = [route, revisions, models, groups].map((one) => (one.ok ? null : one.problem)).find((one) => one !== null) ?? null;
    this.models = models.ok ? models.value.data : this.models;
    this.groups = groups.ok ? groups.value : this.groups;
    this.revisions = revisions.ok ? revisions.value.data : this.revisions;
    this.route = route.ok ? route.value : route.problem.status === 404 ? null : this.route;
  }
}
