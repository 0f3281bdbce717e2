import { html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { controls } from "./controls.js";
import { t } from "./messages.js";
import "./modal-dialog.js";

export interface Question { heading: string; body: string; action: string; /** A choice that goes with a yes, ticked at first. */ option?: string; /** Asks for a word to it. */ note?: string }
export interface Reply { sure: boolean; option: boolean; note: string }

/** Asks before something goes for good. */
@customElement("gw-confirm")
class ConfirmDialog extends LitElement {
  static override styles = controls;

  @property({ attribute: false }) question!: Question;

  override render() {
    return html`<gw-dialog .heading=${this.question.heading} @closed=${() => this.#answer(false)}>
      <div class="stack">
        <p>${this.question.body}</p>
        ${this.question.option ? html`<label class="choice"><input type="checkbox" checked><span>${this.question.option}</span></label>` : nothing}
        ${this.question.note ? html`<div class="field"><label for="note">${this.question.note}</label><textarea id="note" rows="2" maxlength="1000"></textarea></div>` : nothing}
        <div class="row end">
          <button class="button" autofocus @click=${() => this.#answer(false)}>${t("action.cancel")}</button>
          <button class="button danger" @click=${() => this.#answer(true)}>${this.question.action}</button>
        </div>
      </div>
    </gw-dialog>`;
  }

  #answer(sure: boolean): void {
    const option = this.renderRoot.querySelector<HTMLInputElement>("input")?.checked ?? false;
    const note = this.renderRoot.querySelector("textarea")?.value.trim() ?? "";
    this.dispatchEvent(new CustomEvent<Reply>("answered", { detail: { sure, option, note } }));
  }
}

/** True when the person says yes. */
export async function confirmed(question: Question): Promise<boolean> {
  return (await asked(question)).sure;
}

export function asked(question: Question): Promise<Reply> {
  const dialog = new ConfirmDialog();
  dialog.question = question;
  document.body.append(dialog);
  return new Promise((resolve) => {
    dialog.addEventListener("answered", (event) => {
      dialog.remove();
      resolve((event as CustomEvent<Reply>).detail);
    }, { once: true });
  });
}
