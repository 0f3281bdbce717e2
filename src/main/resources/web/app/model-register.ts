import { css, html, LitElement, nothing } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import { controls } from "./controls.js";
import type { Problem } from "./http.js";
import { icon } from "./icons.js";
import { number, t } from "./messages.js";
import * as registry from "./models-api.js";
import { DIALECTS, TASKS, type Dialect, type DiscoveredServer, type Model, type ModelLocation, type ModelServer, type ModelTest, type Task } from "./models-api.js";
import { say } from "./notices.js";

/** What a model does as soon as it is registered. */
const BEGINNINGS = ["answer", "serve", "propose"] as const;
type Beginning = (typeof BEGINNINGS)[number];

/** The fields of the form, as the server names them in an objection. */
const FIELDS = ["base_url", "model", "api_key", "name"];

/** Registers a model: choose or name a server, test it, say what it may do at first. Tells `registered` with the model. */
@customElement("gw-model-register")
export class ModelRegister extends LitElement {
  static override styles = [controls, css`
    .found { display: flex; flex-wrap: wrap; gap: 8px; }
    .found .button { white-space: normal; overflow-wrap: anywhere; text-align: start; }
    .two { display: grid; grid-template-columns: 1fr 1fr; gap: 16px; align-items: start; }
    .reply { font-style: italic; overflow-wrap: anywhere; }
    .error { color: var(--bad); font-size: 0.9rem; overflow-wrap: anywhere; }
    summary { cursor: pointer; font-weight: 550; font-size: 0.92rem; }
    details > .two { padding-top: 14px; }
    @media (max-width: 640px) { .two { grid-template-columns: minmax(0, 1fr); } }
  `];

  @state() found: DiscoveredServer[] | null = null;
  @state() beginning: Beginning = "answer";
  @state() task: Task = "chat";
  @state() more = false;
  @state() testing = false;
  @state() saving = false;
  @state() tested: ModelTest | null = null;
  @state() wrong: Problem | null = null;
  @query("form") form!: HTMLFormElement;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#discover();
  }

  override render() {
    return html`<div class="card stack">${this.#discovered()}${this.#form()}</div>`;
  }

  #discovered() {
    if (!this.found) {
      return html`<p class="row muted"><span class="spinner"></span>${t("models.looking")}</p>`;
    }
    const offers = this.found.flatMap((server) => server.models.map((model) => ({ server, model })));
    return offers.length === 0 ? html`<p class="muted">${t("models.noneFound")}</p>`
      : html`<div class="stack"><p>${t("models.found")}</p><div class="found">${offers.map(({ server, model }) => html`
        <button class="button small" @click=${() => this.#fill(server.base_url, model, server.tasks[model] ?? "chat")}>${server.server} · ${model}</button>`)}</div></div>`;
  }

  #form() {
    const ready = this.beginning === "propose" || this.tested?.ok === true;
    return html`<form class="stack" @submit=${this.#test} @input=${this.#edited}>
      ${this.#field("base_url", t("models.url"), html`<input id="base_url" name="base_url" type="url" required placeholder="http://localhost:11434/v1" autocomplete="off"
        aria-invalid=${this.#invalid("base_url")} aria-describedby="base_url-hint base_url-wrong">`, t("models.urlHint"))}
      <div class="two">
        ${this.#field("model", t("models.model"), html`<input id="model" name="model" required autocomplete="off" spellcheck="false" placeholder="llama3.1:8b"
          aria-invalid=${this.#invalid("model")} aria-describedby="model-wrong">`)}
        ${this.#field("api_key", t("models.key"), html`<input id="api_key" name="api_key" type="password" autocomplete="off" placeholder=${t("models.keyOptional")}
          aria-invalid=${this.#invalid("api_key")} aria-describedby="api_key-wrong">`)}
      </div>
      <div class="field"><label for="task">${t("model.task")}</label>
        <select id="task" name="task" @change=${(event: Event) => this.#for((event.target as HTMLSelectElement).value as Task)}>${TASKS.map((task) =>
          html`<option value=${task} .selected=${task === this.task}>${t(`model.task.${task}`)}</option>`)}</select></div>
      <details ?open=${this.more} @toggle=${(event: Event) => (this.more = (event.target as HTMLDetailsElement).open)}><summary>${t("models.more")}</summary><div class="two">
        ${this.#field("name", t("models.name"), html`<input id="name" name="name" maxlength="200" autocomplete="off" spellcheck="false"
          aria-invalid=${this.#invalid("name")} aria-describedby="name-hint name-wrong">`, t("models.nameHint"))}
        <div class="field"><label for="dialect">${t("model.dialect")}</label>
          <select id="dialect" name="dialect"><option value="">${t("model.dialect.automatic")}</option>
            ${DIALECTS.filter((dialect) => dialect !== "local").map((dialect) => html`<option value=${dialect}>${t(`model.dialect.${dialect}`)}</option>`)}</select></div>
        <div class="field"><label for="location">${t("model.location")}</label>
          <select id="location" name="location" aria-describedby="location-hint"><option value="inside">${t("model.location.inside")}</option><option value="outside">${t("model.location.outside")}</option></select>
          <span class="hint" id="location-hint">${t("model.location.hint")}</span></div>
      </div></details>
      <fieldset><legend>${t("models.then")}</legend>
        ${this.#beginnings.map((one) => html`<label class="choice"><input type="radio" name="beginning" value=${one} .checked=${this.beginning === one} @change=${() => (this.beginning = one)}>
          <span>${t(`models.then.${one}`)}<br><span class="hint">${t(`models.then.${one}.hint`)}</span></span></label>`)}
      </fieldset>
      ${this.wrong && !FIELDS.includes(this.wrong.field ?? "") ? html`<p class="note bad" role="alert">${icon("alert")}<span>${this.wrong.message}</span></p>` : nothing}
      ${this.tested ? this.#result(this.tested) : nothing}
      <div class="row">
        <button class="button ${ready ? "" : "primary"}" ?disabled=${this.testing}>${this.testing ? html`<span class="spinner"></span>` : nothing}${t("models.test")}</button>
        <button type="button" class="button ${ready ? "primary" : ""}" ?disabled=${!ready || this.saving} @click=${this.#save}>${t(`models.then.${this.beginning}.action`)}</button>
        ${ready ? nothing : html`<span class="hint">${t("models.testFirst")}</span>`}
      </div>
    </form>`;
  }

  #field(name: string, label: string, input: unknown, hint = "") {
    return html`<div class="field"><label for=${name}>${label}</label>${input}
      ${hint ? html`<span class="hint" id="${name}-hint">${hint}</span>` : nothing}
      ${this.wrong?.field === name ? html`<span class="error" id="${name}-wrong" role="alert">${this.wrong.message}</span>` : nothing}</div>`;
  }

  /** Only what writes answers can answer first. */
  get #beginnings(): readonly Beginning[] {
    return this.task === "chat" ? BEGINNINGS : BEGINNINGS.filter((one) => one !== "answer");
  }

  #for(task: Task): void {
    this.task = task;
    this.tested = null;
    if (task !== "chat" && this.beginning === "answer") {
      this.beginning = "serve";
    }
  }

  #invalid(name: string): "true" | "false" {
    return this.wrong?.field === name ? "true" : "false";
  }

  #result(tested: ModelTest) {
    return tested.ok
      ? html`<div class="note good" role="status">${icon("check")}<div><p>${t("models.works", { seconds: number(Math.round(tested.millis / 100) / 10) })}</p>
          ${tested.reply ? html`<p class="reply">${tested.reply}</p>` : nothing}</div></div>`
      : html`<p class="note bad" role="alert">${icon("alert")}<span>${tested.message}</span></p>`;
  }

  /** What was tested is no longer what stands there; what it does afterwards is no part of the test. */
  #edited = (event: Event) => {
    const field = (event.target as HTMLInputElement).name;
    this.wrong = null;
    if (field === "base_url" || field === "model" || field === "api_key") {
      this.tested = null;
    }
  };

  #fill(base: string, model: string, task: Task): void {
    this.#for(task);
    const fields = this.form.elements;
    (fields.namedItem("base_url") as HTMLInputElement).value = base;
    (fields.namedItem("model") as HTMLInputElement).value = model;
    this.form.requestSubmit();
  }

  #entered(): ModelServer {
    const values = new FormData(this.form);
    const key = String(values.get("api_key"));
    const dialect = String(values.get("dialect")) as Dialect | "";
    return {
      base_url: String(values.get("base_url")).trim(),
      model: String(values.get("model")).trim(),
      ...(key ? { api_key: key } : {}),
      ...(dialect ? { dialect } : {}),
      ...(this.task === "chat" ? {} : { task: this.task }),
    };
  }

  #test = async (event: SubmitEvent) => {
    event.preventDefault();
    this.testing = true;
    this.tested = null;
    this.wrong = null;
    const tested = await registry.testModel(this.#entered());
    this.testing = false;
    this.tested = tested.ok ? tested.value : null;
    this.wrong = tested.ok ? null : tested.problem;
  };

  #save = async () => {
    if (!this.form.reportValidity()) {
      return;
    }
    const values = new FormData(this.form);
    const name = String(values.get("name")).trim();
    this.saving = true;
    const added = await registry.addModel({
      ...this.#entered(),
      ...(name ? { name } : {}),
      location: String(values.get("location")) as ModelLocation,
      state: this.beginning === "propose" ? "proposed" : "serving",
      preferred: this.beginning === "answer",
    });
    this.saving = false;
    if (!added.ok) {
      this.wrong = added.problem;
      this.more ||= added.problem.field === "name";
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
      return;
    }
    this.form.reset();
    this.tested = null;
    say(t(`models.then.${this.beginning}.done`, { name: added.value.name }));
    this.beginning = "answer";
    this.task = "chat";
    this.more = false;
    this.dispatchEvent(new CustomEvent<Model>("registered", { detail: added.value }));
  };

  async #discover(): Promise<void> {
    const found = await registry.discoveredModels();
    this.found = found.ok ? found.value.data : [];
  }
}
