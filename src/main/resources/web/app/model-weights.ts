import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { controls } from "./controls.js";
import { icon } from "./icons.js";
import { number, size, t } from "./messages.js";
import * as registry from "./models-api.js";
import type { Model, Weights } from "./models-api.js";
import { say } from "./notices.js";

const LOOK_AGAIN_MILLIS = 3000;

/** Weights that lie on this machine, to register without a server of one's own. Shows nothing where there are none. Tells `registered` with the model. */
@customElement("gw-model-weights")
export class ModelWeights extends LitElement {
  static override styles = [controls, css`
    h2 { margin: 36px 0 12px; }
    .list > li { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 4px 16px; align-items: center; }
    strong { font-weight: 620; overflow-wrap: anywhere; }
    .detail { grid-column: 1; color: var(--muted); font-size: 0.9rem; overflow-wrap: anywhere; }
    .error { grid-column: 1 / -1; color: var(--bad); font-size: 0.9rem; overflow-wrap: anywhere; }
    .can { grid-column: 2; grid-row: 1 / span 2; gap: 8px; }
    @media (max-width: 640px) { .list > li { grid-template-columns: minmax(0, 1fr); } .can { grid-column: 1; grid-row: auto; margin-top: 4px; } }
  `];

  /** Those that are registered already, to tell which weights are theirs. */
  @property({ attribute: false }) models: readonly Model[] = [];
  @state() found: Weights[] = [];
  @state() busy = "";
  @state() wrong: { file: string; words: string } | null = null;
  #timer = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  override render() {
    const whole = this.found.filter((weights) => weights.metadata?.purpose !== "part");
    return whole.length === 0 ? nothing
      : html`<h2>${t("weights.heading")}</h2><ul class="list" aria-label=${t("weights.heading")}>${whole.map((weights) => this.#weights(weights))}</ul>`;
  }

  #weights(weights: Weights) {
    const { file, state, metadata } = weights;
    const known = this.models.find((model) => weights.sha256 !== undefined && model.provenance?.digest === `sha256:${weights.sha256}`);
    const details = [
      metadata?.name && metadata.name !== file ? metadata.name : "", metadata?.purpose === "embedder" ? t("model.task.embed") : metadata?.purpose === "reranker" ? t("model.task.rerank") : "", size(weights.bytes), metadata?.size_label ?? "", metadata?.quantization ?? "",
      metadata?.context_length === undefined ? "" : t("model.window", { tokens: number(metadata.context_length) }), metadata?.license_name ?? metadata?.license ?? "",
    ];
    return html`<li data-file=${file}><strong>${file}</strong><span class="detail">${details.filter(Boolean).join(" · ")}</span>
      <span class="row can">${known ? html`<span class="chip good">${icon("check", 14)}${t("weights.registered", { name: known.name })}</span>`
        : state !== "ready" ? html`<span class="chip ${state === "refused" ? "bad" : ""}">${t(`weights.state.${state}`)}</span>`
        : html`<button class="button small" ?disabled=${this.busy !== ""} aria-label=${t("weights.proposeOf", { file })} @click=${() => this.#register(file, "proposed")}>${t("models.then.propose.action")}</button>
          <button class="button small primary" ?disabled=${this.busy !== ""} aria-label=${t("weights.registerOf", { file })} @click=${() => this.#register(file, "serving")}>
            ${this.busy === file ? html`<span class="spinner"></span>` : nothing}${t("models.then.serve.action")}</button>`}</span>
      ${weights.reason ? html`<span class="detail">${weights.reason}</span>` : nothing}
      ${this.wrong?.file === file ? html`<span class="error" role="alert">${this.wrong.words}</span>` : nothing}</li>`;
  }

  async #register(file: string, state: "proposed" | "serving"): Promise<void> {
    this.busy = file;
    this.wrong = null;
    const added = await registry.addWeights(file, state);
    this.busy = "";
    if (added.ok) {
      say(t(state === "proposed" ? "models.then.propose.done" : "models.then.serve.done", { name: added.value.name }));
      this.dispatchEvent(new CustomEvent<Model>("registered", { detail: added.value }));
    } else {
      this.wrong = { file, words: added.problem.message };
    }
  }

  async #load(): Promise<void> {
    clearTimeout(this.#timer);
    const found = await registry.weights();
    this.found = found.ok ? found.value.data : [];
    if (this.isConnected && this.found.some(({ state }) => state === "arriving" || state === "hashing")) {
      this.#timer = window.setTimeout(() => void this.#load(), LOOK_AGAIN_MILLIS);
    }
  }
}
