import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import * as api from "./budgets-api.js";
import { KINDS, PERIODS, type Budget, type NewBudget, type Period, type SubjectKind } from "./budgets-api.js";
import { whose } from "./budget-words.js";
import { controls } from "./controls.js";
import { icon } from "./icons.js";
import { t } from "./messages.js";
import "./modal-dialog.js";

export interface Choice { id: string; name: string }

/** Sets a budget or changes one. Tells `saved`, and `closed`. */
@customElement("gw-budget-form")
export class BudgetForm extends LitElement {
  static override styles = [controls, css`.pair { display: grid; grid-template-columns: 2fr 1fr; gap: 12px; }`];

  @property({ attribute: false }) budget: Budget | null = null;
  @property({ attribute: false }) choices: Record<Exclude<SubjectKind, "everyone">, Choice[]> = { person: [], group: [], key: [] };
  @property({ attribute: false }) routes: string[] = [];
  @state() kind: SubjectKind = "person";
  @state() busy = false;
  @state() error = "";
  @state() field = "";

  override render() {
    const budget = this.budget;
    return html`<gw-dialog .heading=${budget ? t("budgets.edit", { name: whose(budget.subject) }) : t("budgets.new")} @closed=${this.#close}>
      <form class="stack" @submit=${this.#save} novalidate>
        ${budget ? nothing : html`
          <div class="field"><label for="kind">${t("budgets.for")}</label><select id="kind" name="kind" autofocus @change=${(event: Event) => (this.kind = (event.target as HTMLSelectElement).value as SubjectKind)}>
            ${KINDS.map((kind) => html`<option value=${kind} ?selected=${kind === this.kind}>${t(`budgets.kind.${kind}`)}</option>`)}</select></div>
          ${this.kind === "everyone" ? nothing : html`<div class="field"><label for="subject">${t(`budgets.kind.${this.kind}`)}</label>
            <select id="subject" name="subject" aria-invalid=${this.field === "subject.id"}>${this.choices[this.kind].map((one) => html`<option value=${one.id}>${one.name}</option>`)}</select></div>`}
          <div class="field"><label for="period">${t("budgets.period")}</label><select id="period" name="period">
            ${PERIODS.map((period) => html`<option value=${period} ?selected=${period === "month"}>${t(`budgets.period.${period}`)}</option>`)}</select></div>`}
        <div class="field"><label for="tokens">${t("budgets.limitTokens")}</label>
          <input id="tokens" name="tokens" inputmode="numeric" autocomplete="off" .value=${budget?.limit_tokens?.toString() ?? ""} aria-invalid=${this.field === "limit_tokens"}></div>
        <div class="pair">
          <div class="field"><label for="amount">${t("budgets.limitMoney")}</label>
            <input id="amount" name="amount" inputmode="decimal" autocomplete="off" .value=${budget?.limit?.amount.toString() ?? ""} aria-invalid=${this.field === "limit"}></div>
          <div class="field"><label for="currency">${t("budgets.currency")}</label>
            <input id="currency" name="currency" maxlength="3" autocomplete="off" .value=${budget?.limit?.currency ?? "EUR"}></div>
        </div>
        <span class="hint">${t("budgets.limitHint")}</span>
        <div class="field"><label for="then">${t("budgets.thenLabel")}</label><select id="then" name="then" aria-invalid=${this.field === "then_route"}>
          <option value="">${t("budgets.thenNobody")}</option>
          ${this.routes.map((route) => html`<option value=${route} ?selected=${route === budget?.then_route}>${t("budgets.then", { route })}</option>`)}</select></div>
        ${this.error ? html`<p class="note bad" role="alert">${icon("alert")}<span>${this.error}</span></p>` : nothing}
        <div class="row end"><button type="button" class="button" @click=${this.#close}>${t("action.cancel")}</button>
          <button class="button primary" ?disabled=${this.busy}>${t("action.save")}</button></div>
      </form></gw-dialog>`;
  }

  #save = async (event: SubmitEvent) => {
    event.preventDefault();
    const values = new FormData(event.target as HTMLFormElement);
    const text = (name: string) => String(values.get(name) ?? "").trim();
    const tokens = Number(text("tokens").replace(/[\s.,'’_]/g, ""));
    const amount = Number(text("amount").replace(",", "."));
    if ((text("tokens") && !Number.isSafeInteger(tokens)) || (text("amount") && !Number.isFinite(amount))) {
      this.field = text("tokens") && !Number.isSafeInteger(tokens) ? "limit_tokens" : "limit";
      this.error = t("budgets.notNumber");
      return;
    }
    const wanted: NewBudget = {
      subject: this.budget?.subject ?? { kind: this.kind, ...(this.kind === "everyone" ? {} : { id: text("subject") }) },
      period: this.budget?.period ?? (text("period") as Period),
      ...(text("tokens") ? { limit_tokens: tokens } : {}),
      ...(text("amount") ? { limit: { amount, currency: text("currency").toUpperCase() } } : {}),
      ...(text("then") ? { then_route: text("then") } : {}),
    };
    this.busy = true;
    const saved = await api.putBudget(wanted);
    this.busy = false;
    if (saved.ok) {
      this.dispatchEvent(new Event("saved"));
    } else {
      this.error = saved.problem.message;
      this.field = saved.problem.field ?? "";
    }
  };

  #close = () => this.dispatchEvent(new Event("closed"));
}
