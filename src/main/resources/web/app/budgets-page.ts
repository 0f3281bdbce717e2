import { css, html, LitElement, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import * as api from "./api.js";
import type { Choice } from "./budget-form.js";
import { budgetStyles, usedBar, whose, whoseOfMine } from "./budget-words.js";
import * as ledger from "./budgets-api.js";
import type { Budget, BudgetRequest } from "./budgets-api.js";
import { confirmed } from "./confirm-dialog.js";
import { controls } from "./controls.js";
import { icon } from "./icons.js";
import { moment, t } from "./messages.js";
import * as registry from "./models-api.js";
import { say } from "./notices.js";
import { href } from "./router.js";
import { session } from "./session.js";
import "./budget-ask.js";
import "./budget-form.js";
import "./budget-requests.js";

/** Who may spend how much on models and how far it is spent: one's own for everybody, all of them for administrators. */
@customElement("gw-budgets-page")
export class BudgetsPage extends LitElement {
  static override styles = [controls, budgetStyles, css`
    section { margin-top: 32px; }
    section > h2 { margin-bottom: 12px; }
    .list > li { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 4px 14px; align-items: center; }
    .list strong { font-weight: 600; overflow-wrap: anywhere; }
    .words { white-space: pre-wrap; overflow-wrap: anywhere; }
    @media (max-width: 640px) { .list > li { grid-template-columns: minmax(0, 1fr); } }
  `];

  @state() mine: Budget[] | null = null;
  @state() wishes: BudgetRequest[] = [];
  @state() all: Budget[] = [];
  @state() requests: BudgetRequest[] = [];
  @state() people: Choice[] = [];
  @state() groups: Choice[] = [];
  @state() keys: Choice[] = [];
  @state() routes: string[] = [];
  @state() problem = "";
  @state() editing: Budget | "new" | null = null;
  @state() asking = "";

  get #admin(): boolean {
    return session.person?.admin ?? false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
    if (this.#admin) {
      void this.#choices();
    }
  }

  override render() {
    return html`<div class="page">
      <div class="page-head"><div><h1>${t("nav.budgets")}</h1><p class="lead">${t("budgets.lead")}</p></div>
        <div class="row"><a class="button" href=${href("usage")}>${t("usage.heading")}</a>
          ${this.#admin ? html`<button class="button primary" @click=${() => (this.editing = "new")}>${icon("plus", 18)}${t("budgets.new")}</button>` : nothing}</div></div>
      ${this.problem ? html`<p class="note bad" role="alert">${icon("alert")}<span>${this.problem}</span>
        <button class="button small" @click=${() => this.#load()}>${t("action.retry")}</button></p>` : nothing}
      ${!this.mine ? (this.problem ? nothing : html`<span class="spinner" role="status" aria-label=${t("state.loading")}></span>`)
        : html`${this.#admin ? this.#everybodys() : nothing}${this.#own(this.mine)}`}
      ${this.editing ? html`<gw-budget-form .budget=${this.editing === "new" ? null : this.editing} .routes=${this.routes}
        .choices=${{ person: this.people, group: this.groups, key: this.keys }} @saved=${this.#saved} @closed=${() => (this.editing = null)}></gw-budget-form>` : nothing}
      ${this.asking ? html`<gw-budget-ask budget=${this.asking} @asked=${this.#asked} @closed=${() => (this.asking = "")}></gw-budget-ask>` : nothing}
    </div>`;
  }

  #everybodys() {
    return html`${this.requests.length > 0 ? html`<section><h2>${t("budgets.requests")}</h2>
        <gw-budget-requests .requests=${this.requests} .budgets=${this.all} @changed=${() => this.#load()}></gw-budget-requests></section>` : nothing}
      <section><h2>${t("budgets.all")}</h2>${this.all.length === 0 ? html`<div class="card empty"><h2>${t("budgets.none")}</h2><p>${t("budgets.noneLead")}</p></div>`
        : html`<ul class="list" aria-label=${t("budgets.all")}>${this.all.map((budget) => html`<li data-budget=${whose(budget.subject)}>
          <div><div class="row"><strong>${whose(budget.subject)}</strong>${budget.subject.kind === "everyone" ? nothing : html`<span class="chip">${t(`budgets.kind.${budget.subject.kind}`)}</span>`}<span class="chip">${t(`budgets.period.${budget.period}`)}</span></div>${usedBar(budget)}</div>
          <span class="row"><button class="icon-button" title=${t("source.edit")} aria-label=${t("budgets.edit", { name: whose(budget.subject) })} @click=${() => (this.editing = budget)}>${icon("edit")}</button>
            <button class="icon-button" title=${t("action.remove")} aria-label=${t("budgets.removeOf", { name: whose(budget.subject) })} @click=${() => this.#remove(budget)}>${icon("trash")}</button></span></li>`)}</ul>`}</section>`;
  }

  #own(mine: Budget[]) {
    return html`<section><h2>${t("budgets.mine")}</h2>
      ${mine.length === 0 ? html`<p class="muted">${t("budgets.mine.none")}</p>`
        : html`<ul class="list" aria-label=${t("budgets.mine")}>${mine.map((budget) => html`<li>
          <div><div class="row"><strong>${whoseOfMine(budget)}</strong><span class="chip">${t(`budgets.period.${budget.period}`)}</span></div>${usedBar(budget)}</div>
          <button class="button small" @click=${() => (this.asking = budget.id)}>${t("budgets.ask")}</button></li>`)}</ul>`}
      ${this.wishes.length > 0 ? html`<h2>${t("budgets.wishes")}</h2><ul class="list">${this.wishes.map((wish) => html`<li>
          <div><div class="words">${wish.words}</div><div class="detail">${moment(wish.at)}${wish.answer ? ` · ${t("budgets.answer", { words: wish.answer })}` : ""}</div></div>
          <span class="chip ${wish.state === "granted" ? "good" : ""}">${t(`budgets.request.${wish.state}`)}</span></li>`)}</ul>` : nothing}
    </section>`;
  }

  #saved = () => {
    this.editing = null;
    say(t("budgets.saved"));
    void this.#load();
  };

  #asked = () => {
    this.asking = "";
    say(t("budgets.asked"));
    void this.#load();
  };

  async #remove(budget: Budget): Promise<void> {
    if (await confirmed({ heading: t("budgets.removeOf", { name: whose(budget.subject) }), body: t("budgets.removeBody"), action: t("action.remove") })) {
      const gone = await ledger.removeBudget(budget.id);
      if (!gone.ok) {
        say(gone.problem.message);
      }
      await this.#load();
    }
  }

  async #load(): Promise<void> {
    const [mine, wishes] = await Promise.all([ledger.myBudgets(), ledger.myRequests()]);
    this.problem = mine.ok ? "" : mine.problem.message;
    this.mine = mine.ok ? mine.value.data : this.mine;
    this.wishes = wishes.ok ? wishes.value.data : this.wishes;
    if (this.#admin) {
      const [all, requests] = await Promise.all([ledger.budgets(), ledger.requests()]);
      this.problem ||= all.ok ? (requests.ok ? "" : requests.problem.message) : all.problem.message;
      this.all = all.ok ? all.value.data : this.all;
      this.requests = requests.ok ? requests.value.data : this.requests;
    }
  }

  async #choices(): Promise<void> {
    const [people, groups, keys, routes] = await Promise.all([api.people(), api.groups(), api.keys(), registry.routes()]);
    this.people = people.ok ? people.value.map((person) => ({ id: person.id, name: person.name || person.email })) : [];
    this.groups = groups.ok ? groups.value : [];
    this.keys = keys.ok ? keys.value.filter((key) => !key.revoked_at) : [];
    this.routes = ["extractive", ...(routes.ok ? routes.value.data.map((route) => route.name) : [])];
  }
}
