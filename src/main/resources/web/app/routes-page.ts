import { css, html, LitElement, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import * as api from "./api.js";
import type { Group } from "./api-types.js";
import { controls } from "./controls.js";
import { icon } from "./icons.js";
import { t } from "./messages.js";
import * as registry from "./models-api.js";
import { DEFAULT_ROUTE, type Model, type Route } from "./models-api.js";
import { go, href } from "./router.js";
import { candidateChain } from "./route-words.js";
import "./route-form.js";

/** The names that callers use, and which models answer under each. */
@customElement("gw-routes-page")
export class RoutesPage extends LitElement {
  static override styles = [controls, css`
    .list > li { position: relative; display: grid; gap: 6px; }
    .list > li:hover { background: var(--raised); }
    .list a { color: var(--ink); font-weight: 620; text-decoration: none; overflow-wrap: anywhere; }
    .list a::after { content: ""; position: absolute; inset: 0; }
    .list a:focus-visible { outline: none; }
    .list a:focus-visible::after { outline: 2px solid var(--accent); outline-offset: -3px; border-radius: 12px; }
    .candidates { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 6px 4px; counter-reset: place; color: var(--muted); font-size: 0.92rem; }
    .candidates li { display: flex; flex-wrap: wrap; gap: 4px 8px; align-items: center; min-width: 0; }
    .candidates li:not(:first-child)::before { content: "→" / ""; margin-inline-start: 6px; }
    .candidates .name { color: var(--ink); overflow-wrap: anywhere; }
    .candidates .when { font-size: 0.88rem; }
  `];

  @state() routes: Route[] | null = null;
  @state() models: Model[] = [];
  @state() groups: Group[] = [];
  @state() problem = "";
  @state() creating = false;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  override render() {
    return html`<div class="page">
      <div class="page-head"><div><h1>${t("routes.heading")}</h1><p class="lead">${t("routes.lead")}</p></div>
        ${this.routes && !this.creating ? html`<button class="button primary" @click=${() => (this.creating = true)}>${icon("plus", 18)}${t("routes.new")}</button>` : nothing}</div>
      ${this.problem ? html`<p class="note bad" role="alert">${icon("alert")}<span>${this.problem}</span>
        <button class="button small" @click=${() => this.#load()}>${t("action.retry")}</button></p>` : nothing}
      ${!this.routes ? (this.problem ? nothing : html`<span class="spinner" role="status" aria-label=${t("state.loading")}></span>`)
        : this.creating ? html`<section class="card"><h2>${t("routes.new")}</h2>
            <gw-route-form .taken=${this.routes.map((route) => route.name)} .models=${this.models} .groups=${this.groups}
              @saved=${(event: Event) => go("routes", (event as CustomEvent<Route>).detail.name)} @cancelled=${() => (this.creating = false)}></gw-route-form></section>`
        : this.routes.length === 0 ? html`<div class="card empty"><h2>${t("routes.none")}</h2><p>${t("routes.noneLead")}</p></div>`
        : html`<ul class="list" aria-label=${t("routes.heading")}>${this.routes.map((route) => this.#route(route))}</ul>`}
    </div>`;
  }

  #route(route: Route) {
    const stuck = route.candidates.every((candidate) => candidate.state !== "serving");
    return html`<li data-route=${route.name}>
      <div class="row"><a href=${href("routes", route.name)}>${route.name}</a>
        ${route.name === DEFAULT_ROUTE ? html`<span class="chip good">${t("routes.default")}</span>` : nothing}
        ${stuck ? html`<span class="chip bad">${t("routes.nobody")}</span>` : nothing}</div>
      ${candidateChain(route, this.groups)}</li>`;
  }

  async #load(): Promise<void> {
    const [routes, models, groups] = await Promise.all([registry.routes(), api.models(), api.groups()]);
    this.problem = [routes, models, groups].map((one) => (one.ok ? "" : one.problem.message)).find(Boolean) ?? "";
    this.models = models.ok ? models.value.data : this.models;
    this.groups = groups.ok ? groups.value : this.groups;
    this.routes = routes.ok ? [...routes.value.data].sort((a, b) => Number(b.name === DEFAULT_ROUTE) - Number(a.name === DEFAULT_ROUTE) || a.name.localeCompare(b.name)) : this.routes;
  }
}
