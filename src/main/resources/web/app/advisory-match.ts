import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { controls } from "./controls.js";
import { icon } from "./icons.js";
import * as api from "./incidents-api.js";
import type { Advisory, AdvisoryMatch, Severity } from "./incidents-api.js";
import { moment, number, t } from "./messages.js";
import { stepsFrom, type Step } from "./model-words.js";
import * as registry from "./models-api.js";
import type { Model } from "./models-api.js";
import { say } from "./notices.js";
import { href } from "./router.js";
import "./modal-dialog.js";
import "./model-step.js";

const TONES: Record<Severity, string> = { critical: "bad", high: "bad", medium: "warn", low: "", unknown: "" };

export function severityChip(severity: Severity, score?: number) {
  return html`<span class="chip ${TONES[severity]}">${t(`advisories.severity.${severity}`)}${score === undefined ? nothing : ` ${number(score)}`}</span>`;
}

/** An advisory and the models that it names, with what can be done about each. Tells `changed`. */
@customElement("gw-advisory")
export class AdvisoryView extends LitElement {
  static override styles = [controls, css`
    :host { display: grid; gap: 6px; }
    .head { display: flex; flex-wrap: wrap; gap: 4px 10px; align-items: center; }
    .head strong { font-weight: 620; overflow-wrap: anywhere; }
    .detail { color: var(--muted); font-size: 0.88rem; overflow-wrap: anywhere; }
    .match { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 4px 12px; align-items: center; padding: 8px 12px; background: var(--raised); border-radius: 10px; }
    .match > div { overflow-wrap: anywhere; min-width: 0; }
    @media (max-width: 640px) { .match { grid-template-columns: minmax(0, 1fr); } }
  `];

  @property({ attribute: false }) advisory!: Advisory;
  /** On the page of a model, which need not be named again. */
  @property({ type: Boolean }) ofModel = false;
  @state() dismissing: AdvisoryMatch | null = null;
  @state() step: { model: Model; step: Step } | null = null;
  @state() busy = false;
  @state() error = "";

  override render() {
    const advisory = this.advisory;
    return html`<div class="head">${severityChip(advisory.severity, advisory.score)}<strong>${advisory.summary || advisory.id}</strong>
        ${advisory.withdrawn_at ? html`<span class="chip">${t("advisories.withdrawn")}</span>` : nothing}</div>
      <div class="detail">${advisory.url ? html`<a href=${advisory.url} target="_blank" rel="noopener noreferrer">${advisory.id}</a>` : advisory.id}${advisory.aliases.length ? ` · ${advisory.aliases.join(" · ")}` : ""}${advisory.published_at ? ` · ${moment(advisory.published_at)}` : ""}</div>
      ${advisory.matches.map((match) => this.#match(match))}
      ${this.dismissing ? this.#dialog(this.dismissing) : nothing}
      ${this.step ? html`<gw-model-step .model=${this.step.model} .step=${this.step.step} note=${`${advisory.id}: ${advisory.summary}`} @moved=${this.#moved} @closed=${() => (this.step = null)}></gw-model-step>` : nothing}`;
  }

  #match(match: AdvisoryMatch) {
    const open = match.state === "open";
    return html`<div class="match" data-model=${match.model} data-state=${match.state}><div>
        ${this.ofModel ? nothing : html`<a href=${href("models", match.model_id)}>${match.model}</a> · `}${t(`advisories.via.${match.via}`)}: ${match.what}
        ${open ? nothing : html`<div class="detail">${[t(`advisories.match.${match.state}`), match.decided_by_name ?? "", match.decided_at ? moment(match.decided_at) : "", match.reason].filter(Boolean).join(" · ")}</div>`}</div>
      <span class="row">${open ? html`
          <button class="button small" @click=${() => this.#begin(match, "quarantined")}>${t("model.step.quarantine")}</button>
          <button class="button small danger" @click=${() => this.#begin(match, "recalled")}>${t("model.step.recall")}</button>
          <button class="button small quiet" @click=${() => (this.dismissing = match)}>${t("advisories.dismiss")}</button>`
        : match.state === "dismissed" ? html`<button class="button small quiet" @click=${() => this.#reopen(match)}>${t("advisories.reopen")}</button>` : nothing}</span></div>`;
  }

  #dialog(match: AdvisoryMatch) {
    return html`<gw-dialog .heading=${t("advisories.dismiss")} @closed=${this.#close}><form class="stack" @submit=${this.#dismiss}>
      <p>${t("advisories.dismissLead", { id: this.advisory.id, model: match.model })}</p>
      <div class="field"><label for="reason">${t("advisories.reason")}</label><textarea id="reason" name="reason" rows="3" maxlength="2000" required autofocus></textarea></div>
      ${this.error ? html`<p class="note bad" role="alert">${icon("alert")}<span>${this.error}</span></p>` : nothing}
      <div class="row end"><button type="button" class="button" @click=${this.#close}>${t("action.cancel")}</button><button class="button primary" ?disabled=${this.busy}>${t("advisories.dismiss")}</button></div></form></gw-dialog>`;
  }

  async #begin(match: AdvisoryMatch, to: "quarantined" | "recalled"): Promise<void> {
    const model = await registry.model(match.model_id);
    const step = model.ok ? stepsFrom(model.value.state).find((one) => one.to === to) : undefined;
    if (model.ok && step) {
      this.step = { model: model.value, step };
    } else {
      say(model.ok ? t(`model.state.${model.value.state}.means`) : model.problem.message);
    }
  }

  #moved = (event: Event) => {
    this.step = null;
    say((event as CustomEvent<{ words: string }>).detail.words);
    this.dispatchEvent(new Event("changed"));
  };

  #dismiss = async (event: SubmitEvent) => {
    event.preventDefault();
    if (!this.dismissing) {
      return;
    }
    this.busy = true;
    const done = await api.dismiss(this.advisory.id, this.dismissing.model_id, String(new FormData(event.target as HTMLFormElement).get("reason")).trim());
    this.busy = false;
    this.error = done.ok ? "" : done.problem.message;
    if (done.ok) {
      this.dismissing = null;
      this.dispatchEvent(new Event("changed"));
    }
  };

  async #reopen(match: AdvisoryMatch): Promise<void> {
    const done = await api.reopen(this.advisory.id, match.model_id);
    if (!done.ok) {
      say(done.problem.message);
    }
    this.dispatchEvent(new Event("changed"));
  }

  #close = () => {
    this.dismissing = null;
    this.error = "";
  };
}
