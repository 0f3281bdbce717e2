import { html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { controls } from "./controls.js";
import { icon } from "./icons.js";
import { t } from "./messages.js";
import type { Step } from "./model-words.js";
import * as registry from "./models-api.js";
import type { Model } from "./models-api.js";
import "./modal-dialog.js";

/** Asks before a model goes a step on its way, says what that does, and takes a note. Tells `moved` with the model as it is then, and `closed`. */
@customElement("gw-model-step")
export class ModelStep extends LitElement {
  static override styles = controls;

  @property({ attribute: false }) model!: Model;
  @property({ attribute: false }) step!: Step;
  /** What the note begins with. */
  @property() note = "";
  @state() busy = false;
  @state() error = "";

  override render() {
    const recalling = this.step.to === "recalled";
    return html`<gw-dialog .heading=${t("model.step.heading", { step: this.step.label, name: this.model.name })} @closed=${() => this.dispatchEvent(new Event("closed"))}>
      <form class="stack" @submit=${this.#go}>
        ${recalling ? html`<p class="note bad">${icon("alert")}<span>${this.step.does}</span></p>` : html`<p>${this.step.does}</p>`}
        ${this.model.preferred && this.step.to !== "serving" ? html`<p>${t("model.step.preferred")}</p>` : nothing}
        <div class="field"><label for="note">${t(recalling ? "model.step.why" : "model.step.note")}</label>
          <textarea id="note" name="note" rows="3" maxlength="2000" aria-describedby="note-hint" .value=${this.note}></textarea>
          <span class="hint" id="note-hint">${t("model.step.noteHint")}</span></div>
        ${this.error ? html`<p class="note bad" role="alert">${icon("alert")}<span>${this.error}</span></p>` : nothing}
        <div class="row end">
          <button type="button" class="button" autofocus @click=${() => this.dispatchEvent(new Event("closed"))}>${t("action.cancel")}</button>
          <button class="button ${recalling || this.step.to === "quarantined" ? "danger" : "primary"}" ?disabled=${this.busy}>${this.busy ? html`<span class="spinner"></span>` : nothing}${this.step.label}</button>
        </div>
      </form>
    </gw-dialog>`;
  }

  #go = async (event: SubmitEvent) => {
    event.preventDefault();
    this.busy = true;
    this.error = "";
    const moved = await registry.moveModel(this.model.id, this.step.to, String(new FormData(event.target as HTMLFormElement).get("note")).trim());
    this.busy = false;
    if (moved.ok) {
      this.dispatchEvent(new CustomEvent("moved", { detail: { model: moved.value, words: t(`model.moved.${this.step.to}`, { name: this.model.name }) } }));
    } else {
      this.error = moved.problem.message;
    }
  };
}
