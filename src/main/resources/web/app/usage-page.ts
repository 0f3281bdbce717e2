import { css, html, LitElement, nothing, svg } from "lit";
import { customElement, state } from "lit/decorators.js";
import { day, money } from "./budget-words.js";
import * as ledger from "./budgets-api.js";
import { GROUPINGS, type Grouping, type UsageQuery, type UsageSum } from "./budgets-api.js";
import { controls } from "./controls.js";
import type { Problem } from "./http.js";
import { icon } from "./icons.js";
import { number, t } from "./messages.js";
import { say } from "./notices.js";
import { href } from "./router.js";
import { saveAs } from "./save-as.js";
import { session } from "./session.js";

const USUAL_DAYS = 30;
const BARS = 12;
const CHART_HEIGHT = 120;

/** What was used of models in a period: sums, a chart by day, and a table to keep. */
@customElement("gw-usage-page")
export class UsagePage extends LitElement {
  static override styles = [controls, css`
    .filters { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin-bottom: 16px; }
    .filters .field { min-width: 0; grid-template-columns: minmax(0, 1fr); }
    .scroll { overflow-x: auto; }
    table { width: 100%; border-collapse: collapse; font-size: 0.94rem; }
    th, td { padding: 9px 12px; text-align: end; border-bottom: 1px solid var(--line); font-variant-numeric: tabular-nums; white-space: nowrap; }
    th { color: var(--muted); font-weight: 550; font-size: 0.88rem; }
    th:first-child, td:first-child { text-align: start; white-space: normal; overflow-wrap: anywhere; min-width: 14ch; }
    tfoot td { font-weight: 620; border-bottom: 0; }
    .share { display: block; width: 100%; height: 5px; border-radius: 3px; margin-top: 4px; }
    figure { margin: 0 0 16px; }
    figcaption { display: flex; justify-content: space-between; gap: 12px; color: var(--muted); font-size: 0.86rem; margin-top: 4px; }
    svg.chart { width: 100%; height: 120px; }
    .bar { fill: var(--accent); }
  `];

  @state() query: UsageQuery = { by: "model", from: ago(USUAL_DAYS - 1), to: ago(0), mine: !(session.person?.admin ?? false) };
  @state() sums: UsageSum[] | null = null;
  @state() days: UsageSum[] = [];
  @state() problem: Problem | null = null;
  @state() saving = false;
  #generation = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  override render() {
    return html`<div class="page">
      <div class="page-head"><div><h1>${t("usage.heading")}</h1><p class="lead">${t("usage.lead")}</p></div>
        <div class="row"><a class="button" href=${href("budgets")}>${t("nav.budgets")}</a>
          <button class="button" ?disabled=${this.saving} @click=${this.#save}>${icon("download", 18)}${t("usage.csv")}</button></div></div>
      ${this.#filters()}
      ${this.problem ? html`<p class="note bad" role="alert">${icon("alert")}<span>${this.problem.message}</span>
        <button class="button small" @click=${() => this.#load()}>${t("action.retry")}</button></p>` : nothing}
      ${!this.sums ? (this.problem ? nothing : html`<span class="spinner" role="status" aria-label=${t("state.loading")}></span>`)
        : this.sums.length === 0 ? html`<div class="card empty"><h2>${t("usage.none")}</h2><p>${t("usage.noneLead")}</p></div>`
        : html`${this.#chart()}${this.#table(this.sums)}`}
    </div>`;
  }

  #filters() {
    const admin = session.person?.admin ?? false;
    const groupings = GROUPINGS.filter((by) => admin || by === "model" || by === "route" || by === "day");
    return html`<div class="filters">
      <div class="field"><label for="by">${t("usage.by")}</label><select id="by" @change=${(event: Event) => this.#filter({ by: (event.target as HTMLSelectElement).value as Grouping })}>
        ${groupings.map((by) => html`<option value=${by} ?selected=${by === this.query.by}>${t(`usage.by.${by}`)}</option>`)}</select></div>
      ${admin ? html`<div class="field"><label for="whose">${t("usage.whose")}</label><select id="whose" @change=${(event: Event) => this.#filter({ mine: (event.target as HTMLSelectElement).value === "mine" })}>
        <option value="all" ?selected=${!this.query.mine}>${t("usage.whose.all")}</option><option value="mine" ?selected=${this.query.mine}>${t("usage.whose.mine")}</option></select></div>` : nothing}
      ${(["from", "to"] as const).map((name) => html`<div class="field"><label for=${name}>${t(`decisions.${name}`)}</label>
        <input id=${name} type="date" .value=${this.query[name]} @change=${(event: Event) => this.#filter({ [name]: (event.target as HTMLInputElement).value })}></div>`)}
    </div>`;
  }

  #chart() {
    const tokens = new Map<string, number>();
    for (const sum of this.days) {
      tokens.set(sum.of ?? "", (tokens.get(sum.of ?? "") ?? 0) + sum.input_tokens + sum.output_tokens);
    }
    const shown = daysOf(this.query.from, this.query.to, [...tokens.keys()]);
    const most = Math.max(1, ...shown.map((one) => tokens.get(one) ?? 0));
    const width = 1000 / Math.max(BARS, shown.length);
    return html`<figure><svg class="chart" viewBox="0 0 1000 ${CHART_HEIGHT}" preserveAspectRatio="none" role="img" aria-label=${t("usage.chart", { most: number(most) })}>
      ${shown.map((one, index) => {
        const height = ((tokens.get(one) ?? 0) / most) * (CHART_HEIGHT - 4);
        return svg`<rect class="bar" x=${index * width + width * 0.1} y=${CHART_HEIGHT - height} width=${width * 0.8} height=${height}><title>${day(one)}: ${number(tokens.get(one) ?? 0)}</title></rect>`;
      })}</svg>
      <figcaption><span>${shown[0] ? day(shown[0]) : ""}</span><span>${t("usage.chart", { most: number(most) })}</span><span>${day(shown.at(-1) ?? ago(0))}</span></figcaption></figure>`;
  }

  #table(sums: UsageSum[]) {
    const most = Math.max(1, ...sums.map((sum) => sum.input_tokens + sum.output_tokens));
    const total = (field: "answers" | "input_tokens" | "output_tokens") => sums.reduce((all, sum) => all + sum[field], 0);
    const costs = new Map<string, number>();
    for (const sum of sums.filter((one) => one.currency)) {
      costs.set(sum.currency ?? "", (costs.get(sum.currency ?? "") ?? 0) + sum.cost);
    }
    return html`<div class="card scroll"><table>
      <thead><tr><th scope="col">${t(`usage.by.${this.query.by}`)}</th><th scope="col">${t("usage.answers")}</th><th scope="col">${t("usage.input")}</th>
        <th scope="col">${t("usage.output")}</th><th scope="col">${t("usage.cost")}</th></tr></thead>
      <tbody>${sums.map((sum) => html`<tr><td>${this.#name(sum)}<svg class="share" viewBox="0 0 100 5" preserveAspectRatio="none" aria-hidden="true"><rect class="bar" width=${Math.max(0.5, ((sum.input_tokens + sum.output_tokens) / most) * 100)} height="5"></rect></svg></td>
        <td>${number(sum.answers)}</td><td>${number(sum.input_tokens)}</td><td>${number(sum.output_tokens)}</td><td>${sum.currency ? money({ amount: sum.cost, currency: sum.currency }) : "–"}</td></tr>`)}</tbody>
      ${this.query.by === "group" ? nothing : html`<tfoot><tr><td>${t("usage.total")}</td><td>${number(total("answers"))}</td><td>${number(total("input_tokens"))}</td><td>${number(total("output_tokens"))}</td>
        <td>${[...costs].map(([currency, amount]) => money({ amount, currency })).join(" · ") || "–"}</td></tr></tfoot>`}</table>
      ${this.query.by === "group" ? html`<p class="hint">${t("usage.groupsOverlap")}</p>` : nothing}</div>`;
  }

  #name(sum: UsageSum): string {
    switch (this.query.by) {
      case "person": case "group": case "key": return sum.name ?? t("budgets.gone");
      case "model": return sum.of || t("usage.noModel");
      default: return sum.of ?? "–";
    }
  }

  #filter(change: Partial<UsageQuery>): void {
    this.query = { ...this.query, ...change };
    void this.#load();
  }

  #save = async () => {
    this.saving = true;
    const saved = await saveAs(ledger.usageTable(this.query), "usage.csv");
    this.saving = false;
    if (!saved.ok) {
      say(saved.problem.message);
    }
  };

  async #load(): Promise<void> {
    const generation = ++this.#generation;
    const [sums, days] = await Promise.all([ledger.usage(this.query), ledger.usage({ ...this.query, by: "day" })]);
    if (generation === this.#generation) {
      this.problem = sums.ok ? null : sums.problem;
      const found = sums.ok ? sums.value.data : null;
      this.sums = found && this.query.by === "day" ? [...found].sort((a, b) => (b.of ?? "").localeCompare(a.of ?? "")) : found;
      this.days = days.ok ? days.value.data : [];
    }
  }
}

/** A day that was so many days ago, as a field for dates has it. */
function ago(days: number): string {
  const date = new Date();
  date.setDate(date.getDate() - days);
  return [date.getFullYear(), String(date.getMonth() + 1).padStart(2, "0"), String(date.getDate()).padStart(2, "0")].join("-");
}

/** Every day of the period, as far as one can see them side by side; else those on which there was something. */
function daysOf(from: string, to: string, known: string[]): string[] {
  const first = from || [...known].sort()[0] || ago(USUAL_DAYS - 1);
  const last = to || ago(0);
  const days: string[] = [];
  for (const day = new Date(`${first}T00:00:00Z`); days.length <= 400 && day.toISOString().slice(0, 10) <= last; day.setUTCDate(day.getUTCDate() + 1)) {
    days.push(day.toISOString().slice(0, 10));
  }
  return days.length > 0 && days.length <= 400 ? days : [...known].sort();
}
