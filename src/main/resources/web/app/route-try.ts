import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { controls } from "./controls.js";
import { icon } from "./icons.js";
import { t } from "./messages.js";
import { hostOf } from "./model-words.js";
import * as registry from "./models-api.js";
import type { Attempt, Tried } from "./models-api.js";
import { BUILT_IN, candidateName, tookWords, whyWords } from "./route-words.js";

const PASSED_OVER = new Set([
  "not_serving", "recalled", "left_alone", "full", "too_long", "not_for_this_caller", "not_for_this_length", "not_registered",
]);

/** Sends a message to a route and shows which of its candidates answered, and why the others did not. */
@customElement("gw-route-try")
export class RouteTry extends LitElement {
  static override styles = [controls, css`
    .reply { white-space: pre-wrap; overflow-wrap: anywhere; max-height: 24em; overflow: auto; }
    .attempts { list-style: none; padding: 0; display: grid; gap: 8px; }
    .attempts li { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 12px; align-items: baseline; padding: 8px 12px; border-left: 3px solid var(--line); }
    .attempts li.answered { border-color: var(--good); }
    .attempts li.failed { border-color: var(--bad); }
    .attempts strong { font-weight: 600; overflow-wrap: anywhere; }
    .attempts .took { color: var(--muted); font-size: 0.88rem; white-space: nowrap; }
    .attempts .why { grid-column: 1 / -1; color: var(--muted); font-size: 0.92rem; overflow-wrap: anywhere; }
    .note > div { flex: 1 1 0; min-width: min(22ch, 100%); }
    h3 { margin: 0; font-size: 0.95rem; font-weight: 600; }
  `];

  @property() route = "";
  @state() busy = false;
  @state() error = "";
  @state() tried: Tried | null = null;

  override render() {
    return html`<div class="card stack"><form class="stack" @submit=${this.#try}>
        <div class="field"><label for="message">${t("route.try.message")}</label>
          <textarea id="message" name="message" rows="3" required maxlength="4000" placeholder=${t("route.try.example")}></textarea>
          <span class="hint">${t("route.try.hint")}</span></div>
        <div class="row"><button class="button" ?disabled=${this.busy}>${this.busy ? html`<span class="spinner"></span>` : icon("send", 18)}${t("route.try.action")}</button></div>
      </form>
      <div role="status" class=${this.error || this.tried ? "" : "visually-hidden"}>${this.error ? html`<p class="note bad">${icon("alert")}<span>${this.error}</span></p>` : this.tried ? this.#outcome(this.tried) : nothing}</div></div>`;
  }

  #outcome(tried: Tried) {
    return html`<div class="stack">
      ${this.#end(tried)}
      ${tried.attempts.length > 0 ? html`<h3>${t("route.try.attempts")}</h3><ol class="attempts">${tried.attempts.map((attempt) => this.#attempt(attempt))}</ol>` : nothing}</div>`;
  }

  #end({ answered_by: by, reply, failed, took_ms: took = 0 }: Tried) {
    if (by === undefined || failed !== undefined) {
      return html`<div class="note bad" id="answer">${icon("alert")}<div><p><strong>${by === undefined ? t("route.try.failed") : t("route.try.broke", { name: candidateName(by) })}</strong></p><p>${failed ?? ""}</p></div></div>`;
    }
    const words = by === BUILT_IN ? t("route.try.builtIn") : t("route.try.answered", { name: by, took: tookWords(took) });
    return html`<div class="note good" id="answer">${icon("check")}<div><p><strong>${words}</strong></p>${reply ? html`<p class="reply">${reply}</p>` : nothing}</div></div>`;
  }

  #attempt({ model, server, why, took_ms }: Attempt) {
    const tone = why === "answered" ? "answered" : PASSED_OVER.has(why) || why.startsWith("lacks_") ? "" : "failed";
    return html`<li class=${tone} data-why=${why}><strong>${candidateName(model)}</strong><span class="took">${took_ms > 0 ? tookWords(took_ms) : ""}</span>
      <span class="why">${[whyWords(why), server ? hostOf(server) : ""].filter(Boolean).join(" · ")}</span></li>`;
  }

  #try = async (event: SubmitEvent) => {
    event.preventDefault();
    const message = String(new FormData(event.target as HTMLFormElement).get("message")).trim();
    if (!message) {
      return;
    }
    this.busy = true;
    this.error = "";
    this.tried = null;
    const tried = await registry.tryRoute(this.route, message);
    this.busy = false;
    if (tried.ok) {
      this.tried = tried.value;
    } else {
      this.error = tried.problem.message;
    }
  };
}
