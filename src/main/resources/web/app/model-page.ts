import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import * as api from "./api.js";
import { confirmed } from "./confirm-dialog.js";
import { controls } from "./controls.js";
import type { Problem } from "./http.js";
import { icon } from "./icons.js";
import { advisoriesOf, type Advisory } from "./incidents-api.js";
import { moment, number, t, type MessageKey } from "./messages.js";
import type { Part } from "./model-edit.js";
import { doers, modelName, preferredChip, priceWords, stateChip, stepsFrom, whoDid, type Step } from "./model-words.js";
import * as registry from "./models-api.js";
import { ABILITIES, type Ability, type Model, type ModelEvent, type Recall } from "./models-api.js";
import { say } from "./notices.js";
import { go, href } from "./router.js";
import { session } from "./session.js";
import "./advisory-match.js";
import "./model-edit.js";
import "./model-step.js";

const SHOWN_EVENTS = 20;

/** One that was registered just now is probed by itself; what is found out shows up without another press. */
const NEW_MILLIS = 60_000;
const LOOK_AGAIN_MILLIS = 2000;

/** One model: all that is known of it, where it stands on its way, and what can be done with it. */
@customElement("gw-model-page")
export class ModelPage extends LitElement {
  static override styles = [controls, css`
    .crumb { display: inline-flex; align-items: center; gap: 4px; font-size: 0.92rem; text-decoration: none; margin-bottom: 10px; }
    .page-head { margin-bottom: 16px; }
    h1 { overflow-wrap: anywhere; }
    section { margin-top: 28px; }
    .section-head { display: flex; flex-wrap: wrap; gap: 8px 12px; align-items: center; justify-content: space-between; margin-bottom: 12px; }
    .facts { display: grid; grid-template-columns: 13em minmax(0, 1fr); gap: 8px 18px; margin: 0; font-size: 0.94rem; }
    .facts dt { color: var(--muted); }
    .facts dd { margin: 0; overflow-wrap: anywhere; }
    .facts ul { list-style: none; padding: 0; display: grid; gap: 4px; }
    .abilities li { display: flex; gap: 8px; align-items: flex-start; }
    .abilities svg { margin-top: 3px; }
    .yes svg { color: var(--good); }
    .no, .open { color: var(--muted); }
    .facts .abilities + .hint { margin-top: 6px; }
    .card > .note { margin-bottom: 14px; }
    .untried { width: 16px; text-align: center; flex: none; }
    .required { padding: 8px 12px; border-left: 3px solid var(--accent); background: var(--raised); border-radius: 0 var(--radius) var(--radius) 0; white-space: pre-wrap; }
    .events > li { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 2px 16px; }
    .events .what { font-weight: 550; }
    .events .when { color: var(--muted); font-size: 0.88rem; }
    .events .words { grid-column: 1 / -1; color: var(--muted); font-size: 0.92rem; overflow-wrap: anywhere; white-space: pre-wrap; }
    code { font-family: var(--mono); font-size: 0.88em; overflow-wrap: anywhere; }
    .more { display: grid; justify-items: center; margin-top: 16px; }
    @media (max-width: 640px) {
      .facts { grid-template-columns: minmax(0, 1fr); gap: 0; }
      .facts dd { margin-bottom: 10px; }
      .events > li { grid-template-columns: minmax(0, 1fr); }
    }
  `];

  @property() modelId = "";
  @state() model: Model | null = null;
  @state() events: ModelEvent[] = [];
  @state() advisories: Advisory[] = [];
  @state() groups: ReadonlyMap<string, string> = new Map();
  @state() people: ReadonlyMap<string, string> = new Map();
  @state() problem: Problem | null = null;
  @state() editing: Part | null = null;
  @state() step: Step | null = null;
  @state() probing = false;
  @state() probeError = "";
  @state() all = false;
  @state() users: Recall["collections"] = [];
  #timer = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
    void doers().then((known) => (this.people = known));
    void api.groups().then((found) => (this.groups = new Map(found.ok ? found.value.map((group) => [group.id, group.name]) : [])));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  override render() {
    const model = this.model;
    return html`<div class="page">
      <a class="crumb" href=${href("models")}>${icon("back", 16)}${t("nav.models")}</a>
      ${this.problem ? html`<p class="note bad" role="alert">${icon("alert")}<span>${this.problem.status === 404 ? t("model.gone") : this.problem.message}</span>
        <button class="button small" @click=${() => this.#load()}>${t("action.retry")}</button></p>` : nothing}
      ${model ? model.built_in ? this.#builtIn(model) : this.#registered(model) : this.problem ? nothing : html`<span class="spinner" role="status" aria-label=${t("state.loading")}></span>`}
    </div>`;
  }

  #builtIn(model: Model) {
    return html`<div class="page-head"><div><h1>${modelName(model)}</h1><p class="lead">${t("models.builtInLead")}</p></div></div>
      <div class="row">${preferredChip(model)}${this.#preferButton(model)}</div>
      <p class="hint">${t("model.builtInFixed")}</p>`;
  }

  #registered(model: Model) {
    return html`<div class="page-head"><div><h1>${model.name}</h1>
          <p class="lead">${t("model.lead", { model: model.model })}</p></div></div>
      ${this.#standing(model)}${this.#advisories()}${this.#abilities(model)}${this.#servers(model)}${this.#terms(model)}${this.#origin(model)}${this.#guardrails(model)}${this.#history()}
      ${model.state === "recalled" ? nothing : html`<section><div class="row">
        <button class="button danger" aria-label=${t("models.remove", { name: model.name })} @click=${() => this.#remove(model)}>${icon("trash", 18)}${t("action.remove")}</button></div></section>`}
      ${this.step ? html`<gw-model-step .model=${model} .step=${this.step} @moved=${this.#moved} @closed=${() => (this.step = null)}></gw-model-step>` : nothing}
      ${this.editing ? html`<gw-model-edit .model=${model} section=${this.editing} @changed=${this.#edited} @closed=${() => (this.editing = null)}></gw-model-edit>` : nothing}`;
  }

  #standing(model: Model) {
    return html`<section class="card stack" aria-label=${t("model.standing")}>
      <div class="row" role="status" id="standing">${stateChip(model.state)}${preferredChip(model)}
        ${model.location === "outside" ? html`<span class="chip warn">${t("model.location.outside")}</span>` : nothing}
        ${model.task === "chat" ? nothing : html`<span class="chip" id="task">${t(`model.task.${model.task}`)}</span>`}</div>
      ${this.#users(model)}
      <p>${t(`model.state.${model.state}.means`)}
        ${model.approved ? html`<span class="muted">${t("model.approved", { who: whoDid(model.approved.by, this.people), when: moment(model.approved.at) })}</span>` : nothing}</p>
      ${model.state === "recalled" ? nothing : html`<div class="row">${this.#preferButton(model)}
        ${stepsFrom(model.state).map((step, index) => html`<button class="button ${step.to === "recalled" ? "danger" : index === 0 && model.state !== "serving" ? "primary" : ""}"
          @click=${() => (this.step = step)}>${step.label}</button>`)}</div>`}
      <div class="row"><a href=${href("models", model.id, "recall")}>${t(model.state === "recalled" ? "recall.report" : "recall.would")}</a></div>
    </section>`;
  }

  #advisories() {
    return this.advisories.length === 0 ? nothing : html`<section id="advisories" aria-label=${t("advisories.heading")}><div class="section-head"><h2>${t("advisories.heading")}</h2></div>
      <ul class="list">${this.advisories.map((one) => html`<li><gw-advisory .advisory=${one} ofModel @changed=${() => this.#load()}></gw-advisory></li>`)}</ul></section>`;
  }

  #preferButton(model: Model) {
    return model.preferred || model.state !== "serving" || model.task !== "chat" ? nothing
      : html`<button class="button primary" @click=${() => this.#prefer(model)}>${t("model.prefer")}</button>`;
  }

  #abilities(model: Model) {
    const tried = model.abilities !== undefined;
    return this.#section("abilities", model.state === "recalled" ? nothing : html`
      <button class="button small" ?disabled=${this.probing} @click=${this.#probe}>${this.probing ? html`<span class="spinner"></span>` : icon("retry", 16)}${t("model.probe")}</button>`, html`
      ${this.probeError ? html`<p class="note bad" role="alert">${icon("alert")}<span>${this.probeError}</span></p>` : nothing}
      <dl class="facts">
        <dt>${t("model.contextWindow")}</dt><dd>${model.context_window === undefined ? unknown() : t("model.window", { tokens: number(model.context_window) })}</dd>
        ${model.task === "chat" ? nothing : this.#vectors(model)}
        ${model.task !== "chat" ? nothing : html`<dt>${t("model.abilities")}</dt><dd><ul class="abilities" aria-label=${t("model.abilities")}>${ABILITIES.map((ability) => this.#ability(model, ability))}</ul>
          ${tried || model.state === "recalled" ? nothing : html`<p class="hint">${t("model.neverProbed")}</p>`}</dd>`}
        ${model.answers_as && model.answers_as !== model.model ? html`<dt>${t("model.answersAs")}</dt><dd>${model.answers_as}<br><span class="hint">${t("model.answersAs.other", { model: model.model })}</span></dd>` : nothing}
      </dl>`);
  }

  #vectors(model: Model) {
    const vectors = model.vectors ?? {};
    const prefix = (text: string | undefined) => (text ? html`<code>${text}</code>` : t("model.vectors.none"));
    return model.task !== "embed" ? nothing : html`
      <dt>${t("model.vectors.dimension")}</dt><dd>${vectors.dimension === undefined ? html`${unknown()} <span class="hint">${t("model.vectors.measure")}</span>` : number(vectors.dimension)}</dd>
      ${vectors.pooling ? html`<dt>${t("model.vectors.pooling")}</dt><dd>${vectors.pooling}</dd>` : nothing}
      <dt>${t("model.vectors.query")}</dt><dd>${prefix(vectors.query_prefix)}</dd>
      <dt>${t("model.vectors.passage")}</dt><dd>${prefix(vectors.passage_prefix)}</dd>
      ${vectors.languages?.length ? html`<dt>${t("model.vectors.languages")}</dt><dd>${vectors.languages.join(", ")}</dd>` : nothing}`;
  }

  /** Collections that answer from vectors of this model: where it serves no more, they need another. */
  #users(model: Model) {
    const users = this.users.filter(({ answers }) => answers);
    return users.length === 0 ? nothing : html`<div class="note ${model.state === "serving" ? "" : "warn"}" id="users"><div>
      <p>${t(model.state === "serving" ? "model.users" : "model.users.move")}</p>${list(users.map(({ name }) => name))}</div></div>`;
  }

  #ability(model: Model, ability: Ability) {
    const proven = model.abilities?.proven.includes(ability) ?? false;
    const missing = model.abilities?.missing.includes(ability) ?? false;
    return html`<li class=${proven ? "yes" : missing ? "no" : "open"} data-ability=${ability}>
      ${proven ? icon("check", 16) : missing ? icon("close", 16) : html`<span class="untried" aria-hidden="true">?</span>`}
      <span>${t(`model.ability.${ability}`)}${proven ? html`<span class="visually-hidden">: ${t("model.ability.proven")}</span>` : html`: ${t(missing ? "model.ability.missing" : "model.ability.untried")}`}</span></li>`;
  }

  #servers(model: Model) {
    return this.#section("servers", nothing, html`<dl class="facts">
      <dt>${t("model.endpoints")}</dt><dd><ul>${model.endpoints.map((endpoint) => html`<li>${model.dialect === "local" ? t("model.dialect.local") : html`<code>${endpoint.base_url}</code>`}${endpoint.has_key ? html` <span class="chip">${icon("key", 14)}${t("models.hasKey")}</span>` : nothing}</li>`)}</ul></dd>
      <dt>${t("models.model")}</dt><dd><code>${model.model}</code></dd>
      <dt>${t("model.dialect")}</dt><dd>${t(`model.dialect.${model.dialect}`)}</dd>
      <dt>${t("model.location")}</dt><dd>${t(`model.location.${model.location}`)} <span class="hint">${t(`model.location.${model.location}.means`)}</span></dd>
      <dt>${t("model.audience")}</dt><dd>${model.audience === undefined ? t("model.audience.everyone") : model.audience.length === 0 ? t("model.audience.routes") : model.audience.map((id) => this.people.get(id) ?? this.groups.get(id) ?? id).join(", ")}</dd>
      <dt>${t("model.maxConcurrent")}</dt><dd>${model.max_concurrent === undefined ? t("model.maxConcurrent.usual") : number(model.max_concurrent)}</dd>
    </dl>`);
  }

  #terms(model: Model) {
    const licence = model.licence ?? {};
    return this.#section("terms", nothing, html`<dl class="facts">
      <dt>${t("model.price")}</dt><dd>${model.price ? priceWords(model.price) : unknown()}</dd>
      <dt>${t("model.licence")}</dt><dd>${licence.id ?? unknown()}${licence.url ? html`<br>${link(licence.url)}` : nothing}</dd>
      ${licence.osi_approved === undefined ? nothing : html`<dt>${t("model.licence.osi")}</dt><dd>${yesNo(licence.osi_approved)}</dd>`}
      ${licence.use_limits?.length ? html`<dt>${t("model.licence.limits")}</dt><dd>${list(licence.use_limits)}</dd>` : nothing}
      ${licence.required_notice ? html`<dt>${t("model.licence.notice")}</dt><dd><div class="required">${licence.required_notice}</div></dd>` : nothing}
      ${licence.rights_holder ? html`<dt>${t("model.licence.holder")}</dt><dd>${licence.rights_holder}</dd>` : nothing}
      ${licence.may_fine_tune === undefined ? nothing : html`<dt>${t("model.licence.tune")}</dt><dd>${yesNo(licence.may_fine_tune)}</dd>`}
      ${licence.may_redistribute === undefined ? nothing : html`<dt>${t("model.licence.pass")}</dt><dd>${yesNo(licence.may_redistribute)}</dd>`}
    </dl>`);
  }

  #origin(model: Model) {
    const known = model.provenance ?? {};
    const facts = ([
      ["base_model", known.base_model], ["fine_tuned_by", known.fine_tuned_by], ["fine_tuned_on", known.fine_tuned_on], ["training_data", known.training_data],
      ["source", known.source && isLink(known.source) ? link(known.source) : known.source], ["digest", known.digest ? html`<code>${known.digest}</code>` : undefined], ["engine", known.engine],
    ] as const).filter(([, value]) => value !== undefined);
    return this.#section("origin", nothing, facts.length === 0 ? html`<p class="muted">${t("model.origin.unknown")}</p>`
      : html`<dl class="facts">${facts.map(([name, value]) => html`<dt>${t(`model.origin.${name}`)}</dt><dd>${value}</dd>`)}</dl>`);
  }

  #guardrails(model: Model) {
    const { theirs = [], ours = [] } = model.guardrails ?? {};
    return this.#section("guardrails", nothing, theirs.length + ours.length === 0 ? html`<p class="muted">${t("model.guardrails.none")}</p>` : html`<dl class="facts">
      <dt>${t("model.guardrails.theirs")}</dt><dd>${theirs.length ? list(theirs) : unknown()}</dd>
      <dt>${t("model.guardrails.ours")}</dt><dd>${ours.length ? list(ours) : unknown()}</dd></dl>`);
  }

  #section(part: Part, more: unknown, body: unknown) {
    const heading = t(`model.part.${part}`);
    return html`<section id=${part} aria-label=${heading}><div class="section-head"><h2>${heading}</h2><span class="row">${more}
      <button class="button small" aria-label=${t("model.editOf", { part: heading })} @click=${() => (this.editing = part)}>${icon("edit", 16)}${t("source.edit")}</button></span></div>
      <div class="card">${body}</div></section>`;
  }

  #history() {
    const shown = this.all ? this.events : this.events.slice(0, SHOWN_EVENTS);
    return html`<section aria-label=${t("model.history")}><div class="section-head"><h2>${t("model.history")}</h2></div>
      ${shown.length === 0 ? html`<p class="muted">${t("model.history.none")}</p>` : html`<ul class="list events">${shown.map((event) => html`<li>
        <span class="what">${eventWords(event)}</span><span class="when">${moment(event.at)} · ${whoDid(event.by, this.people)}</span>
        ${event.note ? html`<span class="words">${event.note}</span>` : nothing}</li>`)}</ul>`}
      ${shown.length < this.events.length ? html`<div class="more"><button class="button" @click=${() => (this.all = true)}>${t("collection.more")}</button></div>` : nothing}
    </section>`;
  }

  #probe = async () => {
    this.probing = true;
    this.probeError = "";
    const done = await registry.probeModel(this.modelId);
    this.probing = false;
    if (done.ok) {
      this.model = done.value;
      say(t("model.probed"));
    } else {
      this.probeError = done.problem.message;
    }
    await this.#loadEvents();
  };

  #moved = async (event: Event) => {
    const { model, words } = (event as CustomEvent<{ model: Model; words: string }>).detail;
    this.step = null;
    this.model = model;
    say(words);
    await this.#changed();
  };

  #edited = async (event: Event) => {
    this.editing = null;
    this.model = (event as CustomEvent<Model>).detail;
    say(t("model.saved"));
    await this.#loadEvents();
  };

  async #prefer(model: Model): Promise<void> {
    const done = await registry.preferModel(model.id);
    say(done.ok ? t("models.inUse", { name: modelName(model) }) : done.problem.message);
    await this.#changed();
  }

  async #remove(model: Model): Promise<void> {
    if (await confirmed({ heading: t("models.removeHeading", { name: model.name }), body: t("models.removeBody"), action: t("action.remove") })) {
      const done = await registry.removeModel(model.id);
      if (done.ok || done.problem.status === 404) {
        say(t("model.removed", { name: model.name }));
        await session.refreshAbout();
        go("models");
      } else {
        say(done.problem.message);
      }
    }
  }

  async #changed(): Promise<void> {
    await Promise.all([this.#load(), session.refreshAbout()]);
  }

  async #load(): Promise<void> {
    clearTimeout(this.#timer);
    const found = await registry.model(this.modelId);
    this.problem = found.ok ? null : found.problem;
    this.model = found.ok ? found.value : found.problem.status === 404 ? null : this.model;
    if (found.ok && !found.value.built_in) {
      await this.#loadEvents();
      await this.#loadUsers(found.value);
      this.#lookAgain(found.value);
    }
  }

  #lookAgain(model: Model): void {
    const fresh = Date.now() - Date.parse(model.created_at) < NEW_MILLIS;
    if (this.isConnected && fresh && model.abilities === undefined && !this.events.some((event) => event.kind.endsWith("probed"))) {
      this.#timer = window.setTimeout(() => void this.#load(), LOOK_AGAIN_MILLIS);
    }
  }

  async #loadUsers(model: Model): Promise<void> {
    const recall = model.task === "embed" ? await registry.modelRecall(model.id) : null;
    this.users = recall?.ok ? recall.value.collections : [];
  }

  async #loadEvents(): Promise<void> {
    const [events, advisories] = await Promise.all([registry.modelEvents(this.modelId), advisoriesOf(this.modelId)]);
    this.advisories = advisories.ok ? advisories.value.data : this.advisories;
    if (events.ok) {
      this.events = events.value.data;
    } else {
      this.problem = events.problem;
    }
  }
}

const EVENTS: ReadonlySet<string> = new Set([...registry.STATES, "probed", "not_probed", "changed", "moved", "removed"]);

function eventWords(event: ModelEvent): string {
  return EVENTS.has(event.kind) ? t(`model.event.${event.kind}` as MessageKey) : event.kind;
}

function unknown() {
  return html`<span class="muted">${t("model.unknown")}</span>`;
}

function yesNo(value: boolean): string {
  return t(value ? "model.yes" : "model.no");
}

function list(texts: readonly string[]) {
  return html`<ul>${texts.map((text) => html`<li>${text}</li>`)}</ul>`;
}

const isLink = (text: string): boolean => /^https?:\/\//i.test(text);

/** Only what a browser may follow without harm is a link. */
function link(url: string) {
  return isLink(url) ? html`<a href=${url} target="_blank" rel="noopener noreferrer">${url}</a>` : url;
}
