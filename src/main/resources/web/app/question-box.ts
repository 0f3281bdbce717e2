import { css, html, LitElement, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { assistants } from "./assistants.js";
import { controls } from "./controls.js";
import { icon } from "./icons.js";
import { t } from "./messages.js";
import { Watching } from "./watching.js";
import "./assistant-chooser.js";
import "./scope-chooser.js";

const TALLEST = 220;

/** Where a question is typed. Enter sends it, Shift+Enter starts a new line; while an answer runs the button stops it. */
@customElement("gw-question-box")
export class QuestionBox extends LitElement {
  static override styles = [controls, css`
    form {
      display: grid; gap: 2px; padding: 6px; border: 1px solid var(--line-strong); border-radius: 16px; background: var(--surface);
      box-shadow: 0 2px 14px var(--shadow);
    }
    form:focus-within { border-color: var(--accent); outline: 1px solid var(--accent); }
    textarea {
      display: block; width: 100%; min-height: 48px; max-height: 220px; padding: 11px 12px 5px; resize: none; border: 0; background: none;
      font-size: 1.04rem; line-height: 1.5; overflow-y: auto;
    }
    textarea:focus-visible { outline: none; }
    .foot { display: flex; align-items: center; justify-content: space-between; gap: 8px; padding-left: 2px; }
    .hint { flex: 1; text-align: end; font-size: 0.8rem; white-space: nowrap; }
    gw-assistant-chooser, gw-scope-chooser { flex: 0 1 auto; }
    .go { margin-left: auto; display: grid; place-items: center; width: 40px; height: 40px; padding: 0; flex: none; border: 0; border-radius: 11px; background: var(--accent); color: var(--accent-ink); }
    .go:hover:not(:disabled) { background: var(--accent-strong); }
    .go:disabled { background: var(--raised); color: var(--muted); opacity: 1; }
    @media (max-width: 640px) { .hint { display: none; } }
  `];

  @property({ type: Boolean }) busy = false;
  @property({ type: Boolean }) blocked = false;
  @property({ type: Boolean }) following = false;
  @state() empty = true;
  @query("textarea") area!: HTMLTextAreaElement;

  constructor() {
    super();
    new Watching(this, assistants);
  }

  override focus(): void {
    this.area?.focus();
  }

  /** Puts a question into the box without sending it. */
  fill(question: string): void {
    this.area.value = question;
    this.#typed();
  }

  override render() {
    return html`<form @submit=${this.#submit}>
      <textarea rows="1" aria-label=${t("ask.label")} placeholder=${this.following ? t("ask.followUp") : t("ask.placeholder")}
        @input=${this.#typed} @keydown=${this.#keys}></textarea>
      <div class="foot">
        <gw-assistant-chooser></gw-assistant-chooser>
        ${assistants.chosen ? nothing : html`<gw-scope-chooser></gw-scope-chooser>`}
        <span class="hint" aria-hidden="true">${t("ask.keys")}</span>
        ${this.busy
          ? html`<button type="button" class="go" aria-label=${t("ask.stop")} title=${t("ask.stop")} @click=${this.#stop}>${icon("stop")}</button>`
          : html`<button class="go" aria-label=${t("ask.send")} title=${t("ask.send")} ?disabled=${this.empty || this.blocked}>${icon("send")}</button>`}
      </div>
    </form>`;
  }

  #typed = () => {
    this.empty = this.area.value.trim() === "";
    this.area.style.height = "auto";
    this.area.style.height = `${Math.min(TALLEST, this.area.scrollHeight)}px`;
  };

  #keys = (event: KeyboardEvent) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.#send();
    }
  };

  #submit = (event: Event) => {
    event.preventDefault();
    this.#send();
  };

  #send(): void {
    const question = this.area.value.trim();
    if (question && !this.busy && !this.blocked) {
      this.fill("");
      this.dispatchEvent(new CustomEvent<string>("asked", { detail: question }));
    }
  }

  #stop = () => this.dispatchEvent(new Event("stopped"));
}
