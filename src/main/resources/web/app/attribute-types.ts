import { css, html, LitElement, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import type { AttributeType, AttributeTypes } from "./api-types.js";
import { controls } from "./controls.js";
import { icon } from "./icons.js";
import { t } from "./messages.js";

const TYPES: readonly AttributeType[] = ["string", "number", "boolean", "date"];
const MOST = 64;

/** An attribute as it stands there; its key stays when its name changes. */
interface Row { readonly key: number; readonly name: string; readonly type: AttributeType }
interface Wrong { readonly key: number; readonly words: string }

/** Which attributes the documents of a collection may have, and of which types, to choose from. Tells `chosen` with all of it. */
@customElement("gw-attribute-types")
export class AttributeTypesChoice extends LitElement {
  static override styles = [controls, css`
    summary { cursor: pointer; font-weight: 550; font-size: 0.92rem; }
    .inside { display: grid; gap: 10px; padding: 8px 0 4px; }
    .choice { font-size: 0.92rem; }
    form { display: grid; gap: 10px; justify-items: start; }
    ul { list-style: none; padding: 0; display: grid; gap: 8px; width: 100%; }
    li { display: grid; grid-template-columns: minmax(0, 1fr) 9.5em auto; gap: 6px 8px; align-items: center; }
    .error { grid-column: 1 / -1; color: var(--bad); font-size: 0.9rem; overflow-wrap: anywhere; }
    @media (max-width: 480px) {
      ul { gap: 16px; }
      li { grid-template-columns: minmax(0, 1fr) auto; }
      li input { grid-column: 1 / -1; }
      li select, li button { order: 1; } /* what is wrong stays with the name */
    }
  `];

  /** What is declared when this is first shown; from then on the person's choice counts. */
  @property({ attribute: false }) types: AttributeTypes = "any";
  @state() only = false;
  @state() rows: readonly Row[] = [];
  @state() wrong: Wrong | null = null;
  @query("details") details!: HTMLDetailsElement;
  #next = 1;

  /** Whether what is entered can be kept. If not, it is shown what is wrong, and the keyboard led there. */
  check(): boolean {
    this.wrong = this.#firstWrong();
    if (this.wrong) {
      this.details.open = true;
      void this.#focus(`#name-${this.wrong.key}`);
    }
    return this.wrong === null;
  }

  protected override willUpdate(): void {
    if (!this.hasUpdated && typeof this.types === "object") {
      this.only = true;
      this.rows = Object.entries(this.types).map(([name, type]) => this.#row(name, type));
    }
  }

  override render() {
    return html`<details><summary>${t("attributes.label")}</summary><div class="inside">
      <fieldset aria-label=${t("attributes.label")} aria-describedby="hint">
        ${this.#choice(false)}${this.#choice(true)}
      </fieldset>
      <p class="hint" id="hint">${t(this.only ? "attributes.hint.only" : "attributes.hint.any")}</p>
      ${this.only ? html`<form novalidate @submit=${this.#add}>
        ${this.rows.length === 0 ? nothing
          : html`<ul aria-label=${t("attributes.only")}>${repeat(this.rows, (row) => row.key, (row, index) => this.#line(row, index + 1))}</ul>`}
        <button id="add" class="button small" ?disabled=${this.rows.length >= MOST}>${icon("plus", 16)}${t("attributes.add")}</button>
      </form>` : nothing}
    </div></details>`;
  }

  #choice(only: boolean) {
    return html`<label class="choice"><input type="radio" name="which" .checked=${this.only === only} @change=${() => this.#choose(only)}>
      <span>${t(only ? "attributes.only" : "attributes.any")}</span></label>`;
  }

  #line(row: Row, number: number) {
    const called = row.name.trim() || t("attributes.nth", { number });
    const wrong = this.wrong?.key === row.key ? this.wrong : null;
    const remove = t("attributes.remove", { name: called });
    return html`<li>
      <input id="name-${row.key}" maxlength="64" autocomplete="off" autocapitalize="none" spellcheck="false" placeholder=${t("attributes.name")} .value=${row.name}
        aria-label=${t("attributes.nameOf", { number })} aria-invalid=${wrong !== null} aria-describedby=${wrong ? "wrong" : nothing}
        @input=${(event: Event) => this.#change(row, { name: (event.target as HTMLInputElement).value })} @change=${this.#look}>
      <select aria-label=${t("attributes.typeOf", { name: called })}
        @change=${(event: Event) => this.#change(row, { type: (event.target as HTMLSelectElement).value as AttributeType })}>
        ${TYPES.map((type) => html`<option value=${type} ?selected=${type === row.type}>${t(`attributes.type.${type}`)}</option>`)}</select>
      <button id="remove-${row.key}" type="button" class="icon-button" aria-label=${remove} title=${remove} @click=${() => this.#remove(row)}>${icon("close")}</button>
      ${wrong ? html`<span class="error" id="wrong" role="alert">${wrong.words}</span>` : nothing}</li>`;
  }

  /** Those that have a name. */
  get #named(): Row[] {
    return this.rows.map((row) => ({ ...row, name: row.name.trim() })).filter((row) => row.name !== "");
  }

  #row(name = "", type: AttributeType = "string"): Row {
    return { key: this.#next++, name, type };
  }

  #choose(only: boolean): void {
    this.only = only;
    this.wrong = null;
    if (only && this.rows.length === 0) {
      this.rows = [this.#row()];
    }
    this.#tell();
  }

  #change(row: Row, to: Partial<Row>): void {
    this.rows = this.rows.map((other) => (other.key === row.key ? { ...other, ...to } : other));
    this.wrong = null; // until the name is finished
    this.#tell();
  }

  #look = () => {
    this.wrong = this.#firstWrong();
  };

  /** By the button, and by Enter in a name. */
  #add = (event: SubmitEvent) => {
    event.preventDefault();
    const added = this.#row();
    this.rows = [...this.rows, added];
    void this.#focus(`#name-${added.key}`);
  };

  #remove(row: Row): void {
    const at = this.rows.findIndex((other) => other.key === row.key);
    this.rows = this.rows.filter((other) => other.key !== row.key);
    this.wrong = null;
    const beside = this.rows[at] ?? this.rows[at - 1];
    void this.#focus(beside ? `#remove-${beside.key}` : "#add");
    this.#tell();
  }

  #firstWrong(): Wrong | null {
    const names = new Set<string>();
    for (const { key, name } of this.only ? this.#named : []) {
      if (name.startsWith("@")) {
        return { key, words: t("attributes.at") };
      }
      if (names.has(name)) {
        return { key, words: t("attributes.twice", { name }) };
      }
      names.add(name);
    }
    return null;
  }

  async #focus(selector: string): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(selector)?.focus();
  }

  #tell(): void {
    const chosen: AttributeTypes = this.only ? Object.fromEntries(this.#named.map(({ name, type }) => [name, type])) : "any";
    this.dispatchEvent(new CustomEvent("chosen", { detail: chosen }));
  }
}
