import { css, html, LitElement, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { controls } from "./controls.js";
import type { Problem } from "./http.js";
import { icon } from "./icons.js";
import { library } from "./library.js";
import { t, tn } from "./messages.js";
import { go, href } from "./router.js";
import { say } from "./notices.js";
import { kindOf, KINDS, type Field } from "./source-kinds.js";
import * as api from "./sources-api.js";
import type { KindInfo, Setting, Settings, Source, SourceKind } from "./sources-api.js";
import { Watching } from "./watching.js";

const RHYTHMS = ["PT15M", "PT1H", "PT6H", "PT24H", "PT168H"];

/** A new source, or the settings of one that is there: the fields of its kind, tried by the server before they are kept. */
@customElement("gw-source-form")
export class SourceForm extends LitElement {
  static override styles = [controls, css`
    .crumb { display: inline-flex; align-items: center; gap: 4px; font-size: 0.92rem; text-decoration: none; margin-bottom: 10px; }
    .kinds { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(260px, 100%), 1fr)); gap: 10px; }
    .kinds label {
      display: flex; gap: 10px; padding: 12px 14px; border: 1px solid var(--line-strong); border-radius: 12px; background: var(--surface); cursor: pointer;
    }
    .kinds label:hover { background: var(--raised); }
    .kinds label:has(input:checked) { border-color: var(--accent); background: var(--accent-soft); }
    .kinds label:has(input:focus-visible) { outline: 2px solid var(--accent); outline-offset: 2px; }
    .kinds input { margin-top: 4px; }
    .kinds strong { font-weight: 600; }
    .two { display: grid; grid-template-columns: 1fr 1fr; gap: 16px; align-items: start; }
    .error { color: var(--bad); font-size: 0.9rem; overflow-wrap: anywhere; }
    textarea { font-family: var(--mono); font-size: 0.9rem; }
    details summary { cursor: pointer; font-weight: 550; font-size: 0.94rem; padding: 4px 0; width: fit-content; }
    details .stack { margin-top: 12px; }
    @media (max-width: 640px) { .two { grid-template-columns: minmax(0, 1fr); } .buttons .button { width: 100%; } }
  `];

  /** Of the source to change; empty for a new one. */
  @property() sourceId = "";
  /** That a new one is for, if that is known. */
  @property() collectionId = "";
  @state() source: Source | null = null;
  @state() kind: SourceKind = "folder";
  @state() infos: KindInfo[] = [];
  @state() missing: Problem | null = null;
  @state() problem: Problem | null = null;
  @state() busy = false;
  @query("form") form!: HTMLFormElement;

  constructor() {
    super();
    new Watching(this, library);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void library.refresh();
    void this.#load();
  }

  override render() {
    const changing = this.sourceId !== "";
    const back = changing ? href("sources", this.sourceId) : this.collectionId ? href("collections", this.collectionId, "sources") : href("sources");
    return html`<div class="page">
      <a class="crumb" href=${back}>${icon("back", 16)}${this.source?.name ?? t("nav.sources")}</a>
      <div class="page-head"><div><h1>${t(changing ? "source.editHeading" : "source.newHeading")}</h1><p class="lead">${t("source.formLead")}</p></div></div>
      ${this.missing ? html`<p class="note bad" role="alert">${icon("alert")}<span>${this.missing.status === 404 ? t("source.gone") : this.missing.message}</span>
          <button class="button small" @click=${() => this.#load()}>${t("action.retry")}</button></p>`
        : changing && !this.source || !library.collections ? html`<span class="spinner" role="status" aria-label=${t("state.loading")}></span>`
        : this.#form(back)}
    </div>`;
  }

  #form(back: string) {
    const curated = (library.collections ?? []).filter((one) => one.access === "curate");
    if (!this.source && curated.length === 0) {
      return html`<div class="card empty"><h2>${t("source.noCollection")}</h2><p>${t("source.noCollectionLead")}</p>
        <div class="row"><a class="button primary" href=${href("collections")}>${t("nav.collections")}</a></div></div>`;
    }
    const kind = kindOf(this.kind);
    const shown = kind.fields.filter((field) => !field.rare);
    const rare = kind.fields.filter((field) => field.rare);
    return html`<form class="stack" novalidate @submit=${this.#submit} @input=${this.#typed}>
      ${this.source ? nothing : html`
        <fieldset><legend>${t("source.kind")}</legend><div class="kinds">${KINDS.map((one) => html`
          <label><input type="radio" name="kind" value=${one.kind} .checked=${one.kind === this.kind} @change=${() => this.#choose(one.kind)}>
            <span><strong>${t(one.label)}</strong><br><span class="hint">${t(one.lead)}</span></span></label>`)}</div></fieldset>`}
      ${this.kind === "folder" ? this.#folders() : nothing}
      <div class="two">
        <div class="field"><label for="name">${t("source.name")}</label>
          <input id="name" name="name" required maxlength="200" autocomplete="off" .defaultValue=${this.source?.name ?? ""}>${this.#error("name")}</div>
        ${this.source ? nothing : html`<div class="field"><label for="collection">${t("source.collection")}</label>
          <select id="collection" name="collection">${curated.map((one) => html`<option value=${one.id} ?selected=${one.id === this.collectionId}>${one.name}</option>`)}</select>${this.#error("collection_id")}</div>`}
        ${repeat(shown, this.#key, (field) => this.#field(field))}
        ${kind.secret ? this.#secret(kind.secret) : nothing}
        <div class="field"><label for="every">${t("source.every")}</label>
          <select id="every" name="every" aria-describedby="every-hint">${this.#rhythms().map((every) => html`
            <option value=${every} ?selected=${every === (this.source ? this.source.every ?? "" : "PT1H")}>${rhythm(every)}</option>`)}</select>
          <span class="hint" id="every-hint">${t("source.everyHint")}</span>${this.#error("every")}</div>
      </div>
      <details ?open=${rare.some((field) => this.#stored(field) !== "" || this.#isWrong(`settings.${field.name}`))}><summary>${t("source.more")}</summary>
        <div class="stack two">${repeat(rare, this.#key, (field) => this.#field(field))}</div></details>
      ${this.problem && !this.#isShownAtField() ? html`<p class="note bad" role="alert">${icon("alert")}<span>${this.problem.message}</span></p>` : nothing}
      <div class="row buttons">
        <button class="button primary" name="then" value="sync" ?disabled=${this.busy}>${this.busy ? html`<span class="spinner"></span>` : nothing}${t(this.source ? "action.save" : "source.addAndSync")}</button>
        ${this.source ? nothing : html`<button class="button" name="then" value="try" ?disabled=${this.busy}>${t("source.addAndTry")}</button>`}
        <a class="button quiet" href=${back}>${t("action.cancel")}</a>
      </div>
      ${this.busy ? html`<p class="hint" role="status">${t("source.trying")}</p>` : this.source ? nothing : html`<p class="hint">${t("source.addHint")}</p>`}
    </form>`;
  }

  #folders() {
    const folders = this.infos.find((info) => info.kind === "folder")?.folders;
    return !folders ? nothing : folders.length > 0
      ? html`<p class="note">${icon("info")}<span>${t("source.foldersBelow", { folders: folders.join(", ") })}</span></p>`
      : html`<p class="note warn">${icon("alert")}<span>${t("source.noFolders")}</span></p>`;
  }

  #field(field: Field) {
    const id = `settings.${field.name}`;
    const wrong = this.#isWrong(id);
    const value = this.#stored(field);
    const described = [field.hint ? `${id}-hint` : "", wrong ? `${id}-error` : ""].filter(Boolean).join(" ") || nothing;
    if (field.type === "flag") {
      return html`<label class="choice"><input type="checkbox" name=${id} .defaultChecked=${value === "true"}>
        <span>${t(field.label)}${field.hint ? html`<br><span class="hint">${t(field.hint)}</span>` : nothing}</span></label>`;
    }
    return html`<div class="field"><label for=${id}>${t(field.label)}${field.required ? nothing : html` <span class="hint">${t("source.optional")}</span>`}</label>
      ${field.type === "lines"
        ? html`<textarea id=${id} name=${id} rows="3" spellcheck="false" placeholder=${field.placeholder ?? ""} .defaultValue=${value} aria-invalid=${wrong} aria-describedby=${described}></textarea>`
        : html`<input id=${id} name=${id} type=${field.type === "number" ? "number" : field.type === "url" ? "url" : "text"} autocomplete="off" spellcheck="false"
            ?required=${field.required} min=${field.min ?? nothing} max=${field.max ?? nothing} placeholder=${field.placeholder ?? ""} .defaultValue=${value}
            aria-invalid=${wrong} aria-describedby=${described}>`}
      ${field.hint ? html`<span class="hint" id="${id}-hint">${t(field.hint)}</span>` : nothing}${this.#error(id)}</div>`;
  }

  #secret(secret: { label: Field["label"]; hint?: Field["label"]; required: boolean }) {
    const kept = this.source?.has_secret ?? false;
    const hint = kept ? t("source.secretKept") : secret.hint ? t(secret.hint) : "";
    return html`<div class="field"><label for="secret">${t(secret.label)}${secret.required ? nothing : html` <span class="hint">${t("source.optional")}</span>`}</label>
      <input id="secret" name="secret" type="password" autocomplete="off" ?required=${secret.required && !kept} aria-invalid=${this.#isWrong("secret")}
        placeholder=${kept ? "••••••••" : ""} aria-describedby="secret-hint">
      ${hint ? html`<span class="hint" id="secret-hint">${hint}</span>` : nothing}${this.#error("secret")}
      ${kept && !secret.required ? html`<label class="choice"><input type="checkbox" name="forget"><span>${t("source.forgetSecret")}</span></label>` : nothing}</div>`;
  }

  #error(id: string) {
    return this.#isWrong(id) ? html`<span class="error" id="${id}-error" role="alert">${this.problem?.message}</span>` : nothing;
  }

  #isWrong(id: string): boolean {
    return this.problem?.field === id;
  }

  #isShownAtField(): boolean {
    const field = this.problem?.field ?? "";
    return ["name", "every", "secret", "collection_id", ...kindOf(this.kind).fields.map((one) => `settings.${one.name}`)].includes(field)
      && (field !== "secret" || kindOf(this.kind).secret !== null);
  }

  #stored(field: Field): string {
    const value = this.source?.settings[field.name] ?? field.otherwise ?? "";
    return Array.isArray(value) ? value.join("\n") : String(value);
  }

  #rhythms(): string[] {
    const own = this.source?.every ?? "";
    return own && !RHYTHMS.includes(own) ? ["", own, ...RHYTHMS] : ["", ...RHYTHMS];
  }

  /** A field of one kind is never taken for another's: what was typed would move along. */
  #key = (field: Field) => `${this.kind} ${field.name}`;

  #choose(kind: SourceKind): void {
    this.kind = kind;
    this.problem = null;
  }

  #typed = (event: Event) => {
    const name = (event.target as HTMLInputElement).name;
    if (this.problem && (this.problem.field === name || !this.#isShownAtField())) {
      this.problem = null;
    }
  };

  #entered(): Settings {
    const values = new FormData(this.form);
    const settings: Settings = {};
    for (const field of kindOf(this.kind).fields) {
      const value = setting(field, values.get(`settings.${field.name}`));
      if (value !== null) {
        settings[field.name] = value;
      }
    }
    return settings;
  }

  #submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const empty = [...this.form.elements].find((element) => element instanceof HTMLInputElement && element.required && !element.value.trim()) as HTMLInputElement | undefined;
    if (empty) {
      this.problem = { status: 0, message: t("source.needed"), field: empty.name };
      empty.focus();
      return;
    }
    const values = new FormData(this.form);
    const secret = String(values.get("secret") ?? "");
    const entered = { name: String(values.get("name")).trim(), settings: this.#entered(), every: String(values.get("every")) };
    const trying = (event.submitter as HTMLButtonElement | null)?.value === "try";
    this.busy = true;
    this.problem = null;
    const kept = this.source
      ? await api.changeSource(this.source.id, { ...entered, ...(secret ? { secret } : values.has("forget") ? { secret: "" } : {}) })
      : await api.addSource({ ...entered, collection_id: String(values.get("collection")), kind: this.kind, enabled: !trying, ...(secret ? { secret } : {}) });
    if (!kept.ok) {
      this.busy = false;
      this.problem = kept.problem;
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLElement>(`[name="${CSS.escape(kept.problem.field ?? "")}"]`)?.focus();
      return;
    }
    if (!this.source) {
      const started = await api.sync(kept.value.id, trying ? { dry_run: true } : {});
      if (!started.ok && started.problem.status !== 409) { // its schedule may have begun it already
        say(started.problem.message);
      }
    }
    this.busy = false;
    go("sources", kept.value.id);
  };

  async #load(): Promise<void> {
    this.missing = null;
    const [kinds, source] = await Promise.all([api.kinds(), this.sourceId ? api.source(this.sourceId) : null]);
    this.infos = kinds.ok ? kinds.value.data : [];
    if (source?.ok) {
      this.source = source.value;
      this.kind = source.value.kind;
    } else if (source) {
      this.missing = source.problem;
    } else if (!this.infos.find((info) => info.kind === "folder")?.folders?.length) {
      this.kind = "web"; // a folder would be refused here
    }
  }
}

/** What a field says, as the settings have it; null where nothing is to be said. */
function setting(field: Field, entered: FormDataEntryValue | null): Setting | null {
  const text = String(entered ?? "").trim();
  switch (field.type) {
    case "flag": return entered !== null;
    case "number": return text === "" ? null : Number(text);
    case "lines": {
      const lines = text.split("\n").map((line) => line.trim()).filter(Boolean);
      return lines.length === 0 ? null : lines;
    }
    default: return text === "" ? null : text;
  }
}

/** `PT1H` as people say it. */
export function rhythm(every: string): string {
  const parts = /^PT(?:(\d+)H)?(?:(\d+)M)?$/.exec(every);
  if (!parts) {
    return every || t("source.onlyAsked");
  }
  const minutes = Number(parts[1] ?? 0) * 60 + Number(parts[2] ?? 0);
  return minutes % 1440 === 0 ? tn("source.everyDays", minutes / 1440)
    : minutes % 60 === 0 ? tn("source.everyHours", minutes / 60) : tn("source.everyMinutes", minutes);
}
