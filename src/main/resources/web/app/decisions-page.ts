import { css, html, LitElement, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import * as api from "./api.js";
import type { Person } from "./api-types.js";
import { controls } from "./controls.js";
import { outcomeChip, whoAsked } from "./decision-words.js";
import * as record from "./decisions-api.js";
import type { ChainVerdict, DecisionLine, DecisionOutcome, DecisionQuery } from "./decisions-api.js";
import type { Problem } from "./http.js";
import { icon } from "./icons.js";
import { moment, number, t, tn } from "./messages.js";
import { say } from "./notices.js";
import { href } from "./router.js";

const OUTCOMES: DecisionOutcome[] = ["answered", "partial", "declined", "failed", "aborted", "recalled", "open"];
const ALL: DecisionQuery = { person: "", model: "", outcome: "", from: "", to: "" };

/** The record of every answer, newest first, for administrators. */
@customElement("gw-decisions-page")
export class DecisionsPage extends LitElement {
  static override styles = [controls, css`
    .filters { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin-bottom: 16px; }
    .filters .field { min-width: 0; grid-template-columns: minmax(0, 1fr); }
    .list > li { padding: 0; }
    .line { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 2px 14px; align-items: center; padding: 12px 18px; color: var(--ink); text-decoration: none; }
    .line:hover { background: var(--raised); color: var(--ink); }
    .line strong { font-weight: 600; overflow-wrap: anywhere; }
    .detail { color: var(--muted); font-size: 0.88rem; overflow-wrap: anywhere; }
    .more { display: grid; justify-items: center; margin-top: 16px; }
    .note { margin-bottom: 16px; }
    code { font-family: var(--mono); font-size: 0.86em; overflow-wrap: anywhere; }
    @media (max-width: 640px) {
      .filters { grid-template-columns: repeat(2, minmax(0, 1fr)); }
      .line { grid-template-columns: minmax(0, 1fr); justify-items: start; padding: 12px 14px; }
    }
  `];

  @state() lines: DecisionLine[] | null = null;
  @state() more = false;
  @state() people: Person[] = [];
  @state() models: string[] = [];
  @state() query: DecisionQuery = ALL;
  @state() problem: Problem | null = null;
  @state() verdict: ChainVerdict | null = null;
  @state() walking = false;
  #generation = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
    void this.#choices();
  }

  override render() {
    return html`<div class="page">
      <div class="page-head">
        <div><h1>${t("decisions.heading")}</h1><p class="lead">${t("decisions.lead")}</p></div>
        <button class="button" ?disabled=${this.walking} @click=${this.#walk}>${this.walking ? html`<span class="spinner"></span>` : icon("lock", 18)}${t("decisions.verify")}</button>
      </div>
      <div role="status">${this.#verdict()}</div>
      ${this.#filters()}
      ${this.problem ? html`<p class="note bad" role="alert">${icon("alert")}<span>${this.problem.message}</span>
        <button class="button small" @click=${() => this.#load()}>${t("action.retry")}</button></p>` : nothing}
      ${!this.lines ? (this.problem ? nothing : html`<span class="spinner" role="status" aria-label=${t("state.loading")}></span>`)
        : this.lines.length === 0 ? html`<div class="card empty"><h2>${t("decisions.none")}</h2><p>${t("decisions.noneLead")}</p></div>`
        : html`<ul class="list" aria-label=${t("decisions.heading")}>${repeat(this.lines, (line) => line.id, (line) => this.#line(line))}</ul>
          ${this.more ? html`<div class="more"><button class="button" @click=${this.#loadMore}>${t("collection.more")}</button></div>` : nothing}`}
    </div>`;
  }

  #line(line: DecisionLine) {
    const facts = [
      moment(line.at), line.model, line.kind === "grounded" ? tn("decisions.sources", line.sources) : t(`decision.kind.${line.kind}`),
      line.millis === undefined ? "" : t("decision.millis", { millis: Math.round(line.millis) }),
    ];
    return html`<li><a class="line" href=${href("decisions", line.id)}>
      <strong>${whoAsked(line.person)}</strong>${outcomeChip(line.outcome)}
      <span class="detail">${facts.filter(Boolean).join(" · ")}</span></a></li>`;
  }

  #filters() {
    const query = this.query;
    return html`<div class="filters">
      ${this.#choice("person", t("decision.who"), this.people.map((person) => [person.id, person.name || person.email]))}
      ${this.#choice("model", t("decision.model"), this.models.map((model) => [model, model]))}
      ${this.#choice("outcome", t("decision.outcome"), OUTCOMES.map((outcome) => [outcome, t(`decision.outcome.${outcome}`)]))}
      ${(["from", "to"] as const).map((name) => html`<div class="field"><label for=${name}>${t(`decisions.${name}`)}</label>
        <input id=${name} type="date" .value=${query[name]} @change=${(event: Event) => this.#filter({ [name]: (event.target as HTMLInputElement).value })}></div>`)}
    </div>`;
  }

  #choice(name: "person" | "model" | "outcome", label: string, values: [string, string][]) {
    return html`<div class="field"><label for=${name}>${label}</label>
      <select id=${name} @change=${(event: Event) => this.#filter({ [name]: (event.target as HTMLSelectElement).value })}>
        <option value="" ?selected=${!this.query[name]}>${t("decisions.any")}</option>
        ${values.map(([value, words]) => html`<option value=${value} ?selected=${value === this.query[name]}>${words}</option>`)}</select></div>`;
  }

  #verdict() {
    const verdict = this.verdict;
    if (!verdict) {
      return nothing;
    }
    return verdict.holds
      ? html`<p class="note good">${icon("check")}<span>${t("decisions.holds", { records: number(verdict.records ?? 0), seals: number(verdict.head?.seal ?? 0) })}
          ${verdict.head ? html`<br>${t("decisions.keep")} <code>${verdict.head.kept}</code>` : nothing}</span></p>`
      : html`<p class="note bad">${icon("alert")}<span>${t("decisions.broken")} ${verdict.what}
          ${verdict.decision_id ? html` <a href=${href("decisions", verdict.decision_id)}>${t("decisions.open")}</a>` : nothing}</span></p>`;
  }

  #walk = async () => {
    this.walking = true;
    const walked = await record.verifyChain();
    this.walking = false;
    if (walked.ok) {
      this.verdict = walked.value;
    } else {
      say(walked.problem.message);
    }
  };

  #filter(change: Partial<DecisionQuery>): void {
    this.query = { ...this.query, ...change };
    void this.#load();
  }

  async #choices(): Promise<void> {
    const [people, models] = await Promise.all([api.people(), api.models()]);
    this.people = people.ok ? people.value : [];
    this.models = models.ok ? models.value.data.map((model) => model.name) : [];
  }

  async #load(): Promise<void> {
    const generation = ++this.#generation;
    const found = await record.decisions(this.query);
    if (generation === this.#generation) {
      this.problem = found.ok ? null : found.problem;
      this.lines = found.ok ? found.value.data : null;
      this.more = found.ok && found.value.has_more;
    }
  }

  #loadMore = async () => {
    const last = this.lines?.at(-1);
    const next = await record.decisions(this.query, last?.id ?? "");
    if (!next.ok) {
      say(next.problem.message);
    } else if (this.lines?.at(-1) === last) {
      this.lines = [...(this.lines ?? []), ...next.value.data];
      this.more = next.value.has_more;
    }
  };
}
