import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { controls } from "./controls.js";
import type { Problem } from "./http.js";
import { icon } from "./icons.js";
import * as api from "./incidents-api.js";
import type { Incident, IncidentEntry } from "./incidents-api.js";
import { moment, number, t, type MessageKey } from "./messages.js";
import { say } from "./notices.js";
import { href } from "./router.js";
import "./modal-dialog.js";

const KINDS: ReadonlySet<string> = new Set([
  "quarantined", "recalled", "reinstated", "approved", "proposed", "draining", "removed", "gone_from_node", "last_served", "notice_shown", "route_changed", "swapped", "note", "closed",
]);

/** The timeline of one incident, from the first doubt to the last word. */
@customElement("gw-incident-page")
export class IncidentPage extends LitElement {
  static override styles = [controls, css`
    .crumb { display: inline-flex; align-items: center; gap: 4px; font-size: 0.92rem; text-decoration: none; margin-bottom: 10px; }
    h1 { overflow-wrap: anywhere; }
    .time { list-style: none; padding: 0 0 0 18px; margin: 24px 0; border-left: 2px solid var(--line); display: grid; gap: 18px; }
    .time li { position: relative; display: grid; gap: 2px; }
    .time li::before { content: ""; position: absolute; left: -24px; top: 7px; width: 10px; height: 10px; border-radius: 50%; background: var(--line-strong); }
    .time li.bad::before { background: var(--bad); }
    .time li.good::before { background: var(--good); }
    .time strong { font-weight: 600; }
    .detail { color: var(--muted); font-size: 0.88rem; }
    .words { white-space: pre-wrap; overflow-wrap: anywhere; }
  `];

  @property() incidentId = "";
  @state() incident: Incident | null = null;
  @state() problem: Problem | null = null;
  @state() closing = false;
  @state() busy = false;
  @state() error = "";

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  override render() {
    const incident = this.incident;
    return html`<div class="page">
      <a class="crumb" href=${href("incidents")}>${icon("back", 16)}${t("incidents.heading")}</a>
      ${this.problem ? html`<p class="note bad" role="alert">${icon("alert")}<span>${this.problem.message}</span>
        <button class="button small" @click=${() => this.#load()}>${t("action.retry")}</button></p>` : nothing}
      ${incident ? this.#whole(incident) : this.problem ? nothing : html`<span class="spinner" role="status" aria-label=${t("state.loading")}></span>`}
    </div>`;
  }

  #whole(incident: Incident) {
    const recalled = incident.entries?.some((entry) => entry.kind === "recalled") ?? false;
    return html`<div class="page-head"><div><h1>${incident.model}</h1>
        <p class="lead"><span class="chip ${incident.state === "open" ? "bad" : ""}">${t(`incidents.state.${incident.state}`)}</span>
          ${t("incidents.opened", { when: moment(incident.opened_at), who: incident.opened_by_name ?? t("incidents.system") })}</p></div>
        <div class="row"><a class="button" href=${href("models", incident.model_id)}>${icon("model", 18)}${t("incidents.model")}</a>
          ${recalled ? html`<a class="button" href=${href("models", incident.model_id, "recall")}>${icon("record", 18)}${t("recall.heading")}</a>` : nothing}</div></div>
      <ol class="time" aria-label=${t("incidents.timeline")}>${(incident.entries ?? []).map((entry) => this.#entry(entry))}</ol>
      ${incident.state === "open" ? html`<form class="card stack" @submit=${this.#note}>
        <div class="field"><label for="words">${t("incidents.note")}</label><textarea id="words" name="words" rows="2" maxlength="4000" required></textarea></div>
        <div class="row end"><button type="button" class="button" @click=${() => (this.closing = true)}>${t("incidents.close")}</button>
          <button class="button primary" ?disabled=${this.busy}>${t("incidents.addNote")}</button></div></form>` : nothing}
      ${this.closing ? html`<gw-dialog .heading=${t("incidents.close")} @closed=${() => (this.closing = false)}>
        <form class="stack" @submit=${this.#close}><p>${t("incidents.closeLead")}</p>
          <div class="field"><label for="summary">${t("incidents.summary")}</label><textarea id="summary" name="summary" rows="4" maxlength="4000" required autofocus></textarea></div>
          ${this.error ? html`<p class="note bad" role="alert">${icon("alert")}<span>${this.error}</span></p>` : nothing}
          <div class="row end"><button class="button primary" ?disabled=${this.busy}>${t("incidents.close")}</button></div></form></gw-dialog>` : nothing}`;
  }

  #entry(entry: IncidentEntry) {
    const tone = ["recalled", "quarantined"].includes(entry.kind) ? "bad" : ["reinstated", "closed", "gone_from_node"].includes(entry.kind) ? "good" : "";
    return html`<li class=${tone} data-kind=${entry.kind}><strong>${wordsOf(entry)}</strong>
      ${entry.words ? html`<span class="words">${entry.words}</span>` : nothing}
      <span class="detail">${[moment(entry.at), entry.by ? (entry.by_name ?? t("budgets.gone")) : ""].filter(Boolean).join(" · ")}</span></li>`;
  }

  #note = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    this.busy = true;
    const noted = await api.addNote(this.incidentId, String(new FormData(form).get("words")).trim());
    this.busy = false;
    if (noted.ok) {
      form.reset();
      this.incident = noted.value;
    } else {
      say(noted.problem.message);
    }
  };

  #close = async (event: SubmitEvent) => {
    event.preventDefault();
    this.busy = true;
    const closed = await api.closeIncident(this.incidentId, String(new FormData(event.target as HTMLFormElement).get("summary")).trim());
    this.busy = false;
    this.error = closed.ok ? "" : closed.problem.message;
    if (closed.ok) {
      this.closing = false;
      this.incident = closed.value;
    }
  };

  async #load(): Promise<void> {
    const found = await api.incident(this.incidentId);
    this.problem = found.ok ? null : found.problem;
    this.incident = found.ok ? found.value : null;
  }
}

function wordsOf(entry: IncidentEntry): string {
  const text = (name: string) => String(entry.detail?.[name] ?? "");
  return KINDS.has(entry.kind)
    ? t(`incidents.kind.${entry.kind}` as MessageKey, { node: text("node"), streams: number(Number(entry.detail?.streams_ended ?? 0)), route: text("route"), to: text("to") || t("incidents.nobody") })
    : entry.kind;
}
