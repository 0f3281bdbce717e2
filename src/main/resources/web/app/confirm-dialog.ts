import { html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import { controls } from "./controls.js";
import { t } from "./messages.js";
import "./modal-dialog.js";

export interface Question { heading: string; body: string; action: string }

/** Asks before something goes for good. */
@customElement("gw-confirm")
class ConfirmDialog extends LitElement {
  static override styles = controls;

  @property({ attribute: false }) accessor question!: Question;

  override render() {
    return html`<gw-dialog .heading=${this.question.heading} @closed=${() => this.#answer(false)}>
      <div class="stack">
        <p>${this.question.body}</p>
        <div class="row end">
          <button class="button" autofocus @click=${() => this.#answer(false)}>${t("action.cancel")}</button>
          <button class="button danger" @click=${() => this.#answer(true)}>${this.question.action}</button>
        </div>
      </div>
    </gw-dialog>`;
  }

  #answer(sure: boolean): void {
    this.dispatchEvent(new CustomEvent<boolean>("answered", { detail: sure }));
  }
}

/** True when the person says yes. */
export function confirmed(question: Question): Promise<boolean> {
  const dialog = new ConfirmDialog();
  dialog.question = question;
  document.body.append(dialog);
  return new Promise((resolve) => {
    dialog.addEventListener("answered", (event) => {
      dialog.remove();
      resolve((event as CustomEvent<boolean>).detail);
    }, { once: true });
  });
}
