import { css, html, LitElement, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { controls } from "./controls.js";
import { send } from "./http.js";
import { icon } from "./icons.js";
import * as api from "./incidents-api.js";
import type { Advisory, AdvisoryReport, Matching } from "./incidents-api.js";
import { number, t, tn } from "./messages.js";
import { say } from "./notices.js";
import { href } from "./router.js";
import "./advisory-match.js";

const SHOWN: Matching[] = ["open", "dismissed", "closed", ""];

/** Published weaknesses that were imported, and which models they name. */
@customElement("gw-advisories-page")
export class AdvisoriesPage extends LitElement {
  static override styles = [controls, css`
    .bar { display: flex; flex-wrap: wrap; gap: 12px; align-items: end; margin-bottom: 16px; }
    .bar .field { flex: 0 1 260px; }
    .note { margin-bottom: 16px; }
    .more { display: grid; justify-items: center; margin-top: 16px; }
  `];

  @state() advisories: Advisory[] | null = null;
  @state() more = false;
  @state() matching: Matching = "open";
  @state() problem = "";
  @state() importing = false;
  @state() wrong = "";
  @state() report: AdvisoryReport | null = null;
  #generation = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  override render() {
    return html`<div class="page">
      <div class="page-head"><div><h1>${t("advisories.heading")}</h1><p class="lead">${t("advisories.lead")}</p></div>
        <div class="row"><a class="button" href=${href("incidents")}>${t("incidents.heading")}</a>
          <label class="button primary">${this.importing ? html`<span class="spinner"></span>` : icon("upload", 18)}${t("advisories.import")}
            <input class="visually-hidden" type="file" accept=".json,.zip,.ndjson,.jsonl" ?disabled=${this.importing} @change=${this.#import}></label></div></div>
      <div role="status">${this.report ? this.#report(this.report) : nothing}</div>
      ${this.wrong ? html`<p class="note bad" role="alert">${icon("alert")}<span>${this.wrong}</span></p>` : nothing}
      <div class="bar"><div class="field"><label for="matching">${t("advisories.show")}</label>
        <select id="matching" @change=${(event: Event) => this.#show((event.target as HTMLSelectElement).value as Matching)}>
          ${SHOWN.map((one) => html`<option value=${one} ?selected=${one === this.matching}>${t(one === "" ? "advisories.show.all" : `advisories.show.${one as "open" | "dismissed" | "closed"}`)}</option>`)}</select></div></div>
      ${this.problem ? html`<p class="note bad" role="alert">${icon("alert")}<span>${this.problem}</span>
        <button class="button small" @click=${() => this.#load()}>${t("action.retry")}</button></p>` : nothing}
      ${!this.advisories ? (this.problem ? nothing : html`<span class="spinner" role="status" aria-label=${t("state.loading")}></span>`)
        : this.advisories.length === 0 ? html`<div class="card empty"><h2>${t(this.matching === "open" ? "advisories.noneOpen" : "advisories.none")}</h2><p>${t("advisories.noneLead")}</p></div>`
        : html`<ul class="list" aria-label=${t("advisories.heading")}>${repeat(this.advisories, (one) => one.id, (one) => html`<li data-advisory=${one.id}><gw-advisory .advisory=${one} @changed=${() => this.#load()}></gw-advisory></li>`)}</ul>
          ${this.more ? html`<div class="more"><button class="button" @click=${this.#loadMore}>${t("collection.more")}</button></div>` : nothing}`}
    </div>`;
  }

  #report(report: AdvisoryReport) {
    const open = report.matches.filter((match) => match.state === "open").length;
    return html`<p class="note ${open > 0 ? "warn" : "good"}">${icon(open > 0 ? "alert" : "check")}<span>${t("advisories.imported", { added: number(report.added), changed: number(report.changed), known: number(report.known) })}
      ${tn("advisories.matched", open)}</span></p>`;
  }

  #import = async (event: Event) => {
    const field = event.target as HTMLInputElement;
    const file = field.files?.[0];
    if (!file) {
      return;
    }
    this.importing = true;
    this.wrong = "";
    this.report = null;
    const answer = await send("POST", "/api/v1/advisories/import", file);
    this.importing = false;
    field.value = "";
    if (answer.ok) {
      this.report = (await answer.value.json()) as AdvisoryReport;
      await this.#load();
    } else {
      this.wrong = answer.problem.message;
    }
  };

  #show(matching: Matching): void {
    this.matching = matching;
    void this.#load();
  }

  #loadMore = async () => {
    const next = await api.advisories(this.matching, this.advisories?.at(-1)?.id ?? "");
    if (next.ok) {
      this.advisories = [...(this.advisories ?? []), ...next.value.data];
      this.more = next.value.has_more;
    } else {
      say(next.problem.message);
    }
  };

  async #load(): Promise<void> {
    const generation = ++this.#generation;
    const found = await api.advisories(this.matching);
    if (generation === this.#generation) {
      this.problem = found.ok ? "" : found.problem.message;
      this.advisories = found.ok ? found.value.data : this.advisories;
      this.more = found.ok && found.value.has_more;
    }
  }
}
