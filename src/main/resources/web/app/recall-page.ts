import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { controls } from "./controls.js";
import { outcomeChip } from "./decision-words.js";
import type { Problem } from "./http.js";
import { icon } from "./icons.js";
import * as api from "./incidents-api.js";
import type { Recall, RecalledAnswer } from "./incidents-api.js";
import { moment, number, t, tn } from "./messages.js";
import { doers, whoDid } from "./model-words.js";
import { say } from "./notices.js";
import { href } from "./router.js";
import { saveAs } from "./save-as.js";

const SHOWN = 20;

/** What a recall reached, or would reach: when the model was gone from every node, and which answers, people and documents it had touched. */
@customElement("gw-recall-page")
export class RecallPage extends LitElement {
  static override styles = [controls, css`
    .crumb { display: inline-flex; align-items: center; gap: 4px; font-size: 0.92rem; text-decoration: none; margin-bottom: 10px; }
    h1 { overflow-wrap: anywhere; }
    section { margin-top: 28px; }
    section > h2 { margin-bottom: 12px; }
    .numbers { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; }
    .numbers > div { background: var(--surface); border: 1px solid var(--line); border-radius: 14px; padding: 14px 18px; }
    .numbers strong { display: block; font-size: 1.5rem; font-weight: 640; font-variant-numeric: tabular-nums; }
    dl { display: grid; grid-template-columns: minmax(120px, 220px) minmax(0, 1fr); gap: 8px 18px; margin: 0; }
    dt { color: var(--muted); } dd { margin: 0; overflow-wrap: anywhere; }
    .list > li { display: flex; flex-wrap: wrap; gap: 4px 12px; justify-content: space-between; align-items: center; }
    .list > li > :first-child { overflow-wrap: anywhere; min-width: 0; }
    .detail { color: var(--muted); font-size: 0.88rem; }
    .people { display: flex; flex-wrap: wrap; gap: 6px; }
    .more { display: grid; justify-items: center; margin-top: 12px; }
    @media (max-width: 640px) { dl { grid-template-columns: minmax(0, 1fr); gap: 2px; } dd { margin-bottom: 8px; } }
  `];

  @property() modelId = "";
  @state() recall: Recall | null = null;
  @state() answers: RecalledAnswer[] = [];
  @state() more = false;
  @state() people: ReadonlyMap<string, string> = new Map();
  @state() problem: Problem | null = null;
  @state() all = false;
  @state() allPeople = false;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
    void doers().then((known) => (this.people = known));
  }

  override render() {
    const recall = this.recall;
    return html`<div class="page">
      <a class="crumb" href=${href("models", this.modelId)}>${icon("back", 16)}${recall?.model ?? t("nav.models")}</a>
      ${this.problem ? html`<p class="note bad" role="alert">${icon("alert")}<span>${this.problem.message}</span>
        <button class="button small" @click=${() => this.#load()}>${t("action.retry")}</button></p>` : nothing}
      ${recall ? this.#whole(recall) : this.problem ? nothing : html`<span class="spinner" role="status" aria-label=${t("state.loading")}></span>`}
    </div>`;
  }

  #whole(recall: Recall) {
    return html`<div class="page-head"><div><h1>${t(recall.recalled ? "recall.headingOf" : "recall.wouldHeading", { model: recall.model })}</h1>
        <p class="lead">${t(recall.recalled ? "recall.lead" : "recall.wouldLead")}</p></div>
        <div class="row"><button class="button" @click=${() => this.#save(api.recallReport(this.modelId), "recall.json")}>${icon("download", 18)}JSON</button>
          <button class="button" @click=${() => this.#save(api.recallTable(this.modelId), "recall.csv")}>${icon("download", 18)}CSV</button></div></div>
      ${recall.recalled ? this.#course(recall) : nothing}
      <section class="numbers" aria-label=${t("recall.touched")}>
        <div><strong>${number(recall.answers)}</strong>${t("recall.answers")}</div><div><strong>${number(recall.broken_off)}</strong>${t("recall.brokenOff")}</div>
        <div><strong>${number(recall.people.length + recall.people_unnamed)}</strong>${t("recall.people")}</div><div><strong>${number(recall.documents.length)}</strong>${t("recall.documents")}</div></section>
      ${this.#answers()}${this.#people(recall)}${this.#documents(recall)}`;
  }

  #course(recall: Recall) {
    const gone = recall.nodes?.gone ?? [];
    return html`<section class="card"><dl>
      <dt>${t("recall.recalled")}</dt><dd>${moment(recall.recalled?.at ?? "")} · ${whoDid(recall.recalled?.by ?? null, this.people)}${recall.recalled?.note ? html`<br>${recall.recalled.note}` : nothing}</dd>
      <dt>${t("recall.gone")}</dt><dd>${recall.gone_everywhere ? `${moment(recall.gone_everywhere)} · ${seconds(recall.recalled?.at, recall.gone_everywhere)}` : t("recall.goneOf", { gone: number(gone.length), living: number(recall.nodes?.living ?? 0) })}
        ${gone.map((one) => html`<br><span class="detail">${one.node}: ${moment(one.at)}${one.streams_ended ? ` · ${tn("recall.streams", one.streams_ended)}` : ""}</span>`)}</dd>
      <dt>${t("recall.streamsEnded")}</dt><dd>${number(recall.streams_ended ?? 0)}</dd>
      <dt>${t("recall.lastServed")}</dt><dd>${recall.last_served ? moment(recall.last_served) : t("recall.never")}</dd>
      ${recall.incident_id ? html`<dt>${t("incidents.timeline")}</dt><dd><a href=${href("incidents", recall.incident_id)}>${t("recall.openTimeline")}</a></dd>` : nothing}
    </dl></section>`;
  }

  #answers() {
    return this.answers.length === 0 ? nothing : html`<section><h2>${t("recall.answersList")}</h2><ul class="list">${this.answers.map((answer) => html`<li>
        <a href=${href("decisions", answer.decision_id)}>${answer.person ?? t("recall.unnamed")}</a><span class="row"><span class="detail">${moment(answer.at)}</span>${outcomeChip(answer.outcome)}</span></li>`)}</ul>
      ${this.more ? html`<div class="more"><button class="button" @click=${this.#loadMore}>${t("collection.more")}</button></div>` : nothing}</section>`;
  }

  #people(recall: Recall) {
    const shown = this.allPeople ? recall.people : recall.people.slice(0, SHOWN * 2);
    return recall.people.length + recall.people_unnamed === 0 ? nothing : html`<section><h2>${t("recall.peopleList")}</h2>
      <p class="people">${shown.map((person) => html`<span class="chip">${person.name ?? t("budgets.gone")}</span>`)}</p>
      ${recall.people_unnamed ? html`<p class="hint">${tn("recall.peopleUnnamed", recall.people_unnamed)}</p>` : nothing}
      ${shown.length < recall.people.length ? html`<button class="button small" @click=${() => (this.allPeople = true)}>${t("collection.more")}</button>` : nothing}</section>`;
  }

  #documents(recall: Recall) {
    const shown = this.all ? recall.documents : recall.documents.slice(0, SHOWN);
    return shown.length === 0 ? nothing : html`<section><h2>${t("recall.documentsList")}</h2><ul class="list">${shown.map((document) => html`<li>
        <a href=${`/v1/files/${encodeURIComponent(document.file_id)}/content`}>${document.name ?? document.file_id}</a><span class="detail">${t("recall.version", { version: String(document.version) })} · ${tn("recall.cited", document.answers)}</span></li>`)}</ul>
      ${shown.length < recall.documents.length ? html`<div class="more"><button class="button" @click=${() => (this.all = true)}>${t("collection.more")}</button></div>` : nothing}</section>`;
  }

  #loadMore = async () => {
    const next = await api.recalledAnswers(this.modelId, this.answers.at(-1)?.decision_id ?? "");
    if (next.ok) {
      this.answers = [...this.answers, ...next.value.data];
      this.more = next.value.has_more;
    } else {
      say(next.problem.message);
    }
  };

  async #save(path: string, name: string): Promise<void> {
    const saved = await saveAs(path, name);
    if (!saved.ok) {
      say(saved.problem.message);
    }
  }

  async #load(): Promise<void> {
    const [recall, answers] = await Promise.all([api.recall(this.modelId), api.recalledAnswers(this.modelId)]);
    this.problem = recall.ok ? null : recall.problem;
    this.recall = recall.ok ? recall.value : null;
    this.answers = answers.ok ? answers.value.data : [];
    this.more = answers.ok && answers.value.has_more;
  }
}

/** How long it took. */
function seconds(from: string | undefined, to: string): string {
  return t("recall.after", { seconds: number(Math.max(0, Math.round((Date.parse(to) - Date.parse(from ?? to)) / 100) / 10)) });
}
