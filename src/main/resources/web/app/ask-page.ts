import { css, html, LitElement, nothing, type PropertyValues } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { assistants } from "./assistants.js";
import { controls } from "./controls.js";
import { conversation, type Turn } from "./conversation.js";
import { conversations } from "./conversations.js";
import { exportUrl } from "./conversations-api.js";
import { droppedFiles } from "./dropped-files.js";
import { failure } from "./failures.js";
import { icon } from "./icons.js";
import { library } from "./library.js";
import { t, tn, type MessageKey } from "./messages.js";
import { say } from "./notices.js";
import { go, href, route, routeChanged } from "./router.js";
import { SAMPLES_MARK } from "./samples.js";
import { saveAs } from "./save-as.js";
import { session } from "./session.js";
import type { QuestionBox } from "./question-box.js";
import { uploads, type Chosen } from "./uploads.js";
import { Watching } from "./watching.js";
import "./answer-view.js";
import "./budget-notice.js";
import "./conversation-files.js";
import "./conversation-list.js";
import "./conversation-sources.js";
import "./first-steps.js";
import "./question-box.js";

const SUGGESTIONS: MessageKey[] = ["samples.question.1", "samples.question.2", "samples.question.3", "samples.question.4"];
const POLL_MILLIS = 1500;
const WIDE = matchMedia("(min-width: 1100px)");

/** The home page: ask, read the answer, ask on; and the conversations of before. */
@customElement("gw-ask-page")
export class AskPage extends LitElement {
  static override styles = [controls, css`
    :host { display: grid; min-height: calc(100dvh - 60px); grid-template-columns: minmax(0, 1fr); }
    :host([sided]) { grid-template-columns: 280px minmax(0, 1fr); }
    aside { position: sticky; top: 60px; height: calc(100dvh - 60px); padding: 18px 12px 12px; border-right: 1px solid var(--line); display: grid; grid-template-columns: minmax(0, 1fr); min-height: 0; }
    .column { display: grid; min-width: 0; grid-template: auto 1fr / minmax(0, 1fr); }
    .column.dropping::after {
      content: attr(data-drop); position: fixed; inset: 72px 12px 12px; z-index: 40; display: grid; place-items: center; border: 2px dashed var(--accent);
      border-radius: 16px; background: color-mix(in srgb, var(--accent-soft) 88%, transparent); color: var(--accent); font-weight: 600; pointer-events: none;
    }
    .top { display: flex; gap: 4px; align-items: center; width: min(760px, 100%); margin: 0 auto; padding: 12px 24px 0; min-height: 36px; }
    .top.bare { width: 100%; padding: 12px 16px 0; }
    .top .title { flex: 1; min-width: 0; color: var(--muted); font-size: 0.92rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    .drawer {
      position: fixed; inset: 0 auto 0 0; margin: 0; width: min(330px, 88vw); height: 100dvh; max-height: none; padding: 16px 12px; border: 0; border-right: 1px solid var(--line);
      background: var(--paper); color: var(--ink);
    }
    .drawer::backdrop { background: rgb(10 12 10 / 45%); }
    .drawer gw-conversations { height: calc(100% - 40px); }
    .drawer .close { display: flex; justify-content: flex-end; }
    .edit { display: grid; gap: 10px; scroll-margin-top: 84px; }
    .edit textarea { min-height: 84px; resize: vertical; font-size: 1.1rem; line-height: 1.4; }
    .actions { display: flex; flex-wrap: wrap; gap: 2px 4px; align-items: center; }
    .branch { display: inline-flex; align-items: center; font-variant-numeric: tabular-nums; }
    .branch .icon-button { width: 30px; height: 30px; }
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
    .thread { display: grid; grid-template: 1fr auto / minmax(0, 1fr); width: 100%; }
    .turns { width: min(760px, 100%); margin: 0 auto; padding: 32px 24px 40px; display: grid; gap: 44px; align-content: start; }
    gw-answer { scroll-margin-top: 84px; }
    .turns > gw-answer:last-child:not(:first-of-type) { min-height: calc(100dvh - 60px - 210px); }
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

  /** The conversation that is to be shown; empty: a new one. */
  @property() conversationId = "";
  @property({ type: Boolean, reflect: true }) sided = false;
  @state() wide = WIDE.matches;
  @state() drawer = false;
  @state() sources = false;
  @state() editing: Turn | null = null;
  @state() dropping = false;
  /** Files in the conversation that can be searched. */
  @state() searchable = 0;
  @query("gw-question-box") box!: QuestionBox | null;
  #turns = 0;
  #poll = 0;
  #focused = false;

  constructor() {
    super();
    new Watching(this, conversation, conversations, library, assistants, session, routeChanged);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("keydown", this.#slash);
    WIDE.addEventListener("change", this.#resized);
    void library.refresh();
    void assistants.refresh();
    conversations.refresh();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("keydown", this.#slash);
    WIDE.removeEventListener("change", this.#resized);
    clearTimeout(this.#poll);
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("conversationId")) {
      this.editing = null;
      this.searchable = 0;
      if (this.conversationId) {
        void conversation.open(this.conversationId).then(() => this.#chooseAsBefore());
      } else if (conversation.id) {
        conversation.clear();
      }
    }
    this.sided = this.wide && route().open === null && this.#known;
  }

  /** Whether there are conversations to go to. */
  get #known(): boolean {
    return (conversations.all ?? []).length > 0 || conversations.q !== "";
  }

  /** Questions go where the conversation's last one went. */
  #chooseAsBefore(): void {
    const chosen = conversation.chosen.filter((id) => library.nameOf(id) !== null);
    if (conversation.turns.length > 0 && library.collections) {
      library.choose(chosen);
    }
  }

  protected override updated(_: PropertyValues): void {
    if (!this.#focused && this.box && matchMedia("(hover: hover)").matches) {
      this.#focused = true; // not on touch screens, where focus would raise the keyboard
      void this.updateComplete.then(() => this.box?.focus());
    }
    if (conversation.turns.length > this.#turns) {
      this.renderRoot.querySelector(".turns > :last-child")?.scrollIntoView({ block: "start", behavior: this.#turns === 0 ? "auto" : "smooth" });
    }
    this.#turns = conversation.turns.length;
    const drawer = this.renderRoot.querySelector<HTMLDialogElement>(".drawer");
    if (drawer && !drawer.open) {
      drawer.showModal();
    }
    clearTimeout(this.#poll);
    if (library.inProgress > 0 && conversation.turns.length === 0) {
      this.#poll = window.setTimeout(() => void library.refresh(), POLL_MILLIS);
    }
  }

  override render() {
    return html`${this.sided ? html`<aside aria-label=${t("conversations.heading")}><gw-conversations></gw-conversations></aside>` : nothing}
      <div class="column ${this.dropping ? "dropping" : ""}" data-drop=${t("conversation.drop")}
        @dragover=${this.#dragged} @dragleave=${this.#draggedAway} @drop=${this.#dropped}>${this.#top()}${this.#content()}</div>
      ${this.drawer ? this.#drawer() : nothing}
      ${this.sources && conversation.id ? html`<gw-conversation-sources .conversationId=${conversation.id} .files=${conversation.files ?? ""}
        @closed=${() => (this.sources = false)}></gw-conversation-sources>` : nothing}`;
  }

  #content() {
    if (conversation.turns.length > 0) {
      return this.#thread();
    }
    const problem = conversation.problem ?? (library.collections ? null : library.problem);
    if (problem) {
      return html`<div class="home"><p class="note bad" role="alert">${icon("alert")}<span>${failure(problem)}</span>
        ${problem.status === 404 ? html`<a class="button small" href=${href("ask")}>${t("ask.new")}</a>`
          : html`<button class="button small" @click=${this.#again}>${t("action.retry")}</button>`}</p></div>`;
    }
    if (!library.collections || conversation.loading) {
      return html`<div class="home"><span class="spinner" role="status" aria-label=${t("state.loading")}></span></div>`;
    }
    return library.collections.length === 0 && !conversation.id ? html`<div class="home"><gw-first-steps></gw-first-steps></div>` : this.#home();
  }

  /** What there is to the conversation beside its turns, and the way to the others where they are not beside it. */
  #top() {
    const others = !this.sided && this.#known;
    const asked = conversation.id !== null && conversation.turns.length > 0;
    if (!others && !asked) {
      return html`<div></div>`;
    }
    return html`<div class="top ${asked ? "" : "bare"}">
      ${others ? html`<button class="icon-button" aria-label=${t("conversations.heading")} title=${t("conversations.heading")} @click=${() => (this.drawer = true)}>${icon("menu")}</button>` : nothing}
      <span class="title">${asked ? conversation.title : nothing}</span>
      ${asked ? html`<button class="button quiet small" @click=${() => (this.sources = true)}>${icon("file", 16)}${t("answer.sources")}</button>
        <button class="icon-button" aria-label=${t("conversation.export")} title=${t("conversation.export")} @click=${this.#export}>${icon("download")}</button>` : nothing}
    </div>`;
  }

  #drawer() {
    return html`<dialog class="drawer" aria-label=${t("conversations.heading")} @close=${() => (this.drawer = false)} @mousedown=${this.#besideDrawer}>
      <div class="close"><button class="icon-button" aria-label=${t("action.close")} @click=${this.#closeDrawer}>${icon("close")}</button></div>
      <gw-conversations @chosen=${this.#closeDrawer}></gw-conversations></dialog>`;
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
        ${repeat(turns, (turn) => turn, (turn, at) => turn === this.editing ? this.#edit(turn) : this.#turn(turn, at === turns.length - 1))}
      </div>
      <div class="visually-hidden" role="status">${this.#announcement()}</div>
      <div class="dock"><div>
        ${conversation.problem ? html`<p class="note bad" role="alert">${icon("alert")}<span>${failure(conversation.problem)}</span></p>` : nothing}
        <gw-budget-notice .budget=${turns.at(-1)?.budget ?? null}></gw-budget-notice>
        <button class="button small new" @click=${this.#startOver}>${icon("plus", 16)}${t("ask.new")}</button>
        ${this.#questionBox()}
      </div></div>
    </div>`;
  }

  #turn(turn: Turn, last: boolean) {
    const branches = conversation.branches(turn);
    const at = branches.indexOf(turn);
    const position = { at: String(at + 1), of: String(branches.length) };
    return html`<gw-answer .turn=${turn} .stamp=${stamp(turn)} ?last=${last} @retried=${() => this.#instead(turn, turn.question)} @asked=${(event: CustomEvent<string>) => this.#ask(event.detail)}>
      <div slot="actions" class="actions">
        ${branches.length < 2 ? nothing : html`<span class="branch" role="group" aria-label=${t("conversation.branch", position)}>
          ${this.#branch("back", t("conversation.earlier"), branches[at - 1])}
          <span>${position.at} / ${position.of}</span>
          ${this.#branch("next", t("conversation.later"), branches[at + 1])}</span>`}
        <button class="button quiet small" ?disabled=${conversation.busy} @click=${() => this.#startEdit(turn)}>${icon("edit", 16)}${t("conversation.edit")}</button>
        <button class="button quiet small" ?disabled=${conversation.busy} @click=${() => this.#instead(turn, turn.question)}>${icon("retry", 16)}${t("conversation.regenerate")}</button>
      </div></gw-answer>`;
  }

  #branch(picture: "back" | "next", label: string, to: Turn | undefined) {
    return html`<button class="icon-button" aria-label=${label} title=${label} ?disabled=${!to || conversation.busy}
      @click=${() => to && conversation.lookAt(to)}>${icon(picture, 18)}</button>`;
  }

  #edit(turn: Turn) {
    return html`<form class="edit" @submit=${(event: Event) => this.#submitEdit(event, turn)} @keydown=${this.#editKeys}>
      <textarea aria-label=${t("conversation.editLabel")} maxlength="10000" .value=${turn.question}></textarea>
      <div class="row end"><button type="button" class="button small" @click=${this.#cancelEdit}>${t("action.cancel")}</button>
        <button class="button primary small">${t("conversation.askAgain")}</button></div></form>`;
  }

  #questionBox() {
    return html`${conversation.id ? html`<gw-conversation-files .conversationId=${conversation.id}
        @counted=${(event: CustomEvent<number>) => (this.searchable = event.detail)}></gw-conversation-files>` : nothing}
      <gw-question-box ?busy=${conversation.busy} ?blocked=${library.scope.length + this.searchable === 0 && !assistants.chosen} ?following=${conversation.turns.length > 0}
      @attached=${(event: CustomEvent<Chosen[]>) => this.#attach(event.detail)} @asked=${(event: CustomEvent<string>) => this.#ask(event.detail)} @stopped=${() => conversation.stop()}></gw-question-box>`;
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

  get #chosen(): string[] {
    return library.chosen.map((collection) => collection.id);
  }

  /** Where the next question is searched; it goes to the assistant that is chosen. */
  #scope(): string[] {
    const assistant = assistants.chosen;
    conversation.model = assistant?.name ?? "";
    return assistant?.searches === "named" ? assistant.collections : library.scope;
  }

  #ask(question: string): void {
    void conversation.ask(question, this.#scope(), this.#chosen, this.#builtIn);
    void this.updateComplete.then(() => this.box?.focus());
  }

  #instead(turn: Turn, question: string): void {
    void conversation.askInstead(turn, question, this.#scope(), this.#chosen, this.#builtIn);
  }

  async #startEdit(turn: Turn): Promise<void> {
    this.editing = turn;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLTextAreaElement>(".edit textarea")?.focus();
  }

  #submitEdit(event: Event, turn: Turn): void {
    event.preventDefault();
    const question = (event.target as HTMLFormElement).querySelector("textarea")?.value.trim() ?? "";
    if (question && !conversation.busy) {
      this.editing = null;
      this.#instead(turn, question);
      void this.updateComplete.then(() => this.box?.focus());
    }
  }

  #editKeys = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      event.preventDefault();
      this.#cancelEdit();
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.target instanceof HTMLTextAreaElement) {
      event.preventDefault();
      event.target.form?.requestSubmit();
    }
  };

  #cancelEdit = () => {
    this.editing = null;
    void this.updateComplete.then(() => this.box?.focus());
  };

  async #attach(files: Chosen[]): Promise<void> {
    const id = await conversation.begun(this.#chosen);
    if (id && files.length > 0) {
      uploads.add(id, files);
      conversations.refresh();
    }
  }

  #dragged = (event: DragEvent) => {
    if (event.dataTransfer?.types.includes("Files") && library.collections) {
      event.preventDefault();
      this.dropping = true;
    }
  };

  #draggedAway = (event: DragEvent) => {
    if (!(event.relatedTarget instanceof Node) || !this.renderRoot.contains(event.relatedTarget)) {
      this.dropping = false;
    }
  };

  #dropped = async (event: DragEvent) => {
    this.dropping = false;
    if (event.dataTransfer?.types.includes("Files")) {
      event.preventDefault();
      await this.#attach(await droppedFiles(event.dataTransfer));
    }
  };

  #export = async () => {
    if (conversation.id) {
      const saved = await saveAs(exportUrl(conversation.id), `${conversation.title || "conversation"}.md`);
      if (!saved.ok) {
        say(failure(saved.problem));
      }
    }
  };

  #again = () => {
    void library.refresh();
    void conversation.reopen();
  };

  #resized = (event: MediaQueryListEvent) => (this.wide = event.matches);

  #closeDrawer = () => this.renderRoot.querySelector<HTMLDialogElement>(".drawer")?.close();

  #besideDrawer = (event: MouseEvent) => {
    if (event.target === event.currentTarget && event.offsetX > (event.currentTarget as HTMLElement).offsetWidth) {
      this.#closeDrawer();
    }
  };

  #startOver = () => {
    conversation.clear();
    go("ask");
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
