import { html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import * as api from "./budgets-api.js";
import { controls } from "./controls.js";
import { icon } from "./icons.js";
import { t } from "./messages.js";
import "./modal-dialog.js";

/** Asks an administrator for more of a budget. Tells `asked`, and `closed`. */
@customElement("gw-budget-ask")
export class BudgetAsk extends LitElement {
  static override styles = controls;

  @property() budget = "";
  @state() busy = false;
  @state() error = "";

  override render() {
    return html`<gw-dialog .heading=${t("budgets.ask")} @closed=${() => this.dispatchEvent(new Event("closed"))}>
      <form class="stack" @submit=${this.#send}>
        <p>${t("budgets.askLead")}</p>
        <div class="field"><label for="words">${t("budgets.askWhy")}</label><textarea id="words" name="words" rows="3" maxlength="1000" required autofocus></textarea></div>
        ${this.error ? html`<p class="note bad" role="alert">${icon("alert")}<span>${this.error}</span></p>` : nothing}
        <div class="row end"><button type="button" class="button" @click=${() => this.dispatchEvent(new Event("closed"))}>${t("action.cancel")}</button>
          <button class="button primary" ?disabled=${this.busy}>${t("budgets.askSend")}</button></div>
      </form></gw-dialog>`;
  }

  #send = async (event: SubmitEvent) => {
    event.preventDefault();
    this.busy = true;
    const asked = await api.askForMore(this.budget, String(new FormData(event.target as HTMLFormElement).get("words")).trim());
    this.busy = false;
    this.error = asked.ok ? "" : asked.problem.message;
    if (asked.ok) {
      this.dispatchEvent(new Event("asked"));
    }
  };
}
