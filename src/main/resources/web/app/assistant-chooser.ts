import { css, html, LitElement, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import { assistants } from "./assistants.js";
import { controls } from "./controls.js";
import type { DropMenu } from "./drop-menu.js";
import { icon } from "./icons.js";
import { t } from "./messages.js";
import { Watching } from "./watching.js";
import "./drop-menu.js";

/** Whom a question goes to: an assistant, or nobody but the documents. Nothing where the person may use no assistant. */
@customElement("gw-assistant-chooser")
export class AssistantChooser extends LitElement {
  static override styles = [controls, css`
    :host { display: inline-block; min-width: 0; max-width: 100%; }
    gw-menu { max-width: 100%; }
    .label { display: flex; align-items: center; gap: 7px; min-width: 0; color: var(--muted); }
    .label.chosen { color: var(--accent); font-weight: 600; }
    .label span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    .option { display: flex; gap: 10px; align-items: flex-start; padding: 8px 10px; border-radius: 8px; cursor: pointer; font-size: 0.94rem; }
    .option:hover { background: var(--raised); }
    .option input { margin-top: 3px; }
    .option span { display: grid; min-width: 0; overflow-wrap: anywhere; }
    .option small { color: var(--muted); font-size: 0.86rem; display: -webkit-box; -webkit-line-clamp: 2; -webkit-box-orient: vertical; overflow: hidden; }
  `];

  constructor() {
    super();
    new Watching(this, assistants);
  }

  override render() {
    const all = assistants.usable;
    if (all.length === 0) {
      return nothing;
    }
    const chosen = assistants.chosen;
    const label = chosen?.title ?? t("assistant.choose.none");
    return html`<gw-menu label=${t("assistant.choose.label", { name: label })}>
      <span slot="label" class="label ${chosen ? "chosen" : ""}">${icon("assistant", 18)}<span>${label}</span>${icon("chevron", 14)}</span>
      <fieldset @click=${this.#clicked}>
        <legend class="visually-hidden">${t("assistant.choose.heading")}</legend>
        ${this.#option("", t("assistant.choose.none"), t("assistant.choose.noneHint"), !chosen)}
        ${all.map((one) => this.#option(one.id, one.title, one.description, one === chosen))}
      </fieldset>
    </gw-menu>`;
  }

  #option(id: string, title: string, words: string, checked: boolean) {
    return html`<label class="option"><input type="radio" name="assistant" value=${id} .checked=${checked} @change=${() => assistants.choose(id)}>
      <span>${title}${words ? html`<small>${words}</small>` : nothing}</span></label>`;
  }

  /** A press of the mouse has chosen; with arrow keys one goes on choosing until Escape. */
  #clicked = (event: MouseEvent) => {
    if (event.detail > 0) {
      this.renderRoot.querySelector<DropMenu>("gw-menu")?.close();
    }
  };
}
