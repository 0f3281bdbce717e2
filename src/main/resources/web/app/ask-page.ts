import { css, html, LitElement, nothing, type PropertyValues } from "lit";
import { customElement, query } from "lit/decorators.js";
import { assistants } from "./assistants.js";
import { controls } from "./controls.js";
import { conversation } from "./conversation.js";
import { icon } from "./icons.js";
import { library } from "./library.js";
import { t, tn, type MessageKey } from "./messages.js";
import { href } from "./router.js";
import { SAMPLES_MARK } from "./samples.js";
import { session } from "./session.js";
import type { QuestionBox } from "./question-box.js";
import { Watching } from "./watching.js";
import "./answer-view.js";
import "./first-steps.js";
import "./question-box.js";

const SUGGESTIONS: MessageKey[] = ["samples.question.1", "samples.question.2", "samples.question.3", "samples.question.4"];
const POLL_MILLIS = 1500;

/** The home page: ask, read the answer, ask on. */
@customElement("gw-ask-page")
export class AskPage extends LitElement {
  static override styles = [controls, css`
    :host { display: grid; min-height: calc(100dvh - 60px); }
    .home { align-self: center; width: min(720px, 100%); margin: 0 auto; padding: 24px 24px 12vh; display: grid; gap: 22px; }
    .home h1 { font-size: clamp(1.6rem, 4.4vw, 2.1rem); text-align: center; }
    .home > .spinner { justify-self: center; }
    .under { color: var(--muted); font-size: 0.92rem; text-align: center; }
    .suggestions { display: grid; gap: 8px; list-style: none; padding: 0; grid-template-columns: repeat(auto-fit, minmax(260px, 1fr)); }
    .suggestions button {
      width: 100%; height: 100%; padding: 12px 14px; text-align: start; border: 1px solid var(--line); border-radius: 12px;
      background: var(--surface); line-height: 1.4; font-size: 0.95rem;
    }
    .suggestions button:hover:not(:disabled) { border-color: var(--accent); }
    .thread { display: grid; grid-template-rows: 1fr auto; width: 100%; }
    .turns { width: min(760px, 100%); margin: 0 auto; padding: 32px 24px 40px; display: grid; gap: 44px; align-content: start; }
    gw-answer { scroll-margin-top: 84px; }
    gw-answer:last-of-type:not(:first-of-type) { min-height: calc(100dvh - 60px - 210px); }
    gw-answer + gw-answer { padding-top: 32px; border-top: 1px solid var(--line); }
    .dock { position: sticky; bottom: 0; z-index: 10; background: linear-gradient(transparent, var(--paper) 28px); padding: 24px 0 18px; }
    .dock > div { width: min(760px, 100%); margin: 0 auto; padding: 0 24px; display: grid; gap: 8px; }
    .new { justify-self: end; background: var(--paper); }
    @media (max-width: 860px) { :host { min-height: calc(100dvh - 56px); } }
    @media (max-width: 640px) {
      .home { padding: 20px 16px 8vh; }
      .turns { padding: 24px 16px 32px; gap: 32px; }
      .dock { padding: 20px 0 10px; }
      .dock > div { padding: 0 12px; }
    }
  `];

  @query("gw-question-box") box!: QuestionBox | null;
  #turns = 0;
  #poll = 0;
  #focused = false;

  constructor() {
    super();
    new Watching(this, conversation, library, assistants, session);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("keydown", this.#slash);
    void library.refresh();
    void assistants.refresh();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("keydown", this.#slash);
    clearTimeout(this.#poll);
  }

  protected override updated(_: PropertyValues): void {
    if (!this.#focused && this.box && matchMedia("(hover: hover)").matches) {
      this.#focused = true; // not on touch screens, where focus would raise the keyboard
      void this.updateComplete.then(() => this.box?.focus());
    }
    if (conversation.turns.length > this.#turns) {
      this.renderRoot.querySelector("gw-answer:last-of-type")?.scrollIntoView({ block: "start", behavior: "smooth" });
    }
    this.#turns = conversation.turns.length;
    clearTimeout(this.#poll);
    if (library.inProgress > 0 && conversation.turns.length === 0) {
      this.#poll = window.setTimeout(() => void library.refresh(), POLL_MILLIS);
    }
  }

  override render() {
    if (conversation.turns.length > 0) {
      return this.#thread();
    }
    if (library.problem && !library.collections) {
      return html`<div class="home"><p class="note bad" role="alert">${icon("alert")}<span>${library.problem.message}</span>
        <button class="button small" @click=${() => library.refresh()}>${t("action.retry")}</button></p></div>`;
    }
    if (!library.collections) {
      return html`<div class="home"><span class="spinner" role="status" aria-label=${t("state.loading")}></span></div>`;
    }
    return library.collections.length === 0 ? html`<div class="home"><gw-first-steps></gw-first-steps></div>` : this.#home();
  }

  #home() {
    const documents = library.documents;
    return html`<div class="home">
      <h1>${t("ask.heading")}</h1>
      ${this.#questionBox()}
      ${assistants.chosen?.description ? html`<p class="under">${assistants.chosen.description}</p>`
        : documents > 0 ? html`<p class="under">${tn("ask.ready", documents)} ${this.#preparing()} ${this.#quoting()}</p>` : this.#notReady()}
      ${this.#suggestions()}
    </div>`;
  }

  #thread() {
    const turns = conversation.turns;
    return html`<div class="thread">
      <div class="turns">
        <h1 class="visually-hidden">${t("nav.ask")}</h1>
        ${turns.map((turn, at) => html`<gw-answer .turn=${turn} .stamp=${stamp(turn)} ?last=${at === turns.length - 1}
          @retried=${() => conversation.retry(turn, this.#builtIn)}></gw-answer>`)}
      </div>
      <div class="visually-hidden" role="status">${this.#announcement()}</div>
      <div class="dock"><div>
        <button class="button small new" @click=${this.#startOver}>${icon("plus", 16)}${t("ask.new")}</button>
        ${this.#questionBox()}
      </div></div>
    </div>`;
  }

  #questionBox() {
    return html`<gw-question-box ?busy=${conversation.busy} ?blocked=${library.scope.length === 0 && !assistants.chosen} ?following=${conversation.turns.length > 0}
      @asked=${(event: CustomEvent<string>) => this.#ask(event.detail)} @stopped=${() => conversation.stop()}></gw-question-box>`;
  }

  #preparing(): string {
    return library.inProgress > 0 ? tn("ask.preparing", library.inProgress) : "";
  }

  #notReady() {
    if (library.inProgress > 0) {
      return html`<p class="under" role="status">${this.#preparing()} ${t("ask.soon")}</p>`;
    }
    return html`<p class="under">${t("ask.noDocuments")}
      ${library.collections?.some((one) => one.access !== "read") ? html`<a href=${href("collections")}>${t("ask.addDocuments")}</a>` : nothing}</p>`;
  }

  #quoting() {
    return !this.#builtIn ? nothing : html`${t("answer.quotes")} ${session.person?.admin ? html`<a href=${href("models")}>${t("answer.connect")}</a>` : nothing}`;
  }

  #suggestions() {
    const starters = assistants.chosen?.starters ?? [];
    if (assistants.chosen) {
      return starters.length === 0 ? nothing : html`<section class="stack" aria-label=${t("samples.try")}>
        <ul class="suggestions">${starters.map((text) => html`<li><button @click=${() => this.#ask(text)}>${text}</button></li>`)}</ul></section>`;
    }
    const sample = library.collections?.find((one) => one.metadata?.[SAMPLES_MARK] !== undefined);
    if (!sample || sample.file_counts.completed === 0 || sample.file_counts.in_progress > 0) {
      return nothing;
    }
    return html`<section class="stack" aria-label=${t("samples.try")}>
      <ul class="suggestions">${SUGGESTIONS.map((key) => html`<li><button @click=${() => this.#ask(t(key))}>${t(key)}</button></li>`)}</ul>
    </section>`;
  }

  get #builtIn(): boolean {
    return assistants.chosen?.built_in ?? session.about?.default_model_built_in ?? true;
  }

  #announcement(): string {
    const turn = conversation.turns.at(-1);
    switch (turn?.state) {
      case "searching": return tn("answer.searching", turn.collections.length);
      case "done": return turn.outcome === "declined" ? t("answer.declined") : t("answer.ready");
      default: return "";
    }
  }

  #ask(question: string): void {
    const assistant = assistants.chosen;
    const scope = assistant?.searches === "named" ? assistant.collections : library.scope;
    void conversation.ask(question, scope, this.#builtIn, assistant?.name);
    void this.updateComplete.then(() => this.box?.focus());
  }

  #startOver = () => {
    conversation.clear();
    void session.refreshAbout();
    void this.updateComplete.then(() => this.box?.focus());
  };

  #slash = (event: KeyboardEvent) => {
    const inField = event.composedPath().some((one) => one instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT|DIALOG)$/.test(one.tagName));
    if (event.key === "/" && !inField && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      this.box?.focus();
    }
  };
}

function stamp(turn: { state: string; text: string; annotations: unknown[]; found: unknown[] }): string {
  return `${turn.state} ${turn.text.length} ${turn.annotations.length} ${turn.found.length}`;
}
