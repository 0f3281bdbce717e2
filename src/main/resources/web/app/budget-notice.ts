import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { BudgetNotice } from "./budgets-api.js";
import { day, money, percent } from "./budget-words.js";
import { controls } from "./controls.js";
import { icon } from "./icons.js";
import { number, t } from "./messages.js";
import { say } from "./notices.js";
import "./budget-ask.js";

/** Says quietly that a budget nears its end, and lets the person ask for more. */
@customElement("gw-budget-notice")
export class BudgetNoticeView extends LitElement {
  static override styles = [controls, css`
    p { display: flex; flex-wrap: wrap; gap: 4px 10px; align-items: center; color: var(--muted); font-size: 0.88rem; }
    p > svg { color: var(--warn); }
  `];

  @property({ attribute: false }) budget: BudgetNotice | null = null;
  @state() asking = false;

  override render() {
    const budget = this.budget;
    if (!budget) {
      return nothing;
    }
    const left = budget.remaining_tokens !== undefined ? t("budgets.tokens", { tokens: number(budget.remaining_tokens) }) : budget.remaining ? money(budget.remaining) : "";
    return html`<p role="status">${icon("info", 16)}<span>${t(`budgets.notice.${budget.subject}`, { share: percent(budget.share), left, day: day(budget.resets) })}</span>
        <button class="text-button" @click=${() => (this.asking = true)}>${t("budgets.ask")}</button></p>
      ${this.asking ? html`<gw-budget-ask budget=${budget.id} @asked=${this.#asked} @closed=${() => (this.asking = false)}></gw-budget-ask>` : nothing}`;
  }

  #asked = () => {
    this.asking = false;
    say(t("budgets.asked"));
  };
}
