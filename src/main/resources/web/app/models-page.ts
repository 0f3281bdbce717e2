import { css, html, LitElement, nothing } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import * as api from "./api.js";
import { controls } from "./controls.js";
import { icon } from "./icons.js";
import { number, t, tn } from "./messages.js";
import { hostOf, modelName, preferredChip, stateChip } from "./model-words.js";
import * as registry from "./models-api.js";
import type { Model } from "./models-api.js";
import { say } from "./notices.js";
import { go, href } from "./router.js";
import { saveAs } from "./save-as.js";
import { session } from "./session.js";
import "./model-register.js";
import "./model-weights.js";
import "./models-import.js";

/** Which models there are, where each stands on its way, and how another one comes in. */
@customElement("gw-models-page")
export class ModelsPage extends LitElement {
  static override styles = [controls, css`
    section { margin-top: 36px; }
    section > h2 { margin-bottom: 12px; }
    .waiting { margin-bottom: 16px; }
    .list > li { position: relative; display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 4px 16px; align-items: center; }
    .list > li:hover { background: var(--raised); }
    .list a { color: var(--ink); font-weight: 620; text-decoration: none; overflow-wrap: anywhere; }
    .list a::after { content: ""; position: absolute; inset: 0; }
    .list a:focus-visible { outline: none; }
    .list a:focus-visible::after { outline: 2px solid var(--accent); outline-offset: -3px; border-radius: 12px; }
    .detail { grid-column: 1; color: var(--muted); font-size: 0.9rem; overflow-wrap: anywhere; }
    .abilities { grid-column: 1; display: flex; flex-wrap: wrap; gap: 6px; }
    .chip.plain { background: none; border: 1px solid var(--line); }
    .standing { grid-column: 2; grid-row: 1 / span 3; justify-content: flex-end; gap: 8px; }
    .standing .button { position: relative; z-index: 1; }
    @media (max-width: 640px) {
      .list > li { grid-template-columns: minmax(0, 1fr); }
      .standing { grid-column: 1; grid-row: auto; justify-content: flex-start; margin-top: 4px; }
    }
  `];

  @state() models: Model[] | null = null;
  @state() problem = "";
  @state() importing = false;
  @state() saving = false;
  @query("#connect") connect!: HTMLElement;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  override render() {
    return html`<div class="page">
      <div class="page-head"><div><h1>${t("models.heading")}</h1><p class="lead">${t("models.lead")}</p></div>
        <div class="row">
          <a class="button" href=${href("advisories")}>${icon("alert", 18)}${t("advisories.heading")}</a>
          <button class="button" @click=${() => (this.importing = true)}>${icon("upload", 18)}${t("models.import")}</button>
          <button class="button" ?disabled=${this.saving} @click=${this.#saveBill}>${this.saving ? html`<span class="spinner"></span>` : icon("download", 18)}${t("models.bill")}</button>
        </div></div>
      ${this.problem ? html`<p class="note bad" role="alert">${icon("alert")}<span>${this.problem}</span>
        <button class="button small" @click=${() => this.#load()}>${t("action.retry")}</button></p>` : nothing}
      ${this.models ? this.#list(this.models) : this.problem ? nothing : html`<span class="spinner" role="status" aria-label=${t("state.loading")}></span>`}
      <section id="connect"><h2>${t("models.connect")}</h2><gw-model-register @registered=${this.#registered}></gw-model-register></section>
      <gw-model-weights .models=${this.models ?? []} @registered=${this.#registered}></gw-model-weights>
      ${this.importing ? html`<gw-models-import @imported=${() => this.#changed()} @closed=${() => (this.importing = false)}></gw-models-import>` : nothing}
    </div>`;
  }

  #list(models: Model[]) {
    const proposed = models.filter((model) => model.state === "proposed").length;
    return html`${proposed > 0 ? html`<p class="note warn waiting">${icon("info")}<span>${tn("models.proposed", proposed)}</span></p>` : nothing}
      <ul class="list" aria-label=${t("models.heading")}>${models.map((model) => this.#model(model))}</ul>
      ${models.every((model) => model.built_in) ? html`<p class="hint">${t("models.onlyBuiltIn")}</p>` : nothing}`;
  }

  #model(model: Model) {
    return html`<li data-model=${model.name}>
      <div><a href=${href("models", model.id)}>${modelName(model)}</a></div>
      <span class="detail">${this.#detail(model)}</span>
      ${model.abilities?.proven.length ? html`<span class="abilities">${model.abilities.proven.filter((one) => one === "tools" || one === "json_schema" || one === "images" || one === "reasoning")
        .map((one) => html`<span class="chip plain">${t(`model.ability.${one}`)}</span>`)}</span>` : nothing}
      <span class="row standing">
        ${model.location === "outside" ? html`<span class="chip warn">${t("model.location.outside")}</span>` : nothing}
        ${model.advisories ? html`<span class="chip ${model.advisories.severity === "critical" || model.advisories.severity === "high" ? "bad" : "warn"}" data-advisories>${icon("alert", 14)}${tn("advisories.badge", model.advisories.open)}</span>` : nothing}
        ${model.built_in ? nothing : stateChip(model.state)}
        ${model.task === "chat" ? nothing : html`<span class="chip plain">${t(`model.task.${model.task}`)}</span>`}
        ${model.preferred ? preferredChip(model) : model.state === "serving" && model.task === "chat" ? html`<button class="button small" aria-label=${t("models.useOf", { name: modelName(model) })}
          @click=${() => this.#prefer(model)}>${t("models.use")}</button>` : nothing}
      </span></li>`;
  }

  #detail(model: Model): string {
    const servers = model.endpoints.length;
    return model.built_in ? t("models.builtInLead") : [
      model.model === model.name ? "" : model.model,
      servers === 1 ? hostOf(model.base_url) : tn("models.servers", servers),
      model.location === "inside" ? t("model.location.inside") : "",
      model.licence?.id ?? "",
      model.context_window === undefined ? "" : t("model.window", { tokens: number(model.context_window) }),
      model.vectors?.dimension === undefined ? "" : t("model.vectors.length", { number: number(model.vectors.dimension) }),
      model.has_key ? t("models.hasKey") : "",
    ].filter(Boolean).join(" · ");
  }

  #registered = async (event: Event) => {
    const made = (event as CustomEvent<Model>).detail;
    await session.refreshAbout();
    go("models", made.id);
  };

  async #prefer(model: Model): Promise<void> {
    const done = await registry.preferModel(model.id);
    say(done.ok ? t("models.inUse", { name: modelName(model) }) : done.problem.message);
    await this.#changed();
  }

  #saveBill = async () => {
    this.saving = true;
    const saved = await saveAs(registry.BILL_OF_MATERIALS, "models.cdx.json");
    this.saving = false;
    if (!saved.ok) {
      say(saved.problem.message);
    }
  };

  async #changed(): Promise<void> {
    await Promise.all([this.#load(), session.refreshAbout()]);
  }

  async #load(): Promise<void> {
    const listed = await api.models();
    this.problem = listed.ok ? "" : listed.problem.message;
    this.models = listed.ok ? sorted(listed.value.data) : this.models;
  }
}

/** The one that answers first, then what waits for a decision, then as they stand. */
function sorted(models: Model[]): Model[] {
  const order = ["proposed", "serving", "approved", "draining", "quarantined", "recalled"];
  const rank = (model: Model) => (model.preferred ? -1 : order.indexOf(model.state));
  return [...models].sort((a, b) => rank(a) - rank(b) || Number(b.built_in) - Number(a.built_in) || a.name.localeCompare(b.name));
}
