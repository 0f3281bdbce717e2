import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { ResponseObject } from "./api-types.js";
import type { Assistant } from "./assistants-api.js";
import { controls } from "./controls.js";
import { failure } from "./failures.js";
import { call } from "./http.js";
import { icon } from "./icons.js";
import { placeOf } from "./places.js";
import { t } from "./messages.js";

/** Asks an assistant one question as it is saved, in the person's own name, and shows what it says and on what ground. */
@customElement("gw-assistant-try")
export class AssistantTry extends LitElement {
  static override styles = [controls, css`
    .reply { white-space: pre-wrap; overflow-wrap: anywhere; max-height: 24em; overflow: auto; line-height: 1.6; }
    h3 { font-size: 0.88rem; font-weight: 600; color: var(--muted); margin-bottom: 6px; }
    ol { padding-inline-start: 22px; display: grid; gap: 6px; font-size: 0.92rem; }
    ol strong { font-weight: 600; overflow-wrap: anywhere; }
    .quote { color: var(--muted); overflow-wrap: anywhere; }
    .starters { display: flex; flex-wrap: wrap; gap: 8px; }
    .starters button { white-space: normal; text-align: start; }
  `];

  @property({ attribute: false }) assistant!: Assistant;
  @state() question = "";
  @state() busy = false;
  @state() error = "";
  @state() answer: ResponseObject | null = null;

  override render() {
    return html`<div class="card stack"><form class="stack" @submit=${this.#try}>
        <div class="field"><label for="question">${t("assistant.try.question")}</label>
          <textarea id="question" rows="2" required maxlength="10000" .value=${this.question} @input=${(event: Event) => (this.question = (event.target as HTMLTextAreaElement).value)}></textarea>
          <span class="hint">${t("assistant.try.hint")}</span></div>
        ${this.assistant.starters.length > 0 ? html`<div class="starters">${this.assistant.starters.map((text) => html`<button type="button" class="button small" @click=${() => (this.question = text)}>${text}</button>`)}</div>` : nothing}
        <div class="row"><button class="button" ?disabled=${this.busy || this.question.trim() === ""}>${this.busy ? html`<span class="spinner"></span>` : icon("send", 18)}${t("route.try.action")}</button></div></form>
      <div role="status" class=${this.error || this.answer ? "" : "visually-hidden"}>${this.error ? html`<p class="note bad">${icon("alert")}<span>${this.error}</span></p>` : this.answer ? this.#answer(this.answer) : nothing}</div></div>`;
  }

  #answer(answer: ResponseObject) {
    const parts = answer.output.flatMap((item) => item.content ?? []).filter((part) => part.type === "output_text");
    const cited = parts.flatMap((part) => part.annotations ?? []);
    const declined = answer.grounding?.outcome === "declined";
    return html`<div class="stack" id="answer">
      ${declined ? html`<p class="note">${icon("info")}<span>${t("answer.declined")}</span></p>` : html`<p class="reply">${parts.map((part) => part.text).join("")}</p>`}
      ${cited.length === 0 ? nothing : html`<div><h3>${t("answer.sources")}</h3><ol>${cited.map((one) => html`<li><strong>${one.filename}</strong> ${placeOf(one.location).join(" · ")}
        <div class="quote">${one.quote}</div></li>`)}</ol></div>`}</div>`;
  }

  #try = async (event: SubmitEvent) => {
    event.preventDefault();
    this.busy = true;
    this.error = "";
    this.answer = null;
    const answer = await call<ResponseObject>("POST", "/v1/responses", { model: this.assistant.name, input: this.question.trim(), store: false });
    this.busy = false;
    this.answer = answer.ok ? answer.value : null;
    this.error = answer.ok ? "" : failure(answer.problem);
  };
}
