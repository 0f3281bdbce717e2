import { css, html, LitElement, nothing } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import * as api from "./api.js";
import type { DiscoveredServer, Model, ModelServer, ModelTest } from "./api-types.js";
import { confirmed } from "./confirm-dialog.js";
import { controls } from "./controls.js";
import { icon } from "./icons.js";
import { number, t } from "./messages.js";
import { say } from "./notices.js";
import { session } from "./session.js";

/** Which models answer, and one step to connect another: choose or name a server, test it, use it. */
@customElement("gw-models-page")
export class ModelsPage extends LitElement {
  static override styles = [controls, css`
    section { margin-top: 36px; }
    section > h2 { margin-bottom: 12px; }
    .list > li { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 4px 14px; align-items: center; }
    .list strong { font-weight: 600; overflow-wrap: anywhere; }
    .detail { grid-column: 1; color: var(--muted); font-size: 0.9rem; overflow-wrap: anywhere; }
    .list .row { grid-column: 2; grid-row: 1 / span 2; }
    .found { display: flex; flex-wrap: wrap; gap: 8px; }
    .two { display: grid; grid-template-columns: 1fr 1fr; gap: 16px; }
    .reply { font-style: italic; }
    @media (max-width: 640px) { .two { grid-template-columns: 1fr; } .list > li { grid-template-columns: minmax(0, 1fr); } .list .row { grid-column: 1; grid-row: auto; } }
  `];

  @state() models: Model[] | null = null;
  @state() found: DiscoveredServer[] | null = null;
  @state() problem = "";
  @state() testing = false;
  @state() saving = false;
  @state() tested: ModelTest | null = null;
  @state() formError = "";
  @query("form") form!: HTMLFormElement;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
    void this.#discover();
  }

  override render() {
    return html`<div class="page">
      <div class="page-head"><div><h1>${t("models.heading")}</h1><p class="lead">${t("models.lead")}</p></div></div>
      ${this.problem ? html`<p class="note bad" role="alert">${icon("alert")}<span>${this.problem}</span>
        <button class="button small" @click=${() => this.#load()}>${t("action.retry")}</button></p>` : nothing}
      ${this.models ? html`<ul class="list" aria-label=${t("models.heading")}>${this.models.map((model) => this.#model(model))}</ul>`
        : this.problem ? nothing : html`<span class="spinner" role="status" aria-label=${t("state.loading")}></span>`}
      <section><h2>${t("models.connect")}</h2><div class="card stack">${this.#discovered()}${this.#form()}</div></section>
    </div>`;
  }

  #model(model: Model) {
    return html`<li>
      <strong>${model.built_in ? t("models.builtIn") : model.name}</strong>
      <span class="detail">${model.built_in ? t("models.builtInLead") : [model.model, model.base_url, model.has_key ? t("models.hasKey") : ""].filter(Boolean).join(" · ")}</span>
      <span class="row">
        ${model.preferred ? html`<span class="chip good">${icon("check", 14)}${t("models.default")}</span>`
          : html`<button class="button small" @click=${() => this.#prefer(model)}>${t("models.use")}</button>`}
        ${model.built_in ? nothing : html`<button class="icon-button" aria-label=${t("models.remove", { name: model.name })} title=${t("models.remove", { name: model.name })}
          @click=${() => this.#remove(model)}>${icon("trash")}</button>`}
      </span></li>`;
  }

  #discovered() {
    if (!this.found) {
      return html`<p class="row muted"><span class="spinner"></span>${t("models.looking")}</p>`;
    }
    const offers = this.found.flatMap((server) => server.models.map((model) => ({ server, model })));
    return offers.length === 0 ? html`<p class="muted">${t("models.noneFound")}</p>`
      : html`<div class="stack"><p>${t("models.found")}</p><div class="found">${offers.map(({ server, model }) => html`
        <button class="button small" @click=${() => this.#fill(server.base_url, model)}>${server.server} · ${model}</button>`)}</div></div>`;
  }

  #form() {
    return html`<form class="stack" @submit=${this.#test} @input=${() => (this.tested = null)}>
      <div class="field"><label for="base">${t("models.url")}</label>
        <input id="base" name="base" type="url" required placeholder="http://localhost:11434/v1" autocomplete="off" aria-describedby="base-hint">
        <span class="hint" id="base-hint">${t("models.urlHint")}</span></div>
      <div class="two">
        <div class="field"><label for="model">${t("models.model")}</label><input id="model" name="model" required autocomplete="off" spellcheck="false" placeholder="llama3.1:8b"></div>
        <div class="field"><label for="key">${t("models.key")}</label><input id="key" name="key" type="password" autocomplete="off" placeholder=${t("models.keyOptional")}></div>
      </div>
      ${this.formError ? html`<p class="note bad" role="alert">${icon("alert")}<span>${this.formError}</span></p>` : nothing}
      ${this.tested ? this.#result(this.tested) : nothing}
      <div class="row">
        <button class="button ${this.tested?.ok ? "" : "primary"}" ?disabled=${this.testing}>${this.testing ? html`<span class="spinner"></span>` : nothing}${t("models.test")}</button>
        <button type="button" class="button ${this.tested?.ok ? "primary" : ""}" ?disabled=${!this.tested?.ok || this.saving} @click=${this.#save}>${t("models.useThis")}</button>
      </div>
    </form>`;
  }

  #result(tested: ModelTest) {
    return tested.ok
      ? html`<div class="note good" role="status">${icon("check")}<div><p>${t("models.works", { seconds: number(Math.round(tested.millis / 100) / 10) })}</p>
          ${tested.reply ? html`<p class="reply">${tested.reply}</p>` : nothing}</div></div>`
      : html`<p class="note bad" role="alert">${icon("alert")}<span>${tested.message}</span></p>`;
  }

  #fill(base: string, model: string): void {
    const fields = this.form.elements;
    (fields.namedItem("base") as HTMLInputElement).value = base;
    (fields.namedItem("model") as HTMLInputElement).value = model;
    this.form.requestSubmit();
  }

  #entered(): ModelServer {
    const values = new FormData(this.form);
    const key = String(values.get("key"));
    return { base_url: String(values.get("base")).trim(), model: String(values.get("model")).trim(), ...(key ? { api_key: key } : {}) };
  }

  #test = async (event: SubmitEvent) => {
    event.preventDefault();
    this.testing = true;
    this.tested = null;
    this.formError = "";
    const tested = await api.testModel(this.#entered());
    this.testing = false;
    if (tested.ok) {
      this.tested = tested.value;
    } else {
      this.formError = tested.problem.message;
    }
  };

  #save = async () => {
    const server = this.#entered();
    this.saving = true;
    const added = await api.addModel({ ...server, name: server.model, preferred: true });
    this.saving = false;
    if (added.ok) {
      this.form.reset();
      this.tested = null;
      say(t("models.inUse", { name: added.value.name }));
      await this.#changed();
    } else {
      this.formError = added.problem.message;
    }
  };

  async #prefer(model: Model): Promise<void> {
    const done = await api.preferModel(model.id);
    say(done.ok ? t("models.inUse", { name: model.built_in ? t("models.builtIn") : model.name }) : done.problem.message);
    await this.#changed();
  }

  async #remove(model: Model): Promise<void> {
    if (await confirmed({ heading: t("models.removeHeading", { name: model.name }), body: t("models.removeBody"), action: t("action.remove") })) {
      const done = await api.removeModel(model.id);
      if (!done.ok) {
        say(done.problem.message);
      }
      await this.#changed();
    }
  }

  async #changed(): Promise<void> {
    await Promise.all([this.#load(), session.refreshAbout()]);
  }

  async #load(): Promise<void> {
    const listed = await api.models();
    this.problem = listed.ok ? "" : listed.problem.message;
    this.models = listed.ok ? listed.value.data : this.models;
  }

  async #discover(): Promise<void> {
    const found = await api.discoveredModels();
    this.found = found.ok ? found.value.data : [];
  }
}
