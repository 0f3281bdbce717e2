import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import * as api from "./budgets-api.js";
import type { Budget, BudgetRequest } from "./budgets-api.js";
import { limitWords, whose } from "./budget-words.js";
import { controls } from "./controls.js";
import { icon } from "./icons.js";
import { moment, t } from "./messages.js";
import { say } from "./notices.js";
import "./modal-dialog.js";

/** Who asks for more, and what is said to it: grant, with what the budget holds from then on, or refuse, with a reason. Tells `changed`. */
@customElement("gw-budget-requests")
export class BudgetRequests extends LitElement {
  static override styles = [controls, css`
    .list > li { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 6px 14px; align-items: center; }
    .words { white-space: pre-wrap; overflow-wrap: anywhere; }
    .detail { color: var(--muted); font-size: 0.9rem; }
    @media (max-width: 640px) { .list > li { grid-template-columns: minmax(0, 1fr); } }
  `];

  @property({ attribute: false }) requests: BudgetRequest[] = [];
  @property({ attribute: false }) budgets: Budget[] = [];
  @state() answering: { request: BudgetRequest; grants: boolean } | null = null;
  @state() busy = false;
  @state() error = "";

  override render() {
    return html`<ul class="list" aria-label=${t("budgets.requests")}>${this.requests.map((request) => this.#request(request))}</ul>
      ${this.answering ? this.#dialog(this.answering.request, this.answering.grants) : nothing}`;
  }

  #request(request: BudgetRequest) {
    const budget = this.budgets.find((one) => one.id === request.budget_id);
    return html`<li data-request=${request.id}><div>
        <div class="words">${request.words}</div>
        <div class="detail">${[request.by_name ?? t("budgets.gone"), budget ? `${whose(budget.subject)}: ${limitWords(budget)}` : "", moment(request.at)].filter(Boolean).join(" · ")}</div>
        ${request.answer ? html`<div class="detail">${t("budgets.answer", { words: request.answer })}</div>` : nothing}</div>
      <span class="row">${request.state === "open" ? html`
          <button class="button small primary" @click=${() => (this.answering = { request, grants: true })}>${t("budgets.grant")}</button>
          <button class="button small" @click=${() => (this.answering = { request, grants: false })}>${t("budgets.refuse")}</button>`
        : html`<span class="chip ${request.state === "granted" ? "good" : ""}">${t(`budgets.request.${request.state}`)}</span>`}</span></li>`;
  }

  #dialog(request: BudgetRequest, grants: boolean) {
    const budget = this.budgets.find((one) => one.id === request.budget_id);
    const tokens = budget?.limit_tokens ?? null;
    return html`<gw-dialog .heading=${t(grants ? "budgets.grant" : "budgets.refuse")} @closed=${this.#close}>
      <form class="stack" @submit=${this.#answer} novalidate>
        <p class="words">${request.words}</p>
        ${grants && tokens !== null ? html`<div class="field"><label for="tokens">${t("budgets.limitTokens")}</label><input id="tokens" name="tokens" inputmode="numeric" autofocus .value=${String(Math.ceil(tokens * 1.5))}></div>` : nothing}
        ${grants && budget?.limit ? html`<div class="field"><label for="amount">${t("budgets.limitMoney")} (${budget.limit.currency})</label><input id="amount" name="amount" inputmode="decimal" .value=${String(budget.limit.amount * 1.5)}></div>` : nothing}
        ${grants ? html`<p class="hint">${t("budgets.grantHint")}</p>` : nothing}
        <div class="field"><label for="words">${t("budgets.words")}</label><textarea id="words" name="words" rows="2" maxlength="1000"></textarea></div>
        ${this.error ? html`<p class="note bad" role="alert">${icon("alert")}<span>${this.error}</span></p>` : nothing}
        <div class="row end"><button type="button" class="button" @click=${this.#close}>${t("action.cancel")}</button>
          <button class="button primary" ?disabled=${this.busy}>${t(grants ? "budgets.grant" : "budgets.refuse")}</button></div>
      </form></gw-dialog>`;
  }

  #answer = async (event: SubmitEvent) => {
    event.preventDefault();
    const { request, grants } = this.answering ?? {};
    if (!request) {
      return;
    }
    const values = new FormData(event.target as HTMLFormElement);
    const words = String(values.get("words") ?? "").trim();
    const tokens = Number(String(values.get("tokens") ?? "").replace(/[\s.,'’_]/g, ""));
    const amount = Number(String(values.get("amount") ?? "").replace(",", "."));
    const limit = this.budgets.find((one) => one.id === request.budget_id)?.limit;
    this.busy = true;
    const done = grants
      ? await api.grant(request.id, { words, ...(values.has("tokens") ? { limit_tokens: tokens } : {}), ...(limit && values.has("amount") ? { limit: { amount, currency: limit.currency } } : {}) })
      : await api.refuse(request.id, words);
    this.busy = false;
    if (done.ok) {
      this.#close();
      say(t(grants ? "budgets.granted" : "budgets.refused"));
      this.dispatchEvent(new Event("changed"));
    } else {
      this.error = done.problem.message;
    }
  };

  #close = () => {
    this.answering = null;
    this.error = "";
  };
}
