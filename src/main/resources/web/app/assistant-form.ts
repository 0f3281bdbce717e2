import { css, html, LitElement, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import type { AttributeType } from "./api-types.js";
import { changeAssistant, makeAssistant, UNSUPPORTED, writers, type Assistant, type AssistantChange, type Unsupported } from "./assistants-api.js";
import { controls } from "./controls.js";
import type { FilterChoice } from "./filter-choice.js";
import type { Problem } from "./http.js";
import { icon } from "./icons.js";
import { library } from "./library.js";
import { languages, t, tn } from "./messages.js";
import { rerankers } from "./search-api.js";
import { Watching } from "./watching.js";
import "./filter-choice.js";

const MOST_STARTERS = 6;
const MOST_PROMPT = 8000;
/** As a policy says that nothing ranks what was found anew. */
export const UNRANKED = "none";
/** What stands in the place of a ranker's name. */
const UNNAMED: readonly string[] = ["", "auto", UNRANKED];
const NAME_OF_TITLE = /[^\p{L}\p{N}]+/gu;

/** Makes an assistant, or its next revision. Tells `saved` with the assistant, and `cancelled`. */
@customElement("gw-assistant-form")
export class AssistantForm extends LitElement {
  static override styles = [controls, css`
    form { padding-top: 14px; gap: 20px; }
    .two { display: grid; grid-template-columns: 1fr 1fr; gap: 16px; align-items: start; }
    .tabs { display: flex; flex-wrap: wrap; gap: 4px; align-items: center; margin-bottom: 8px; }
    .tabs [role="tab"] { border: 1px solid transparent; border-radius: 8px; background: none; padding: 5px 12px; font-size: 0.92rem; color: var(--muted); }
    .tabs [role="tab"][aria-selected="true"] { background: var(--raised); color: var(--ink); font-weight: 600; }
    .tabs select { width: auto; min-height: 34px; padding: 4px 8px; font-size: 0.88rem; }
    .collections { display: grid; gap: 0; max-height: 220px; overflow: auto; margin: 4px 0 8px; padding: 8px 14px; }
    .starters { list-style: none; padding: 0; display: grid; gap: 8px; }
    .starters li { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 8px; align-items: center; }
    .error { color: var(--bad); font-size: 0.9rem; overflow-wrap: anywhere; }
    .add { margin-top: 8px; }
    textarea { resize: vertical; }
    summary { cursor: pointer; font-weight: 550; font-size: 0.94rem; }
    details > div { padding-top: 12px; }
    @media (max-width: 640px) { .two { grid-template-columns: minmax(0, 1fr); } }
  `];

  /** Null for one that is made. */
  @property({ attribute: false }) assistant: Assistant | null = null;
  @state() routes: string[] = [];
  @state() prompt: Record<string, string> = {};
  @state() tab = "";
  @state() everywhere = true;
  @state() chosen: readonly string[] = [];
  @state() starters: readonly string[] = [];
  @state() touched = false;
  /** What was chosen anew; null: what it has stays. */
  @state() filters: { chosen: unknown } | null = null;
  @state() busy = false;
  @state() rankers: string[] = [];
  @state() wrong: Problem | null = null;
  @state() name = "";
  @state() named = false;
  @query("gw-filter-choice") filterChoice!: FilterChoice;

  constructor() {
    super();
    new Watching(this, library);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void writers().then((routes) => (this.routes = routes));
    void rerankers().then((listed) => (this.rankers = listed.ok ? listed.value.data.map(({ name }) => name) : []));
  }

  protected override willUpdate(): void {
    if (!this.hasUpdated) {
      const now = this.assistant;
      this.prompt = { "": "", ...(now?.prompt ?? {}) };
      this.everywhere = (now?.searches ?? "all") === "all";
      this.chosen = now?.collections ?? [];
      this.starters = now?.starters ?? [];
      this.name = now?.name ?? "";
      this.named = now !== null;
    }
  }

  override render() {
    const now = this.assistant;
    const field = this.wrong?.field ?? "";
    return html`<form class="stack" novalidate @submit=${this.#save} @input=${() => (this.wrong = null)}>
      <div class="two">
        <div class="field"><label for="title">${t("assistant.title")}</label>
          <input id="title" name="title" required maxlength="200" autocomplete="off" .value=${now?.title ?? ""} aria-invalid=${field === "title"} @input=${this.#titled}>${this.#error("title")}</div>
        <div class="field"><label for="name">${t("assistant.name")}</label>
          <input id="name" name="name" required maxlength="200" autocomplete="off" spellcheck="false" .value=${this.name} aria-invalid=${field === "name"} aria-describedby="name-hint" @input=${this.#name}>
          <span class="hint" id="name-hint">${t("assistant.nameHint")}</span>${this.#error("name")}</div></div>
      <div class="field"><label for="description">${t("assistant.description")}</label>
        <input id="description" name="description" maxlength="2000" autocomplete="off" .value=${now?.description ?? ""}>${this.#error("description")}</div>
      <div class="field"><label for="route">${t("assistant.route")}</label>
        <select id="route" name="route" aria-invalid=${field === "route"} aria-describedby="route-hint">${this.#routes().map((one) => html`<option value=${one} ?selected=${one === (now?.route ?? "default")}>${one === "extractive" ? t("assistant.builtIn") : one}</option>`)}</select>
        <span class="hint" id="route-hint">${t("assistant.routeHint")}</span>${this.#error("route")}</div>
      ${this.#collections()}
      <gw-filter-choice .filter=${now?.filters ?? null} .declared=${this.#attributes()} .problem=${field.startsWith("filters") ? this.wrong : null} @chosen=${this.#filtered}></gw-filter-choice>
      ${this.#prompt()}
      ${this.#starters()}
      ${this.#policy()}
      ${now ? html`<div class="field"><label for="note">${t("route.note")}</label><input id="note" name="note" maxlength="2000" autocomplete="off">${this.#error("note")}</div>` : nothing}
      ${this.wrong ? html`<p class="note bad" role="alert">${icon("alert")}<span>${this.wrong.message}</span></p>` : nothing}
      <div class="row"><button class="button primary" ?disabled=${this.busy}>${this.busy ? html`<span class="spinner"></span>` : nothing}${t("action.save")}</button>
        <button type="button" class="button quiet" @click=${() => this.dispatchEvent(new Event("cancelled"))}>${t("action.cancel")}</button></div>
    </form>`;
  }

  #collections() {
    const all = library.collections ?? [];
    const hidden = this.assistant?.collections_hidden ?? 0;
    return html`<fieldset><legend>${t("assistant.collections")}</legend>
      <label class="choice"><input type="radio" name="places" .checked=${this.everywhere} @change=${() => this.#places(true)}><span>${t("assistant.collections.all")}</span></label>
      <label class="choice"><input type="radio" name="places" .checked=${!this.everywhere} @change=${() => this.#places(false)}><span>${t("assistant.collections.named")}</span></label>
      ${this.everywhere ? nothing : html`<div class="collections card">${all.map((one) => html`<label class="choice"><input type="checkbox" name="collection" .checked=${this.chosen.includes(one.id)}
        @change=${() => this.#toggle(one.id)}><span>${one.name}</span></label>`)}</div>`}
      ${hidden > 0 ? html`<p class="note warn">${icon("info")}<span>${tn("assistant.collections.hidden", hidden)}</span></p>` : nothing}
      <p class="hint">${t("assistant.collections.hint")}</p>${this.#errors("collections")}</fieldset>`;
  }

  #prompt() {
    const tabs = Object.keys(this.prompt).sort();
    const free = languages.filter(([code]) => !tabs.includes(code));
    return html`<div class="field"><span class="label" id="prompt-label">${t("assistant.prompt")}</span>
      <div class="tabs"><div role="tablist" aria-labelledby="prompt-label" class="row" @keydown=${this.#tabKeys}>${tabs.map((code) => html`<button type="button" role="tab" id="tab-${code || "all"}"
          aria-selected=${code === this.tab} aria-controls="prompt" tabindex=${code === this.tab ? 0 : -1} @click=${() => (this.tab = code)}>${languageName(code)}</button>`)}</div>
        ${free.length > 0 ? html`<select aria-label=${t("assistant.prompt.add")} @change=${this.#addLanguage}><option value="">${t("assistant.prompt.add")}</option>
          ${free.map(([code, name]) => html`<option value=${code}>${name}</option>`)}</select>` : nothing}
        ${this.tab ? html`<button type="button" class="button small quiet" @click=${this.#dropLanguage}>${icon("trash", 16)}${t("assistant.prompt.remove", { language: languageName(this.tab) })}</button>` : nothing}</div>
      <div role="tabpanel" aria-labelledby="tab-${this.tab || "all"}"><textarea id="prompt" rows="6" maxlength=${MOST_PROMPT} aria-label=${t("assistant.promptIn", { language: languageName(this.tab) })} aria-describedby="prompt-hint"
        .value=${this.prompt[this.tab] ?? ""} @input=${this.#prompted}></textarea></div>
      <span class="hint" id="prompt-hint">${t("assistant.promptHint")}</span>${this.#errors("prompt")}</div>`;
  }

  #starters() {
    return html`<fieldset><legend>${t("assistant.starters")}</legend>
      <ul class="starters">${this.starters.map((text, at) => html`<li><input maxlength="300" autocomplete="off" aria-label=${t("assistant.starter", { number: at + 1 })} .value=${text}
          @input=${(event: Event) => (this.starters = this.starters.map((other, i) => (i === at ? (event.target as HTMLInputElement).value : other)))}>
        <button type="button" class="icon-button" aria-label=${t("assistant.starterRemove", { number: at + 1 })} @click=${() => (this.starters = this.starters.filter((_, i) => i !== at))}>${icon("close")}</button></li>`)}</ul>
      ${this.starters.length < MOST_STARTERS ? html`<button type="button" class="button small add" @click=${this.#addStarter}>${icon("plus", 16)}${t("assistant.starterAdd")}</button>` : nothing}
      ${this.#errors("starters")}</fieldset>`;
  }

  #policy() {
    const policy = this.assistant?.policy;
    return html`<details ?open=${(this.wrong?.field ?? "").startsWith("policy")}><summary>${t("assistant.policy")}</summary><div class="two">
      <div class="field"><label for="unsupported">${t("assistant.unsupported")}</label>
        <select id="unsupported" name="unsupported"><option value="" ?selected=${!policy?.unsupported}>${t("assistant.asInstalled")}</option>
          ${UNSUPPORTED.map((one) => html`<option value=${one} ?selected=${one === policy?.unsupported}>${t(`assistant.unsupported.${one}`)}</option>`)}</select></div>
      <div class="field"><label for="max_results">${t("assistant.maxResults")}</label>
        <input id="max_results" name="max_results" inputmode="numeric" .value=${String(policy?.max_results ?? 10)} aria-invalid=${this.wrong?.field === "policy.max_results"}></div>
      <div class="field"><label for="declining">${t("assistant.declining")}</label>
        <input id="declining" name="declining" inputmode="decimal" placeholder=${t("assistant.asInstalled")} .value=${policy?.declining === null || policy?.declining === undefined ? "" : String(policy.declining)}
          aria-invalid=${this.wrong?.field === "policy.declining"} aria-describedby="declining-hint"><span class="hint" id="declining-hint">${t("assistant.decliningHint")}</span></div>
      ${this.#rankers(policy?.ranker ?? "")}
      <label class="choice"><input type="checkbox" name="understand" .checked=${Boolean(policy?.understand)}><span>${t("assistant.understand")}</span></label>
    </div></details>`;
  }

  /** The one that is chosen stays there to see, whatever became of it. */
  #rankers(chosen: string) {
    const names = this.rankers.includes(chosen) || UNNAMED.includes(chosen) ? this.rankers : [...this.rankers, chosen];
    return names.length === 0 && UNNAMED.includes(chosen) && chosen !== UNRANKED ? nothing : html`<div class="field"><label for="ranker">${t("searching.ranker")}</label>
      <select id="ranker" name="ranker" aria-invalid=${this.wrong?.field === "policy.ranker"}><option value="">${t("assistant.ranker.collections")}</option>
        <option value=${UNRANKED} .selected=${chosen === UNRANKED}>${t("assistant.ranker.none")}</option>
        ${names.map((name) => html`<option value=${name} .selected=${name === chosen}>${name}</option>`)}</select>${this.#error("policy.ranker")}</div>`;
  }

  /** Declared where it looks, by name; where collections differ in a type, that of the last counts for what is offered. */
  #attributes(): Record<string, AttributeType> {
    const searched = (library.collections ?? []).filter((one) => this.everywhere || this.chosen.includes(one.id));
    return Object.assign({}, ...searched.map((one) => (one.attribute_types === "any" ? {} : one.attribute_types))) as Record<string, AttributeType>;
  }

  #filtered = (event: CustomEvent<unknown>) => {
    this.filters = { chosen: event.detail };
    this.wrong = null;
  };

  #error(field: string) {
    return this.wrong?.field === field ? html`<span class="error">${this.wrong.message}</span>` : nothing;
  }

  /** Of a field that has parts. */
  #errors(field: string) {
    return this.wrong?.field?.startsWith(field) ? html`<span class="error">${this.wrong.message}</span>` : nothing;
  }

  /** With the one that it has, also where that is gone. */
  #routes(): string[] {
    const now = this.assistant?.route;
    return now && !this.routes.includes(now) ? [now, ...this.routes] : this.routes;
  }

  #titled = (event: Event) => {
    if (!this.named) {
      this.name = (event.target as HTMLInputElement).value.toLowerCase().replace(NAME_OF_TITLE, "-").replace(/^-+|-+$/g, "");
    }
  };

  #name = (event: Event) => {
    this.named = true;
    this.name = (event.target as HTMLInputElement).value;
  };

  #places(everywhere: boolean): void {
    this.everywhere = everywhere;
    this.touched = true;
  }

  #toggle(id: string): void {
    this.touched = true;
    this.chosen = this.chosen.includes(id) ? this.chosen.filter((other) => other !== id) : [...this.chosen, id];
  }

  #prompted = (event: Event) => {
    this.prompt = { ...this.prompt, [this.tab]: (event.target as HTMLTextAreaElement).value };
  };

  #addLanguage = (event: Event) => {
    const select = event.target as HTMLSelectElement;
    if (select.value) {
      this.prompt = { ...this.prompt, [select.value]: "" };
      this.tab = select.value;
      select.value = "";
      void this.#focus("#prompt");
    }
  };

  #dropLanguage = () => {
    this.prompt = Object.fromEntries(Object.entries(this.prompt).filter(([code]) => code !== this.tab));
    this.tab = "";
    void this.#focus("#tab-all");
  };

  #tabKeys = (event: KeyboardEvent) => {
    const tabs = Object.keys(this.prompt).sort();
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      this.tab = tabs[(tabs.indexOf(this.tab) + step + tabs.length) % tabs.length] ?? "";
      void this.#focus(`#tab-${this.tab || "all"}`);
    }
  };

  #addStarter = () => {
    this.starters = [...this.starters, ""];
    void this.#focus(".starters li:last-child input");
  };

  async #focus(selector: string): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(selector)?.focus();
  }

  #save = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const title = text(form, "title");
    const name = this.name.trim();
    if (!title || !name) {
      this.wrong = { status: 0, field: title ? "name" : "title", message: title ? t("assistant.nameNeeded") : t("assistant.titleNeeded") };
      void this.#focus("[aria-invalid=true]");
      return;
    }
    if (!this.everywhere && this.touched && this.chosen.length === 0) {
      this.wrong = { status: 0, field: "collections", message: t("assistant.collections.needed") };
      return;
    }
    if (!this.filterChoice.check()) {
      return;
    }
    this.busy = true;
    this.wrong = null;
    const now = this.assistant;
    const wanted: AssistantChange = {
      title,
      name,
      description: text(form, "description"),
      route: text(form, "route"),
      prompt: Object.fromEntries(Object.entries(this.prompt).filter(([, words]) => words.trim() !== "")),
      starters: this.starters.filter((starter) => starter.trim() !== ""),
      policy: {
        unsupported: (text(form, "unsupported") || null) as Unsupported | null,
        declining: numeric(text(form, "declining")),
        max_results: numeric(text(form, "max_results")) ?? 10,
        ranker: form.has("ranker") ? text(form, "ranker") || null : now?.policy?.ranker ?? null,
        understand: form.has("understand") ? now?.policy?.understand || true : null,
      },
      ...(this.touched || !now ? { collections: this.everywhere ? [] : [...this.chosen] } : {}),
      ...(this.filters ? { filters: this.filters.chosen } : {}),
      ...(now ? { revision: now.revision, note: text(form, "note") } : {}),
    };
    const saved = now ? await changeAssistant(now.id, wanted) : await makeAssistant(wanted);
    this.busy = false;
    if (saved.ok) {
      this.dispatchEvent(new CustomEvent<Assistant>("saved", { detail: saved.value }));
    } else {
      this.wrong = saved.problem;
      void this.#focus("[aria-invalid=true]");
    }
  };
}

/** The language of a prompt, in words. */
export function languageName(code: string): string {
  return code === "" ? t("assistant.prompt.any") : languages.find(([one]) => one === code)?.[1] ?? code;
}

function text(form: FormData, field: string): string {
  return String(form.get(field) ?? "").trim();
}

/** What is no number is sent as it is, for the server to say so. */
function numeric(words: string): number | null {
  const value = words.replace(",", ".");
  return value === "" ? null : Number.isFinite(Number(value)) ? Number(value) : (value as unknown as number);
}
