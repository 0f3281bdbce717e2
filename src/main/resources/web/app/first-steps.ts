import { css, html, LitElement, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import * as api from "./api.js";
import { controls } from "./controls.js";
import { icon } from "./icons.js";
import { library } from "./library.js";
import { t } from "./messages.js";
import { href } from "./router.js";
import { session } from "./session.js";

/** What an empty system offers: samples to try with, or a first collection. People who are no admins are told whom to ask. */
@customElement("gw-first-steps")
export class FirstSteps extends LitElement {
  static override styles = [controls, css`
    :host { text-align: center; }
    .choices { display: grid; grid-template-columns: repeat(auto-fit, minmax(240px, 1fr)); gap: 14px; margin-top: 26px; text-align: start; }
    .choice {
      display: grid; gap: 6px; align-content: start; padding: 20px; border: 1px solid var(--line); border-radius: 14px; background: var(--surface);
      color: var(--ink); text-align: start; text-decoration: none; font-size: 1rem;
    }
    .choice:hover:not(:disabled) { border-color: var(--accent); color: var(--ink); }
    .choice svg { color: var(--accent); }
    .choice strong { font-weight: 620; }
    .choice span { color: var(--muted); font-size: 0.93rem; }
    .lead { margin-inline: auto; }
    .note { margin-top: 18px; text-align: start; }
  `];

  @state() busy = false;
  @state() error = "";

  override render() {
    if (!session.person?.admin) {
      return html`<h1>${t("first.nothingShared")}</h1><p class="lead">${t("first.askAdmin")}</p>`;
    }
    return html`<h1>${t("first.heading")}</h1><p class="lead">${t("first.lead")}</p>
      ${this.error ? html`<p class="note bad" role="alert">${icon("alert")}<span>${this.error}</span></p>` : nothing}
      <div class="choices">
        <button class="choice" ?disabled=${this.busy} @click=${this.#samples}>
          ${this.busy ? html`<span class="spinner"></span>` : icon("file", 24)}<strong>${t("first.samples")}</strong><span>${t("first.samplesLead")}</span></button>
        <a class="choice" href=${href("collections", "new")}>
          ${icon("folder", 24)}<strong>${t("first.collection")}</strong><span>${t("first.collectionLead")}</span></a>
      </div>`;
  }

  #samples = async () => {
    this.busy = true;
    this.error = "";
    const created = await api.createSamples();
    this.busy = false;
    if (created.ok || created.problem.status === 409) {
      await library.refresh();
    } else {
      this.error = created.problem.message;
    }
  };
}
