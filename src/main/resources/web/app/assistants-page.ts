import { css, html, LitElement, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { assistants } from "./assistants.js";
import type { Assistant } from "./assistants-api.js";
import { controls } from "./controls.js";
import { icon } from "./icons.js";
import { library } from "./library.js";
import { t, tn } from "./messages.js";
import { go, href } from "./router.js";
import { session } from "./session.js";
import { Watching } from "./watching.js";
import "./assistant-form.js";

/** The assistants that the person may use, as cards; those who may make some make them here. */
@customElement("gw-assistants-page")
export class AssistantsPage extends LitElement {
  static override styles = [controls, css`
    .cards { list-style: none; padding: 0; display: grid; gap: 16px; grid-template-columns: repeat(auto-fill, minmax(min(300px, 100%), 1fr)); }
    .cards > li { display: flex; flex-direction: column; gap: 10px; min-width: 0; }
    .cards h2 { overflow-wrap: anywhere; }
    .cards h2 a { color: var(--ink); text-decoration: none; }
    .cards h2 a:hover { color: var(--accent); }
    .cards p { color: var(--muted); font-size: 0.94rem; overflow-wrap: anywhere; }
    .cards .row { gap: 6px; }
    .cards .actions { margin-top: auto; padding-top: 6px; gap: 10px; }
    code { font-family: var(--mono); font-size: 0.86em; overflow-wrap: anywhere; }
  `];

  @state() creating = false;

  constructor() {
    super();
    new Watching(this, assistants, library);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void assistants.refresh();
  }

  override render() {
    const all = assistants.all;
    const makes = (session.person?.admin ?? false) || (library.collections ?? []).some((one) => one.access === "curate");
    return html`<div class="page">
      <div class="page-head"><div><h1>${t("assistants.heading")}</h1><p class="lead">${t("assistants.lead")}</p></div>
        ${all && makes && !this.creating ? html`<button class="button primary" @click=${() => (this.creating = true)}>${icon("plus", 18)}${t("assistants.new")}</button>` : nothing}</div>
      ${assistants.failed ? html`<p class="note bad" role="alert">${icon("alert")}<span>${t("assistants.failed")}</span>
        <button class="button small" @click=${() => assistants.refresh()}>${t("action.retry")}</button></p>` : nothing}
      ${!all ? (assistants.failed ? nothing : html`<span class="spinner" role="status" aria-label=${t("state.loading")}></span>`)
        : this.creating ? html`<section class="card"><h2>${t("assistants.new")}</h2>
            <gw-assistant-form @saved=${this.#made} @cancelled=${() => (this.creating = false)}></gw-assistant-form></section>`
        : all.length === 0 ? html`<div class="card empty"><h2>${t("assistants.none")}</h2><p>${makes ? t("assistants.noneMake") : t("assistants.noneUse")}</p></div>`
        : html`<ul class="cards" aria-label=${t("assistants.heading")}>${all.map((one) => this.#card(one))}</ul>`}
    </div>`;
  }

  #card(one: Assistant) {
    return html`<li class="card" data-assistant=${one.name}>
      <h2>${one.access === "use" ? one.title : html`<a href=${href("assistants", one.id)}>${one.title}</a>`}</h2>
      <div class="row"><code>${one.name}</code>
        ${one.state === "disabled" ? html`<span class="chip warn">${t("assistant.disabled")}</span>` : nothing}
        ${one.access === "use" ? nothing : html`<span class="chip">${t("assistant.revision", { number: one.revision })}</span>`}</div>
      ${one.description ? html`<p>${one.description}</p>` : nothing}
      <p>${searches(one)}</p>
      <div class="row actions">
        ${one.state === "enabled" ? html`<button class="button small primary" aria-label=${t("assistant.askOne", { title: one.title })} @click=${() => ask(one)}>${icon("ask", 16)}${t("assistant.ask")}</button>` : nothing}
        ${one.access === "use" ? nothing : html`<a class="button small" href=${href("assistants", one.id)} aria-label=${t("assistant.manageOne", { title: one.title })}>${icon("edit", 16)}${t("assistant.manage")}</a>`}</div></li>`;
  }

  #made = (event: Event) => {
    this.creating = false;
    go("assistants", (event as CustomEvent<Assistant>).detail.id);
  };
}

/** Goes to the questions, which go to it. */
export function ask(one: Assistant): void {
  assistants.choose(one.id);
  go("ask");
}

/** Where it looks, in words. */
export function searches(one: { collections: string[]; collections_hidden: number; searches: "all" | "named" }): string {
  if (one.searches === "all") {
    return t("assistant.searches.all");
  }
  const names = one.collections.map((id) => library.nameOf(id) ?? id).join(", ");
  const hidden = one.collections_hidden > 0 ? tn("assistant.searches.hidden", one.collections_hidden) : "";
  return names ? t("assistant.searches.named", { names: [names, hidden].filter(Boolean).join(", ") }) : t("assistant.searches.nothing");
}
