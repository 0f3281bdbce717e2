import { css, html, LitElement, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { confirmed } from "./confirm-dialog.js";
import { controls } from "./controls.js";
import { conversation } from "./conversation.js";
import { conversations } from "./conversations.js";
import type { ConversationHead } from "./conversations-api.js";
import { icon } from "./icons.js";
import { t } from "./messages.js";
import { say } from "./notices.js";
import { go, href } from "./router.js";
import { Watching } from "./watching.js";

/** The person's conversations: search, open, rename, delete. Tells `chosen` when one is opened or begun. */
@customElement("gw-conversations")
export class ConversationList extends LitElement {
  static override styles = [controls, css`
    :host { display: grid; grid-template: auto auto 1fr / minmax(0, 1fr); gap: 10px; min-height: 0; align-content: start; }
    .head { display: flex; gap: 8px; align-items: center; justify-content: space-between; }
    .head h2 { font-size: 0.95rem; }
    .find { position: relative; }
    .find svg { position: absolute; left: 10px; top: 10px; color: var(--muted); pointer-events: none; }
    .find input { min-height: 36px; padding: 6px 10px 6px 34px; font-size: 0.92rem; }
    ul { list-style: none; padding: 0; display: grid; gap: 2px; align-content: start; overflow-y: auto; min-height: 0; }
    li { display: grid; grid-template-columns: minmax(0, 1fr) auto; align-items: center; border-radius: 8px; }
    li:hover, li.here, li:focus-within { background: var(--raised); }
    li a { padding: 7px 4px 7px 10px; color: var(--ink); text-decoration: none; font-size: 0.92rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; border-radius: 8px; }
    li.here a { font-weight: 600; }
    .actions { display: flex; }
    .actions .icon-button { width: 30px; height: 30px; }
    @media (hover: hover) {
      .actions { opacity: 0; }
      li:hover .actions, li:focus-within .actions { opacity: 1; }
    }
    form { grid-column: 1 / -1; display: flex; gap: 4px; padding: 2px; }
    form input { min-height: 34px; padding: 4px 8px; font-size: 0.92rem; }
    .none { padding: 8px 10px; color: var(--muted); font-size: 0.9rem; }
  `];

  @state() renaming = "";

  constructor() {
    super();
    new Watching(this, conversations, conversation);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (!conversations.all) {
      conversations.refresh();
    }
  }

  override render() {
    return html`<div class="head"><h2>${t("conversations.heading")}</h2>
        <button class="icon-button" aria-label=${t("ask.new")} title=${t("ask.new")} @click=${this.#begin}>${icon("plus")}</button></div>
      <div class="find">${icon("search", 16)}
        <input type="search" aria-label=${t("conversations.search")} placeholder=${t("conversations.search")} .value=${conversations.q}
          @input=${(event: Event) => conversations.search((event.target as HTMLInputElement).value)}></div>
      ${this.#entries()}`;
  }

  #entries() {
    const { all, problem } = conversations;
    if (problem && !all) {
      return html`<p class="note bad" role="alert">${icon("alert")}<span>${problem.message}</span></p>`;
    }
    if (!all) {
      return html`<span class="spinner" role="status" aria-label=${t("state.loading")}></span>`;
    }
    return html`<ul>${repeat(all, (one) => one.id, (one) => this.#entry(one))}
      ${all.length === 0 ? html`<li class="none">${conversations.q ? t("conversations.noneFound") : t("conversations.none")}</li>` : nothing}
      ${conversations.more ? html`<li><button class="button quiet small" @click=${() => conversations.loadMore()}>${t("conversations.more")}</button></li>` : nothing}</ul>`;
  }

  #entry(one: ConversationHead) {
    const title = one.title || t("conversations.untitled");
    const here = one.id === conversation.id;
    if (one.id === this.renaming) {
      return html`<li><form @submit=${(event: Event) => this.#rename(event, one)} @keydown=${this.#keys}>
        <input aria-label=${t("conversations.title")} maxlength="200" .value=${title} required>
        <button class="icon-button" aria-label=${t("action.save")} title=${t("action.save")}>${icon("check", 18)}</button></form></li>`;
    }
    const rename = t("conversations.rename", { title });
    const remove = t("conversations.delete", { title });
    return html`<li class=${here ? "here" : ""}>
      <a href=${href("c", one.id)} title=${title} aria-current=${here ? "true" : nothing} @click=${this.#tell}>${title}</a>
      <span class="actions">
        <button class="icon-button" aria-label=${rename} title=${rename} @click=${() => this.#edit(one)}>${icon("edit", 16)}</button>
        <button class="icon-button" aria-label=${remove} title=${remove} @click=${() => this.#remove(one, title)}>${icon("trash", 16)}</button>
      </span></li>`;
  }

  #tell = () => this.dispatchEvent(new Event("chosen"));

  #begin = () => {
    conversation.clear();
    go("ask");
    this.#tell();
  };

  async #edit(one: ConversationHead): Promise<void> {
    this.renaming = one.id;
    await this.updateComplete;
    const input = this.renderRoot.querySelector<HTMLInputElement>("form input");
    input?.focus();
    input?.select();
  }

  async #rename(event: Event, one: ConversationHead): Promise<void> {
    event.preventDefault();
    const title = (event.target as HTMLFormElement).querySelector("input")?.value.trim() ?? "";
    this.renaming = "";
    if (title && title !== one.title) {
      const problem = await conversations.rename(one.id, title);
      if (problem) {
        say(problem.message);
      } else if (conversation.id === one.id) {
        conversation.title = title;
      }
    }
  }

  #keys = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.renaming = "";
    }
  };

  async #remove(one: ConversationHead, title: string): Promise<void> {
    const sure = await confirmed({ heading: t("conversations.deleteHeading"), body: t("conversations.deleteBody", { title }), action: t("action.delete") });
    if (!sure) {
      return;
    }
    const problem = await conversations.remove(one.id);
    if (problem) {
      say(problem.message);
    } else if (conversation.id === one.id) {
      conversation.clear();
      go("ask");
    }
  }
}
