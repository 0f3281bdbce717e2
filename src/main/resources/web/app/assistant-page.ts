import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { assistants } from "./assistants.js";
import * as api from "./assistants-api.js";
import type { Assistant, AssistantRevision, Doer } from "./assistants-api.js";
import { languageName, UNRANKED } from "./assistant-form.js";
import { ask, searches } from "./assistants-page.js";
import { confirmed } from "./confirm-dialog.js";
import { controls } from "./controls.js";
import { filterWords } from "./filters.js";
import type { Problem } from "./http.js";
import { icon } from "./icons.js";
import { library } from "./library.js";
import { moment, number, t } from "./messages.js";
import { say } from "./notices.js";
import { go, href } from "./router.js";
import { Watching } from "./watching.js";
import "./assistant-shares.js";
import "./assistant-try.js";

/** One assistant: what it is told, a way to try it, with whom it is shared, and how it was before. */
@customElement("gw-assistant-page")
export class AssistantPage extends LitElement {
  static override styles = [controls, css`
    .crumb { display: inline-flex; align-items: center; gap: 4px; font-size: 0.92rem; text-decoration: none; margin-bottom: 10px; }
    h1 { overflow-wrap: anywhere; }
    section { margin-top: 28px; }
    section > h2 { margin-bottom: 12px; }
    dl { display: grid; grid-template-columns: minmax(9em, auto) minmax(0, 1fr); gap: 10px 20px; margin: 0; }
    dt { color: var(--muted); font-size: 0.92rem; }
    dd { margin: 0; overflow-wrap: anywhere; }
    .prompt { white-space: pre-wrap; max-height: 16em; overflow: auto; }
    .prompt + .prompt { margin-top: 10px; }
    .revisions > li { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 4px 16px; align-items: center; }
    .revisions .what { display: grid; gap: 2px; min-width: 0; }
    .revisions .when { color: var(--muted); font-size: 0.88rem; }
    .revisions .words { color: var(--muted); font-size: 0.92rem; font-style: italic; overflow-wrap: anywhere; }
    .more { display: grid; justify-items: center; margin-top: 16px; }
    code { font-family: var(--mono); font-size: 0.9em; overflow-wrap: anywhere; }
    @media (max-width: 640px) {
      dl { grid-template-columns: minmax(0, 1fr); gap: 2px; } dd { margin-bottom: 10px; }
      .revisions > li { grid-template-columns: minmax(0, 1fr); } .revisions .button { justify-self: start; }
    }
  `];

  @property() assistantId = "";
  @state() assistant: Assistant | null = null;
  @state() revisions: AssistantRevision[] = [];
  @state() more = false;
  @state() problem: Problem | null = null;
  @state() editing = false;
  @state() busy = false;

  constructor() {
    super();
    new Watching(this, library);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  override render() {
    const one = this.assistant;
    return html`<div class="page">
      <a class="crumb" href=${href("assistants")}>${icon("back", 16)}${t("nav.assistants")}</a>
      ${this.problem ? html`<p class="note bad" role="alert">${icon("alert")}<span>${this.problem.status === 404 ? t("assistant.gone") : this.problem.message}</span>
        <button class="button small" @click=${() => this.#load()}>${t("action.retry")}</button></p>` : nothing}
      ${one ? this.#page(one) : this.problem ? nothing : html`<span class="spinner" role="status" aria-label=${t("state.loading")}></span>`}
    </div>`;
  }

  #page(one: Assistant) {
    const changes = one.access !== "use";
    return html`<div class="page-head"><div><h1>${one.title}</h1>
        <p class="lead">${one.description}</p><p class="lead">${t("route.lead")} <code>"model": "${one.name}"</code>
        ${one.state === "disabled" ? html`<span class="chip warn">${t("assistant.disabled")}</span>` : nothing}</p></div></div>
      ${this.editing ? html`<section class="card"><h2>${t("assistant.editing")}</h2>
          <gw-assistant-form .assistant=${one} @saved=${this.#saved} @cancelled=${() => (this.editing = false)}></gw-assistant-form></section>`
        : html`<div class="row">
            ${one.state === "enabled" ? html`<button class="button ${changes ? "" : "primary"}" @click=${() => ask(one)}>${icon("ask", 18)}${t("assistant.ask")}</button>` : nothing}
            ${changes ? html`<button class="button primary" @click=${() => (this.editing = true)}>${icon("edit", 18)}${t("source.edit")}</button>
              <button class="button" ?disabled=${this.busy} @click=${() => this.#turn(one)}>${one.state === "enabled" ? t("assistant.disable") : t("assistant.enable")}</button>` : nothing}
            ${one.access === "own" ? html`<button class="button danger" @click=${() => this.#remove(one)}>${icon("trash", 18)}${t("action.delete")}</button>` : nothing}</div>
          ${changes ? this.#brief(one) : html`<p class="muted">${searches(one)}</p>`}`}
      ${one.state === "enabled" ? html`<section aria-label=${t("route.try")}><h2>${t("route.try")}</h2><gw-assistant-try .assistant=${one}></gw-assistant-try></section>` : nothing}
      ${changes ? html`<section aria-label=${t("assistant.shares")}><h2>${t("assistant.shares")}</h2><gw-assistant-shares .assistant=${one}></gw-assistant-shares></section>
        ${this.#history(one)}` : nothing}`;
  }

  #brief(one: Assistant) {
    const prompt = Object.entries(one.prompt ?? {});
    const policy = one.policy;
    return html`<section class="card"><dl>
      <dt>${t("assistant.route")}</dt><dd>${one.built_in ? t("assistant.builtIn") : one.route}</dd>
      <dt>${t("assistant.collections")}</dt><dd>${searches(one)}</dd>
      ${one.filters ? html`<dt>${t("assistant.filters")}</dt><dd>${filterWords(one.filters)}</dd>` : nothing}
      <dt>${t("assistant.prompt")}</dt><dd>${prompt.length === 0 ? html`<span class="muted">${t("assistant.noPrompt")}</span>`
        : prompt.map(([code, words]) => html`<div class="prompt">${prompt.length > 1 || code ? html`<strong>${languageName(code)}: </strong>` : nothing}${words}</div>`)}</dd>
      ${policy ? html`<dt>${t("assistant.policy")}</dt><dd>${[
        policy.unsupported ? t(`assistant.unsupported.${policy.unsupported}`) : "",
        policy.declining === null ? "" : t("assistant.declinesUnder", { score: policy.declining }),
        t("assistant.finds", { count: number(policy.max_results) }), ranked(policy.ranker), policy.understand ? t("assistant.understands") : ""].filter(Boolean).join(" · ")}</dd>` : nothing}
      ${one.starters.length > 0 ? html`<dt>${t("assistant.starters")}</dt><dd>${one.starters.map((text) => html`<div>${text}</div>`)}</dd>` : nothing}
      <dt>${t("assistant.owner")}</dt><dd>${one.owner ? nameOf(one.owner) : t("model.by.other")}</dd></dl></section>`;
  }

  #history(one: Assistant) {
    return html`<section aria-label=${t("route.revisions")}><h2>${t("route.revisions")}</h2>
      <ul class="list revisions">${this.revisions.map((revision, at) => this.#revision(one, revision, this.revisions[at + 1]))}</ul>
      ${this.more ? html`<div class="more"><button class="button" @click=${this.#older}>${t("collection.more")}</button></div>` : nothing}</section>`;
  }

  #revision(one: Assistant, revision: AssistantRevision, before: AssistantRevision | undefined) {
    const now = revision.revision === one.revision;
    return html`<li data-revision=${revision.revision}><div class="what">
        <div class="row"><strong>${t("assistant.revision", { number: revision.revision })}</strong>${now ? html`<span class="chip good">${t("route.revision.now")}</span>` : nothing}
          <span class="when">${moment(revision.at)} · ${nameOf(revision.by)}</span></div>
        ${before ? html`<span>${changed(revision, before)}</span>` : nothing}
        ${revision.note ? html`<span class="words">${revision.note}</span>` : nothing}</div>
      ${now ? nothing : html`<button class="button small" ?disabled=${this.busy} aria-label=${t("route.rollBackTo", { number: revision.revision })} @click=${() => this.#rollBack(one, revision)}>${icon("retry", 16)}${t("route.rollBack")}</button>`}</li>`;
  }

  #saved = async (event: Event) => {
    this.editing = false;
    this.assistant = (event as CustomEvent<Assistant>).detail;
    say(t("route.saved", { number: this.assistant.revision }));
    await this.#load();
  };

  async #turn(one: Assistant): Promise<void> {
    this.busy = true;
    const done = await api.changeAssistant(one.id, { state: one.state === "enabled" ? "disabled" : "enabled", revision: one.revision });
    this.busy = false;
    if (!done.ok) {
      say(done.problem.message);
    }
    await this.#load();
  }

  async #rollBack(one: Assistant, revision: AssistantRevision): Promise<void> {
    this.busy = true;
    const done = await api.rollBackAssistant(one.id, revision.revision);
    this.busy = false;
    say(done.ok ? t("route.rolledBack", { number: revision.revision }) : done.problem.message);
    this.editing = false;
    await this.#load();
  }

  async #remove(one: Assistant): Promise<void> {
    if (await confirmed({ heading: t("assistant.removeHeading", { title: one.title }), body: t("assistant.removeBody"), action: t("action.delete") })) {
      const done = await api.removeAssistant(one.id);
      if (done.ok || done.problem.status === 404) {
        say(t("assistant.removed", { title: one.title }));
        void assistants.refresh();
        go("assistants");
      } else {
        say(done.problem.message);
      }
    }
  }

  #older = async () => {
    const older = await api.assistantRevisions(this.assistantId, this.revisions.at(-1)?.revision);
    if (older.ok) {
      this.revisions = [...this.revisions, ...older.value.data];
      this.more = older.value.has_more;
    } else {
      say(older.problem.message);
    }
  };

  async #load(): Promise<void> {
    const found = await api.assistant(this.assistantId);
    this.problem = found.ok ? null : found.problem;
    this.assistant = found.ok ? found.value : found.problem.status === 404 ? null : this.assistant;
    if (found.ok && found.value.access !== "use") {
      const revisions = await api.assistantRevisions(this.assistantId);
      this.revisions = revisions.ok ? revisions.value.data : this.revisions;
      this.more = revisions.ok && revisions.value.has_more;
      this.problem = revisions.ok ? null : revisions.problem;
    }
    void assistants.refresh();
  }
}

/** Who ranks what was found anew, where that is not as its collections are set. */
function ranked(ranker: string | null): string {
  return ranker === null || ranker === "auto" ? "" : ranker === UNRANKED ? t("assistant.ranksNot") : t("assistant.ranks", { name: ranker });
}

function nameOf(by: Doer): string {
  return by.kind === "key" && by.name ? t("model.by.key", { name: by.name }) : by.name ?? t("model.by.other");
}

/** Which fields differ, in words. */
function changed(revision: AssistantRevision, before: AssistantRevision): string {
  const fields = [
    ["title", t("assistant.title")], ["name", t("assistant.name")], ["state", t("assistant.state")], ["description", t("assistant.description")], ["route", t("assistant.route")],
    ["collections", t("assistant.collections")], ["filters", t("assistant.filters")], ["prompt", t("assistant.prompt")], ["policy", t("assistant.policy")], ["starters", t("assistant.starters")],
  ] as const;
  const words = fields.filter(([field]) => JSON.stringify(revision[field]) !== JSON.stringify(before[field])).map(([, name]) => name);
  return words.length === 0 ? t("route.change.none") : t("assistant.changed", { fields: words.join(", ") });
}
