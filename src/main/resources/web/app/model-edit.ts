import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import * as api from "./api.js";
import type { Group } from "./api-types.js";
import { controls } from "./controls.js";
import type { Problem } from "./http.js";
import { icon } from "./icons.js";
import { t, type MessageKey } from "./messages.js";
import * as registry from "./models-api.js";
import { DIALECTS, type Model, type ModelChange, type Server } from "./models-api.js";
import "./modal-dialog.js";

/** The parts of a card that are edited on their own. */
export type Part = "abilities" | "servers" | "terms" | "origin" | "guardrails";

type Kind = "text" | "prefix" | "url" | "words" | "lines" | "whole" | "amount" | "truth" | "dialect" | "location" | "audience";

/** A field of a card, by its path, as the server names it in an objection. */
interface Field { readonly path: string; readonly kind: Kind; readonly label: MessageKey; readonly hint?: MessageKey; readonly half?: boolean }

const FIELDS: Record<Part, readonly Field[]> = {
  abilities: [{ path: "context_window", kind: "whole", label: "model.contextWindow", hint: "model.contextWindow.hint" }],
  servers: [
    { path: "dialect", kind: "dialect", label: "model.dialect", half: true },
    { path: "max_concurrent", kind: "whole", label: "model.maxConcurrent", half: true },
    { path: "location", kind: "location", label: "model.location", hint: "model.location.hint" },
    { path: "audience", kind: "audience", label: "model.audience", hint: "model.audience.hint" },
  ],
  terms: [
    { path: "price.input_per_million", kind: "amount", label: "model.price.input", half: true },
    { path: "price.output_per_million", kind: "amount", label: "model.price.output", half: true },
    { path: "price.currency", kind: "text", label: "model.price.currency", hint: "model.price.currency.hint" },
    { path: "licence.id", kind: "text", label: "model.licence", hint: "model.licence.hint" },
    { path: "licence.url", kind: "url", label: "model.licence.url" },
    { path: "licence.osi_approved", kind: "truth", label: "model.licence.osi", half: true },
    { path: "licence.rights_holder", kind: "text", label: "model.licence.holder", half: true },
    { path: "licence.may_fine_tune", kind: "truth", label: "model.licence.tune", half: true },
    { path: "licence.may_redistribute", kind: "truth", label: "model.licence.pass", half: true },
    { path: "licence.use_limits", kind: "lines", label: "model.licence.limits", hint: "model.lines" },
    { path: "licence.required_notice", kind: "words", label: "model.licence.notice", hint: "model.licence.notice.hint" },
  ],
  origin: [
    { path: "provenance.base_model", kind: "text", label: "model.origin.base_model" },
    { path: "provenance.fine_tuned_by", kind: "text", label: "model.origin.fine_tuned_by", half: true },
    { path: "provenance.fine_tuned_on", kind: "text", label: "model.origin.fine_tuned_on", half: true },
    { path: "provenance.training_data", kind: "words", label: "model.origin.training_data" },
    { path: "provenance.source", kind: "text", label: "model.origin.source" },
    { path: "provenance.digest", kind: "text", label: "model.origin.digest" },
    { path: "provenance.engine", kind: "text", label: "model.origin.engine", hint: "model.origin.engine.hint" },
  ],
  guardrails: [
    { path: "guardrails.theirs", kind: "lines", label: "model.guardrails.theirs", hint: "model.guardrails.theirs.hint" },
    { path: "guardrails.ours", kind: "lines", label: "model.guardrails.ours", hint: "model.guardrails.ours.hint" },
  ],
};

/** What is told apart by one that makes vectors. */
const VECTORS: readonly Field[] = [
  { path: "vectors.dimension", kind: "whole", label: "model.vectors.dimension", half: true },
  { path: "vectors.pooling", kind: "text", label: "model.vectors.pooling", half: true },
  { path: "vectors.query_prefix", kind: "prefix", label: "model.vectors.query", hint: "model.vectors.prefix.hint" },
  { path: "vectors.passage_prefix", kind: "prefix", label: "model.vectors.passage" },
  { path: "vectors.languages", kind: "lines", label: "model.vectors.languages", hint: "model.vectors.languages.hint" },
];

/** A server as it stands there; its key stays when its address changes. */
interface Row { readonly key: number; readonly base_url: string; readonly api_key: string; /** The stored key goes. */ readonly keyless: boolean }

/** Edits one part of what is known of a model. Tells `changed` with the model as it is then, and `closed`. */
@customElement("gw-model-edit")
export class ModelEdit extends LitElement {
  static override styles = [controls, css`
    .fields { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 16px; align-items: start; }
    .field { grid-column: 1 / -1; }
    .field.half { grid-column: auto; }
    .error { color: var(--bad); font-size: 0.9rem; overflow-wrap: anywhere; }
    fieldset { grid-column: 1 / -1; }
    .servers { list-style: none; padding: 0; display: grid; gap: 12px; }
    .servers li { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr) auto; gap: 6px 8px; align-items: center; }
    .servers .hint, .servers .error { grid-column: 1 / -1; }
    .keyless, .groups label { display: flex; gap: 8px; align-items: center; }
    .groups { display: grid; gap: 4px; margin-top: 8px; }
    .add { margin: 10px 0 6px; }
    @media (max-width: 560px) {
      .field.half { grid-column: 1 / -1; }
      .servers li { grid-template-columns: minmax(0, 1fr) auto; }
      .servers li input:first-child { grid-column: 1 / -1; }
    }
  `];

  @property({ attribute: false }) model!: Model;
  @property() section: Part = "abilities";
  @state() rows: readonly Row[] = [];
  @state() groups: Group[] = [];
  @state() audience = "";
  @state() busy = false;
  @state() wrong: Problem | null = null;
  #next = 1;

  protected override willUpdate(): void {
    if (!this.hasUpdated) {
      this.rows = this.model.endpoints.map((endpoint) => this.#row(endpoint.base_url));
    }
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.section === "servers") {
      void api.groups().then((found) => (this.groups = found.ok ? found.value : []));
    }
  }

  override render() {
    const placed = this.wrong !== null && this.#placed(this.wrong.field ?? "");
    return html`<gw-dialog .heading=${t(`model.part.${this.section}`)} @closed=${() => this.dispatchEvent(new Event("closed"))}>
      <form class="stack" novalidate @submit=${this.#save} @input=${() => (this.wrong = null)}>
        <div class="fields">${this.section === "servers" && !this.#local ? this.#servers() : nothing}${this.#fields.map((field, index) => this.#field(field, index === 0))}</div>
        ${this.wrong && !placed ? html`<p class="note bad" role="alert">${icon("alert")}<span>${this.wrong.message}</span></p>` : nothing}
        <div class="row end"><button type="button" class="button" @click=${() => this.dispatchEvent(new Event("closed"))}>${t("action.cancel")}</button>
          <button class="button primary" ?disabled=${this.busy}>${this.busy ? html`<span class="spinner"></span>` : nothing}${t("action.save")}</button></div>
      </form>
    </gw-dialog>`;
  }

  /** Weights of this machine have no server that could be another one. */
  get #local(): boolean {
    return this.model.dialect === "local";
  }

  get #fields(): readonly Field[] {
    const fields = this.section === "abilities" && this.model.task === "embed" ? [...FIELDS.abilities, ...VECTORS] : FIELDS[this.section];
    return fields.filter((field) => field.kind !== "dialect" || !this.#local);
  }

  #field(field: Field, first: boolean) {
    const { path } = field;
    const wrong = this.wrong?.field === path ? this.wrong : null;
    return html`<div class="field ${field.half ? "half" : ""}"><label for=${path}>${t(field.label)}</label>${this.#input(field, wrong !== null, first)}
      ${field.hint ? html`<span class="hint" id="${path}-hint">${t(field.hint)}</span>` : nothing}
      ${wrong ? html`<span class="error" id="${path}-wrong" role="alert">${wrong.message}</span>` : nothing}</div>`;
  }

  #input({ path, kind }: Field, wrong: boolean, first: boolean) {
    const value = valueAt(this.model, path);
    const told = `${path}-hint ${path}-wrong`;
    switch (kind) {
      case "words":
      case "lines":
        return html`<textarea id=${path} name=${path} rows="3" ?autofocus=${first} aria-invalid=${wrong} aria-describedby=${told}
          .value=${Array.isArray(value) ? value.join("\n") : String(value ?? "")}></textarea>`;
      case "truth":
        return this.#select(path, wrong, [["", t("model.unknown")], ["true", t("model.yes")], ["false", t("model.no")]], String(value ?? ""));
      case "dialect":
        return this.#select(path, wrong, DIALECTS.filter((dialect) => dialect !== "local").map((dialect) => [dialect, t(`model.dialect.${dialect}`)]), String(value));
      case "audience":
        return this.#audience(path, wrong);
      case "location":
        return this.#select(path, wrong, [["inside", t("model.location.inside")], ["outside", t("model.location.outside")]], String(value));
      default:
        return html`<input id=${path} name=${path} ?autofocus=${first} autocomplete="off" spellcheck="false" inputmode=${kind === "whole" ? "numeric" : kind === "amount" ? "decimal" : "text"}
          aria-invalid=${wrong} aria-describedby=${told} .value=${String(value ?? "")}>`;
    }
  }

  /** Everybody, nobody but through routes, or the members of some groups; people and keys that the API has named stay. */
  #audience(path: string, wrong: boolean) {
    const named = this.model.audience;
    const chosen = this.audience || (named === undefined ? "everyone" : named.length === 0 ? "routes" : "groups");
    return html`<select id=${path} name=${path} aria-invalid=${wrong} aria-describedby="${path}-hint ${path}-wrong" @change=${(event: Event) => (this.audience = (event.target as HTMLSelectElement).value)}>
        ${(["everyone", "routes", "groups"] as const).map((one) => html`<option value=${one} ?selected=${one === chosen}>${t(`model.audience.${one}`)}</option>`)}</select>
      ${chosen !== "groups" ? nothing : html`<div class="groups">${this.groups.map((group) => html`<label><input type="checkbox" name="audience-group" value=${group.id} ?checked=${named?.includes(group.id) ?? false}> ${group.name}</label>`)}</div>`}`;
  }

  #select(path: string, wrong: boolean, options: [string, string][], value: string) {
    return html`<select id=${path} name=${path} aria-invalid=${wrong} aria-describedby="${path}-hint ${path}-wrong">
      ${options.map(([one, words]) => html`<option value=${one} ?selected=${one === value}>${words}</option>`)}</select>`;
  }

  #servers() {
    return html`<fieldset><legend>${t("model.endpoints")}</legend>
      <ul class="servers">${repeat(this.rows, (row) => row.key, (row, index) => this.#server(row, index))}</ul>
      <button type="button" class="button small add" @click=${this.#add}>${icon("plus", 16)}${t("model.endpoints.add")}</button>
      <p class="hint">${t("model.endpoints.hint")}</p>
      ${this.wrong?.field === "endpoints" ? html`<span class="error" role="alert">${this.wrong.message}</span>` : nothing}</fieldset>`;
  }

  #server(row: Row, index: number) {
    const stored = this.model.endpoints.some((endpoint) => endpoint.has_key && endpoint.base_url === row.base_url.trim());
    const at = `endpoints[${index}]`;
    const wrong = this.wrong?.field?.startsWith(at) ? this.wrong : null;
    const remove = t("model.endpoints.remove", { number: index + 1 });
    return html`<li>
      <input id="url-${row.key}" type="url" autocomplete="off" spellcheck="false" placeholder="http://10.0.0.7:8000/v1" aria-label=${t("model.endpoints.url", { number: index + 1 })}
        aria-invalid=${wrong?.field === `${at}.base_url`} .value=${row.base_url} @input=${(event: Event) => this.#change(row, { base_url: (event.target as HTMLInputElement).value })}>
      <input type="password" autocomplete="off" placeholder=${t(stored ? "model.endpoints.keyKept" : "model.endpoints.noKey")} aria-label=${t("model.endpoints.key", { number: index + 1 })}
        aria-invalid=${wrong?.field === `${at}.api_key`} ?disabled=${row.keyless} .value=${row.api_key} @input=${(event: Event) => this.#change(row, { api_key: (event.target as HTMLInputElement).value })}>
      <button type="button" class="icon-button" aria-label=${remove} title=${remove} ?disabled=${this.rows.length === 1} @click=${() => this.#remove(row)}>${icon("close")}</button>
      ${stored ? html`<label class="hint keyless"><input type="checkbox" .checked=${row.keyless} @change=${(event: Event) => this.#change(row, { keyless: (event.target as HTMLInputElement).checked })}> ${t("model.endpoints.keyless", { number: index + 1 })}</label>` : nothing}
      ${wrong ? html`<span class="error" role="alert">${wrong.message}</span>` : nothing}</li>`;
  }

  /** Whether an objection is shown beside what it is about. */
  #placed(field: string): boolean {
    return this.#fields.some(({ path }) => path === field) || (this.section === "servers" && field.startsWith("endpoints"));
  }

  #row(baseUrl = ""): Row {
    return { key: this.#next++, base_url: baseUrl, api_key: "", keyless: false };
  }

  #change(row: Row, to: Partial<Row>): void {
    this.rows = this.rows.map((other) => (other.key === row.key ? { ...other, ...to } : other));
  }

  #add = async () => {
    const added = this.#row();
    this.rows = [...this.rows, added];
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(`#url-${added.key}`)?.focus();
  };

  async #remove(row: Row): Promise<void> {
    const at = this.rows.findIndex((other) => other.key === row.key);
    this.rows = this.rows.filter((other) => other.key !== row.key);
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(`#url-${(this.rows[at] ?? this.rows.at(-1))?.key}`)?.focus();
  }

  #save = async (event: SubmitEvent) => {
    event.preventDefault();
    this.busy = true;
    this.wrong = null;
    const changed = await registry.changeModel(this.model.id, this.#entered(new FormData(event.target as HTMLFormElement)));
    this.busy = false;
    if (changed.ok) {
      this.dispatchEvent(new CustomEvent<Model>("changed", { detail: changed.value }));
    } else {
      this.wrong = changed.problem;
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
    }
  };

  /** Every field of this part, as it is entered; an object of which nothing is entered is null, that is: not known. */
  #entered(form: FormData): ModelChange {
    const change: Record<string, unknown> = {};
    for (const { path, kind } of this.#fields) {
      if (kind === "audience") {
        const others = (this.model.audience ?? []).filter((id) => !this.groups.some((group) => group.id === id));
        const chosen = String(form.get(path));
        change[path] = chosen === "everyone" ? null : chosen === "routes" ? [] : [...others, ...form.getAll("audience-group").map(String)];
        continue;
      }
      const [outer = "", inner] = path.split(".");
      const entered = String(form.get(path) ?? "");
      const value = read(kind === "prefix" ? entered : entered.trim(), kind);
      if (!inner) {
        change[outer] = value;
      } else if (value !== null) {
        change[outer] = { ...(change[outer] as object | null), [inner]: value };
      } else {
        change[outer] ??= null;
      }
    }
    if (this.section === "servers" && !this.#local) {
      change["endpoints"] = this.rows.map((row): Server => ({ base_url: row.base_url.trim(), ...(row.keyless ? { api_key: null } : row.api_key ? { api_key: row.api_key } : {}) }));
    }
    return change as ModelChange;
  }
}

/** What is no number is sent as it is, for the server to say so. */
function read(text: string, kind: Kind): unknown {
  if (text === "") {
    return null;
  }
  switch (kind) {
    case "lines": return text.split("\n").map((line) => line.trim()).filter(Boolean);
    case "truth": return text === "true";
    case "whole":
    case "amount": {
      const value = Number(text.replace(",", "."));
      return Number.isFinite(value) ? value : text;
    }
    default: return text;
  }
}

function valueAt(model: Model, path: string): unknown {
  return path.split(".").reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], model);
}
