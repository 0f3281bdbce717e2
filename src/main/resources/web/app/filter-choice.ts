import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import type { AttributeType } from "./api-types.js";
import { controls } from "./controls.js";
import { comparisonsOf, comparisonWords, conditionsOf, filterOf, KNOWN, lackOf, type Comparison, type Condition } from "./filters.js";
import type { Problem } from "./http.js";
import { icon } from "./icons.js";
import { t } from "./messages.js";

const TYPES: readonly AttributeType[] = ["string", "number", "boolean", "date"];
const MOST = 20;

/** A condition as it stands there; its key stays when it changes. */
interface Row extends Condition { readonly key: number }

/**
 * What documents must be to be searched, to choose from: a list of conditions on their attributes. Tells `chosen` with a filter as the API takes it, or null. A filter that is no such list is
 * shown as it is, and stays until it is replaced.
 */
@customElement("gw-filter-choice")
export class FilterChoice extends LitElement {
  static override styles = [controls, css`
    fieldset { display: grid; gap: 10px; justify-items: start; }
    ul { list-style: none; padding: 0; display: grid; gap: 8px; width: 100%; }
    li { display: grid; grid-template-columns: minmax(0, 1fr) 8.5em 11em minmax(0, 1fr) auto; gap: 6px 8px; align-items: center; }
    .error { grid-column: 1 / -1; color: var(--bad); font-size: 0.9rem; overflow-wrap: anywhere; }
    .join { width: auto; }
    pre { margin: 0; max-width: 100%; overflow: auto; padding: 12px 14px; border-radius: var(--radius); background: var(--raised); font-family: var(--mono); font-size: 0.86rem; white-space: pre-wrap; overflow-wrap: anywhere; }
    @media (max-width: 720px) {
      ul { gap: 18px; }
      li { grid-template-columns: 1fr 1fr auto; }
      .name, .value { grid-column: 1 / 3; }
      .type { grid-column: 1; }
      .is { grid-column: 2; }
      .remove { grid-column: 3; grid-row: 1; }
      .value { grid-row: 3; }
    }
  `];

  /** What holds when this is first shown; from then on the person's choice counts. */
  @property({ attribute: false }) filter: unknown = null;
  /** Attributes that are declared where it is searched. */
  @property({ attribute: false }) declared: Readonly<Record<string, AttributeType>> = {};
  /** What the server says is wrong, where it is in here. */
  @property({ attribute: false }) problem: Problem | null = null;
  @state() rows: readonly Row[] = [];
  @state() join: "and" | "or" = "and";
  @state() nested = false;
  @state() wrong: { key: number; words: string } | null = null;
  #next = 1;

  /** Whether what is entered can be sent. If not, it is shown what is wrong, and the keyboard led there. */
  check(): boolean {
    for (const row of this.nested ? [] : this.rows) {
      const lack = lackOf(row);
      if (lack) {
        this.wrong = { key: row.key, words: t(lack) };
        void this.#focus(`#${lack === "conditions.nameNeeded" ? "name" : "value"}-${row.key}`);
        return false;
      }
    }
    return true;
  }

  protected override willUpdate(): void {
    if (!this.hasUpdated) {
      const now = conditionsOf(this.filter, this.declared);
      this.nested = now === null;
      this.join = now?.join ?? "and";
      this.rows = (now?.all ?? []).map((condition) => ({ ...condition, key: this.#next++ }));
    }
  }

  override render() {
    return html`<fieldset aria-describedby="hint"><legend>${t("assistant.filters")}</legend>
      ${this.nested ? this.#asItIs() : this.#conditions()}
      <p class="hint" id="hint">${t("conditions.hint")}</p></fieldset>`;
  }

  #asItIs() {
    return html`<p class="note">${icon("info")}<span>${t("conditions.nested")}</span></p><pre tabindex="0">${JSON.stringify(this.filter, null, 2)}</pre>
      ${this.problem ? html`<span class="error" role="alert">${this.problem.message}</span>` : nothing}
      <button type="button" class="button small" @click=${this.#replace}>${icon("trash", 16)}${t("conditions.replace")}</button>`;
  }

  #conditions() {
    return html`${this.rows.length < 2 ? nothing : html`<select class="join" aria-label=${t("conditions.join")} @change=${this.#joined}>
        <option value="and" ?selected=${this.join === "and"}>${t("conditions.all")}</option><option value="or" ?selected=${this.join === "or"}>${t("conditions.some")}</option></select>`}
      ${this.rows.length === 0 ? nothing : html`<ul aria-label=${t("assistant.filters")}>${repeat(this.rows, (row) => row.key, (row, at) => this.#line(row, at))}</ul>`}
      <datalist id="known">${Object.keys({ ...this.declared, ...KNOWN }).sort().map((name) => html`<option value=${name}></option>`)}</datalist>
      <button type="button" id="add" class="button small" ?disabled=${this.rows.length >= MOST} @click=${this.#add}>${icon("plus", 16)}${t("conditions.add")}</button>`;
  }

  #line(row: Row, at: number) {
    const number = at + 1;
    const words = this.#wrongWith(row, at);
    const said = words === null ? nothing : `wrong-${row.key}`;
    const remove = t("conditions.remove", { number });
    return html`<li>
      <input class="name" id="name-${row.key}" list="known" maxlength="64" autocomplete="off" autocapitalize="none" spellcheck="false" placeholder=${t("conditions.name")} .value=${row.name}
        aria-label=${t("conditions.nameOf", { number })} aria-invalid=${words !== null} aria-describedby=${said} @input=${(event: Event) => this.#named(row, (event.target as HTMLInputElement).value)}>
      <select class="type" aria-label=${t("conditions.typeOf", { number })} @change=${(event: Event) => this.#typed(row, (event.target as HTMLSelectElement).value as AttributeType)}>
        ${TYPES.map((type) => html`<option value=${type} .selected=${type === row.type}>${t(`attributes.type.${type}`)}</option>`)}</select>
      <select class="is" aria-label=${t("conditions.isOf", { number })} @change=${(event: Event) => this.#change(row, { is: (event.target as HTMLSelectElement).value as Comparison })}>
        ${comparisonsOf(row.type).map((is) => html`<option value=${is} .selected=${is === row.is}>${comparisonWords(is, row.type)}</option>`)}</select>
      ${this.#value(row, number, words !== null, said)}
      <button type="button" class="icon-button remove" id="remove-${row.key}" aria-label=${remove} title=${remove} @click=${() => this.#remove(row)}>${icon("close")}</button>
      ${words === null ? nothing : html`<span class="error" id="wrong-${row.key}" role="alert">${words}</span>`}</li>`;
  }

  #value(row: Row, number: number, wrong: boolean, said: string | typeof nothing) {
    const label = t("conditions.valueOf", { number });
    if (row.type === "boolean") {
      return html`<select class="value" id="value-${row.key}" aria-label=${label} @change=${(event: Event) => this.#change(row, { value: (event.target as HTMLSelectElement).value })}>
        <option value="true" .selected=${row.value === "true"}>${t("conditions.true")}</option><option value="false" .selected=${row.value !== "true"}>${t("conditions.false")}</option></select>`;
    }
    const several = row.is === "in" || row.is === "nin";
    return html`<input class="value" id="value-${row.key}" autocomplete="off" spellcheck="false" inputmode=${row.type === "number" && !several ? "decimal" : "text"} .value=${row.value}
      placeholder=${several ? t("conditions.values") : row.type === "date" ? t("conditions.day") : t("conditions.value")}
      aria-label=${label} aria-invalid=${wrong} aria-describedby=${said} @input=${(event: Event) => this.#change(row, { value: (event.target as HTMLInputElement).value })}>`;
  }

  /** What was seen here, or what the server said: it counts the conditions, and names none where there is only one. */
  #wrongWith(row: Row, at: number): string | null {
    if (this.wrong?.key === row.key) {
      return this.wrong.words;
    }
    const place = /^filters(?:\.filters\[(\d+)\])?/.exec(this.problem?.field ?? "");
    return this.problem && place && Number(place[1] ?? 0) === at ? this.problem.message : null;
  }

  /** An attribute that is known has its type. */
  #named(row: Row, name: string): void {
    const type = KNOWN[name.trim()] ?? this.declared[name.trim()];
    this.#change(row, { name, ...(type ? ofType(row, type) : {}) });
  }

  #typed(row: Row, type: AttributeType): void {
    this.#change(row, ofType(row, type));
  }

  #change(row: Row, to: Partial<Row>): void {
    this.#set(this.rows.map((other) => (other.key === row.key ? { ...other, ...to } : other)));
  }

  #remove(row: Row): void {
    const at = this.rows.findIndex((other) => other.key === row.key);
    this.#set(this.rows.filter((other) => other.key !== row.key));
    const beside = this.rows[at] ?? this.rows[at - 1];
    void this.#focus(beside ? `#remove-${beside.key}` : "#add");
  }

  #set(rows: readonly Row[]): void {
    this.rows = rows;
    this.wrong = null;
    this.#tell();
  }

  #joined = (event: Event) => {
    this.join = (event.target as HTMLSelectElement).value as "and" | "or";
    this.#tell();
  };

  #add = () => {
    const added: Row = { key: this.#next++, name: "", type: "string", is: "eq", value: "" };
    this.#set([...this.rows, added]);
    void this.#focus(`#name-${added.key}`);
  };

  #replace = () => {
    this.nested = false;
    this.#add();
  };

  async #focus(selector: string): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(selector)?.focus();
  }

  #tell(): void {
    this.dispatchEvent(new CustomEvent("chosen", { detail: filterOf({ join: this.join, all: this.rows }) }));
  }
}

/** What of a condition goes with another type: a comparison that it does not have becomes “is”, and of yes and no there is always one. */
function ofType(row: Row, type: AttributeType): Partial<Row> {
  const value = type === row.type ? row.value : type === "boolean" ? "true" : row.type === "boolean" ? "" : row.value;
  return { type, value, is: comparisonsOf(type).includes(row.is) ? row.is : "eq" };
}
