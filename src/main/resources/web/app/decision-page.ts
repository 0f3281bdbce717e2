import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { confirmed } from "./confirm-dialog.js";
import { controls } from "./controls.js";
import { outcomeChip, whoAsked } from "./decision-words.js";
import * as record from "./decisions-api.js";
import type { Decision, DecisionAttempt, DecisionLink, DecisionSource } from "./decisions-api.js";
import type { Problem } from "./http.js";
import { icon } from "./icons.js";
import { library } from "./library.js";
import { moment, number, t, tn } from "./messages.js";
import { say } from "./notices.js";
import { href, showDocument } from "./router.js";
import { whyWords } from "./route-words.js";
import { session } from "./session.js";
import { Watching } from "./watching.js";

/** One decision, for somebody who has to account for it: who asked, on what grounds, by which model, and whether the record is whole. */
@customElement("gw-decision-page")
export class DecisionPage extends LitElement {
  static override styles = [controls, css`
    .crumb { display: inline-flex; align-items: center; gap: 4px; font-size: 0.92rem; text-decoration: none; margin-bottom: 10px; }
    section { margin-top: 28px; }
    h2 { margin-bottom: 10px; }
    dl { margin: 0; display: grid; grid-template-columns: minmax(150px, 240px) minmax(0, 1fr); background: var(--surface); border: 1px solid var(--line); border-radius: 14px; overflow: hidden; }
    dl > div { display: contents; }
    dt, dd { margin: 0; padding: 10px 18px; border-top: 1px solid var(--line); }
    dl > div:first-child > :is(dt, dd) { border-top: 0; }
    dt { color: var(--muted); font-size: 0.92rem; }
    dd { overflow-wrap: anywhere; }
    code { font-family: var(--mono); font-size: 0.84em; overflow-wrap: anywhere; }
    .question { white-space: pre-wrap; }
    .list > li { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 2px 12px; }
    .number { grid-row: span 2; display: inline-grid; place-items: center; min-width: 24px; height: 24px; border-radius: 7px; background: var(--raised); color: var(--muted); font-size: 0.8rem; font-weight: 660; }
    .cited .number { background: var(--accent-soft); color: var(--accent); }
    .detail { color: var(--muted); font-size: 0.88rem; overflow-wrap: anywhere; }
    .text-button { text-align: start; overflow-wrap: anywhere; }
    .checked { margin-bottom: 12px; }
    details { margin-top: 10px; }
    .danger { white-space: normal; }
    summary { cursor: pointer; color: var(--muted); font-size: 0.92rem; padding: 4px 0; }
    details .list { margin-top: 6px; }
    @media (max-width: 640px) {
      dl { grid-template-columns: minmax(0, 1fr); }
      dt { padding: 10px 14px 0; }
      dd { padding: 0 14px 10px; border-top: 0; }
    }
  `];

  @property() decisionId = "";
  @state() decision: Decision | null = null;
  @state() problem: Problem | null = null;

  constructor() {
    super();
    new Watching(this, library, session);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void library.refresh();
    void this.#load();
  }

  override render() {
    const decision = this.decision;
    const admin = session.person?.admin ?? false;
    return html`<div class="page">
      <a class="crumb" href=${href(admin ? "decisions" : "ask")}>${icon("back", 16)}${t(admin ? "decisions.heading" : "nav.ask")}</a>
      ${this.problem ? html`<p class="note bad" role="alert">${icon("alert")}<span>${this.problem.status === 404 ? t("decision.missing") : this.problem.message}</span></p>` : nothing}
      ${!decision ? (this.problem ? nothing : html`<span class="spinner" role="status" aria-label=${t("state.loading")}></span>`) : html`
        <div class="page-head">
          <div><h1>${t(`decision.heading.${decision.kind}`)}</h1><p class="lead">${this.#sentence(decision)}</p></div>
          ${outcomeChip(decision.outcome)}
        </div>
        ${this.#asked(decision)}
        ${decision.kind === "grounded" ? this.#grounds(decision) : nothing}
        ${decision.kind === "erasure" ? nothing : this.#model(decision)}
        ${this.#chain(decision)}
        ${admin && decision.person.state === "known" ? html`<section class="row end">
          <button class="button small danger" @click=${() => this.#erase(decision)}>${icon("trash", 16)}${t("decision.erase")}</button></section>` : nothing}`}
    </div>`;
  }

  #sentence(decision: Decision): string {
    return t(`decision.sentence.${decision.kind}`, { who: whoAsked(decision.person), when: moment(decision.at) });
  }

  #asked(decision: Decision) {
    const text = decision.question.text;
    return html`<section><h2>${t("decision.asked")}</h2><dl>
      ${row(t("decision.who"), whoAsked(decision.person) + (decision.person.kind === "key" ? ` (${t("decision.service")})` : ""))}
      ${row(t("decision.when"), this.#span(decision))}
      ${decision.kind === "erasure" ? row(t("decision.erasedKeys"), html`<code>${(decision.erased_keys ?? []).join(", ") || "–"}</code>`)
        : row(t("decision.question"), text !== null ? html`<span class="question">${text}</span>` : html`${t("decision.noText")}<br><code>${decision.question.hmac}</code>`)}
      ${decision.collections.length > 0 ? row(t("decision.places"), decision.collections.map((id) => library.nameOf(id) ?? id).join(", ")) : nothing}
      ${decision.reason ? row(t("decision.reason"), decision.reason) : nothing}
    </dl></section>`;
  }

  #span(decision: Decision): string {
    return decision.ended_at ? t("decision.took", { when: exact(decision.at), millis: Math.round(decision.millis ?? 0) }) : exact(decision.at);
  }

  #grounds(decision: Decision) {
    const cited = (decision.sources ?? []).filter((source) => source.use === "cited");
    const read = (decision.sources ?? []).filter((source) => source.use === "read");
    const checked = decision.verification;
    return html`<section><h2>${t("decision.grounds")}</h2>
      ${checked ? html`<p class="muted checked">${tn("decision.kept", checked.kept)} ${tn("decision.dropped", checked.dropped)}
        ${checked.weakest_score === undefined ? nothing : t("decision.weakest", { score: checked.weakest_score })}</p>` : nothing}
      ${cited.length === 0 ? html`<p class="muted">${t("decision.noSources")}</p>`
        : html`<ol class="list" aria-label=${t("decision.cited")}>${cited.map((source) => this.#source(source))}</ol>`}
      ${read.length === 0 ? nothing : html`<details><summary>${tn("decision.read", read.length)}</summary>
        <ol class="list">${read.map((source) => this.#source(source))}</ol></details>`}
    </section>`;
  }

  #source(source: DecisionSource) {
    const name = source.filename;
    const stages = Object.entries(source.stages).map(([stage, rank]) => `${stage} ${rank}`).join(", ");
    const facts = [
      library.nameOf(source.vector_store_id) ?? "", t("decision.version", { version: source.version }),
      t("decision.characters", { from: source.start, to: source.end }), t("decision.score", { score: source.score }), stages ? t("decision.ranks", { ranks: stages }) : "",
    ];
    return html`<li class=${source.use}><span class="number">${source.rank}</span>
      ${name === null ? html`<span class="muted">${t("decision.hidden")} <code>${source.file_id}</code></span>`
        : html`<span><button class="text-button" @click=${() => open(source)}>${name}</button></span>`}
      <span class="detail">${facts.filter(Boolean).join(" · ")}</span></li>`;
  }

  #model(decision: Decision) {
    const { tokens, timings, policy } = decision;
    const rules = [policy.version ?? "", ...policy.rules].filter(Boolean).join(", ");
    return html`<section><h2>${t("decision.made")}</h2><dl>
      ${row(t("decision.model"), html`${decision.model}${decision.route === decision.model ? nothing : html` <span class="muted">(${t("decision.requested", { model: decision.route })})</span>`}`)}
      ${(decision.attempts ?? []).map((attempt) => row(t("decision.attempt"), this.#attempt(attempt)))}
      ${decision.assistant ? row(t("decision.assistant"), t("decision.assistantOf", { name: decision.assistant.name, revision: decision.assistant.revision })) : nothing}
      ${decision.prompt_version ? row(t("decision.prompt"), html`<code>${decision.prompt_version}</code>`) : nothing}
      ${row(t("decision.policy"), rules || t("decision.noPolicy"))}
      ${tokens && tokens.input + tokens.output > 0 ? row(t("decision.tokens"), t("decision.tokensOf", tokens)) : nothing}
      ${decision.cost_micros === undefined ? nothing : row(t("decision.cost"), number(decision.cost_micros / 1e6))}
      ${timings ? row(t("decision.timings"), [
        timings.searched_ms === undefined ? "" : t("decision.searched", { millis: rounded(timings.searched_ms) }),
        timings.first_word_ms === undefined ? "" : t("decision.firstWord", { millis: rounded(timings.first_word_ms) }),
        t("decision.all", { millis: rounded(timings.all_ms) }), t("decision.recorded", { millis: rounded(timings.recorded_ms) })].filter(Boolean).join(" · ")) : nothing}
    </dl></section>`;
  }

  #attempt(attempt: DecisionAttempt) {
    return html`${[attempt.model, attempt.server ?? "", t("decision.millis", { millis: Math.round(attempt.millis) })].filter(Boolean).join(" · ")}
      ${attempt.left ? html`<br><span class="muted">${whyWords(attempt.left)}</span>` : nothing}
      ${attempt.digest ? html`<br><code>${attempt.digest}</code>` : nothing}`;
  }

  #chain(decision: Decision) {
    const base = `/api/v1/decisions/${encodeURIComponent(decision.id)}`;
    return html`<section><h2>${t("decision.chain")}</h2><dl>
      ${row(t("decision.intent"), this.#link(decision.chain.intent))}
      ${decision.chain.outcome ? row(t("decision.end"), this.#link(decision.chain.outcome)) : row(t("decision.end"), t("decision.stillOpen"))}
      ${row(t("decision.id"), html`<code>${decision.id}</code>`)}
      ${row(t("decision.files"), html`<a href=${base} target="_blank" rel="noopener">JSON</a> · <a href=${base + "?format=prov"} download="decision-${decision.id}.prov.json">PROV-JSON</a>
        · <a href=${base + "/proof"} target="_blank" rel="noopener">${t("decision.proof")}</a>`)}
    </dl></section>`;
  }

  #link(link: DecisionLink) {
    const words = link.state === "unsealed" ? t("decision.unsealed")
      : t(link.state === "sealed" ? "decision.sealed" : "decision.broken", { seal: link.seal ?? 0, when: link.sealed_at ? moment(link.sealed_at) : "" });
    return html`<span class="chip ${link.state === "sealed" ? "good" : link.state === "broken" ? "bad" : ""}">${words}</span>
      ${link.record_hash ? html`<br><code>${link.record_hash}</code>` : nothing}`;
  }

  async #erase(decision: Decision): Promise<void> {
    const name = whoAsked(decision.person);
    if (!decision.person.id || !(await confirmed({ heading: t("decision.eraseHeading", { name }), body: t("decision.eraseBody"), action: t("decision.eraseAction") }))) {
      return;
    }
    const erased = await record.erasePerson(decision.person.id);
    say(erased.ok ? tn("decision.erased", erased.value.records) : erased.problem.message);
    await this.#load();
  }

  async #load(): Promise<void> {
    const found = await record.decision(this.decisionId);
    this.problem = found.ok ? null : found.problem;
    this.decision = found.ok ? found.value : null;
  }
}

function row(label: string, value: unknown) {
  return html`<div><dt>${label}</dt><dd>${value}</dd></div>`;
}

function exact(when: string): string {
  return new Date(when).toISOString().replace("T", " ").replace("Z", " UTC");
}

function rounded(millis: number): number {
  return Math.round(millis * 10) / 10;
}

function open(source: DecisionSource): void {
  showDocument({ collection: source.vector_store_id, file: source.file_id, version: source.version, start: source.start, end: source.end });
}
