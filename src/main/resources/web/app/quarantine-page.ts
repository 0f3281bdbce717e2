import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { confirmed } from "./confirm-dialog.js";
import { controls } from "./controls.js";
import type { Problem } from "./http.js";
import { icon } from "./icons.js";
import { library } from "./library.js";
import { moment, number, size, t, tn, type MessageKey } from "./messages.js";
import { say } from "./notices.js";
import { go, href } from "./router.js";
import * as api from "./quarantine-api.js";
import type { FailedDocument, Quarantine, QuarantineQuery } from "./quarantine-api.js";
import { Watching } from "./watching.js";

const CODES: Record<string, MessageKey> = {
  unsupported_file: "quarantine.unsupported", invalid_file: "quarantine.invalid", server_error: "quarantine.server",
};
const AT_ONCE = 500;

type Action = "retry" | "delete";

/** The documents that could not be read, over all collections that a person looks after: why, how often it was tried, and what to do about it. */
@customElement("gw-quarantine-page")
export class QuarantinePage extends LitElement {
  static override styles = [controls, css`
    .crumb { display: inline-flex; align-items: center; gap: 4px; font-size: 0.92rem; text-decoration: none; margin-bottom: 10px; }
    .filters { display: flex; flex-wrap: wrap; gap: 12px; margin-bottom: 14px; }
    .filters .field { min-width: min(240px, 100%); }
    .filters select { width: 100%; }
    .acts {
      position: sticky; top: 60px; z-index: 5; display: flex; flex-wrap: wrap; gap: 8px 12px; align-items: center; justify-content: space-between;
      padding: 10px 0; background: var(--paper);
    }
    .acts p { font-weight: 550; }
    .list > li { display: grid; grid-template-columns: auto minmax(0, 1fr) auto; gap: 4px 12px; align-items: start; }
    .list input { margin-top: 4px; }
    .title { font-weight: 550; overflow-wrap: anywhere; }
    .why { color: var(--bad); font-size: 0.92rem; overflow-wrap: anywhere; }
    .detail { color: var(--muted); font-size: 0.86rem; overflow-wrap: anywhere; }
    .more { display: grid; justify-items: center; margin-top: 16px; }
    .note { margin-top: 16px; }
    @media (max-width: 640px) {
      .acts { top: 56px; }
      .acts .row { width: 100%; }
      .acts .button { flex: 1 1 auto; }
      .filters .field { flex: 1 1 100%; }
    }
  `];

  @property() collectionId = "";
  @state() code = "";
  @state() found: Quarantine | null = null;
  @state() chosen: ReadonlySet<string> = new Set();
  @state() problem: Problem | null = null;
  /** How far an action on many is. */
  @state() done: { action: Action; count: number; of: number } | null = null;
  #generation = 0;

  constructor() {
    super();
    new Watching(this, library);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void library.refresh();
    void this.#load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#generation++; // whatever is under way ends with the request that was sent
  }

  override render() {
    const found = this.found;
    return html`<div class="page">
      ${this.collectionId ? html`<a class="crumb" href=${href("collections", this.collectionId)}>${icon("back", 16)}${library.nameOf(this.collectionId) ?? t("nav.collections")}</a>` : nothing}
      <div class="page-head"><div><h1>${t("quarantine.heading")}</h1><p class="lead">${t("quarantine.lead")}</p></div></div>
      ${found ? this.#filters(found) : nothing}
      ${this.problem ? html`<p class="note bad" role="alert">${icon("alert")}<span>${this.problem.message}</span>
        <button class="button small" @click=${() => this.#load()}>${t("action.retry")}</button></p>` : nothing}
      ${!found ? (this.problem ? nothing : html`<span class="spinner" role="status" aria-label=${t("state.loading")}></span>`)
        : found.total === 0 ? this.#none()
        : html`${this.#acts(found)}
          <ul class="list" aria-label=${t("quarantine.heading")}>${repeat(found.data, (one) => one.id, (one) => this.#row(one))}</ul>
          ${found.has_more ? html`<div class="more"><button class="button" ?disabled=${this.done !== null} @click=${this.#loadMore}>${t("collection.more")}</button></div>` : nothing}`}
      ${found && found.hidden > 0 ? html`<p class="note">${icon("lock")}<span>${tn("quarantine.hidden", found.hidden)}</span></p>` : nothing}
    </div>`;
  }

  #none() {
    return html`<div class="card empty"><h2>${t(this.code || this.collectionId ? "quarantine.noneHere" : "quarantine.none")}</h2><p>${t("quarantine.noneLead")}</p>
      <div class="row">${this.code || this.collectionId ? html`<button class="button" @click=${() => this.#show("", "")}>${t("quarantine.showAll")}</button>` : nothing}
        <a class="button" href=${href("collections")}>${t("nav.collections")}</a></div></div>`;
  }

  #filters(found: Quarantine) {
    const collections = new Set([...(library.collections ?? []).filter((one) => one.access === "curate").map((one) => one.id), ...(this.collectionId ? [this.collectionId] : [])]);
    const codes = new Set([...found.groups.map((group) => group.code), ...(this.code ? [this.code] : [])]);
    return html`<div class="filters">
      <div class="field"><label for="collection">${t("source.collection")}</label>
        <select id="collection" @change=${(event: Event) => this.#show((event.target as HTMLSelectElement).value, this.code)}>
          <option value="" ?selected=${!this.collectionId}>${t("scope.all")}</option>
          ${[...collections].map((id) => html`<option value=${id} ?selected=${id === this.collectionId}>${library.nameOf(id) ?? id}</option>`)}</select></div>
      <div class="field"><label for="code">${t("quarantine.reason")}</label>
        <select id="code" @change=${(event: Event) => this.#show(this.collectionId, (event.target as HTMLSelectElement).value)}>
          <option value="" ?selected=${!this.code}>${t("quarantine.everyReason")}</option>
          ${[...codes].map((code) => html`<option value=${code} ?selected=${code === this.code}>${reason(code)} (${number(sum(found, code))})</option>`)}</select></div>
    </div>`;
  }

  #acts(found: Quarantine) {
    const some = this.chosen.size;
    const busy = this.done !== null;
    const all = found.data.length > 0 && found.data.every((one) => this.chosen.has(one.id));
    return html`<div class="acts">
      <label class="row"><input type="checkbox" .checked=${all} .indeterminate=${some > 0 && !all} ?disabled=${busy} @change=${this.#toggleAll}>
        <span role="status" id="summary">${this.done ? t(this.done.action === "retry" ? "quarantine.retrying" : "quarantine.deleting", { done: this.done.count, count: this.done.of })
          : some > 0 ? tn("quarantine.chosen", some) : tn("quarantine.count", found.total)}</span></label>
      <div class="row">${busy ? html`<span class="spinner"></span><button class="button small" @click=${() => this.#generation++}>${t("quarantine.stop")}</button>` : html`
        <button class="button small" @click=${() => this.#act("retry")}>${icon("retry", 16)}${some > 0 ? t("quarantine.retryChosen") : t("quarantine.retryAll")}</button>
        <button class="button small danger" @click=${() => this.#act("delete")}>${icon("trash", 16)}${some > 0 ? t("quarantine.deleteChosen") : t("quarantine.deleteAll")}</button>`}</div>
    </div>`;
  }

  #row(one: FailedDocument) {
    const name = one.filename || one.external_id || one.file_id;
    const collection = this.collectionId ? null : library.nameOf(one.collection_id);
    const facts = [collection, one.tries > 0 ? tn("quarantine.tries", one.tries) : "", moment(one.failed_at ?? one.added_at), size(one.bytes)];
    return html`<li data-file=${one.file_id}>
      <input type="checkbox" aria-label=${t("quarantine.choose", { name })} .checked=${this.chosen.has(one.id)} ?disabled=${this.done !== null} @change=${() => this.#toggle(one.id)}>
      <div><div class="title">${name}</div><p class="why">${one.message || t("file.failedUnknown")}</p><div class="detail">${facts.filter(Boolean).join(" · ")}</div></div>
      <div class="row nowrap">${this.done ? nothing : html`
        <button class="icon-button" aria-label=${t("file.retry", { name })} title=${t("file.retry", { name })} @click=${() => this.#act("retry", one)}>${icon("retry")}</button>
        ${one.parent_id ? nothing : html`<button class="icon-button" aria-label=${t("quarantine.deleteOne", { name })} title=${t("quarantine.deleteOne", { name })} @click=${() => this.#act("delete", one)}>${icon("trash")}</button>`}`}</div></li>`;
  }

  #toggle(id: string): void {
    const chosen = new Set(this.chosen);
    if (!chosen.delete(id)) {
      chosen.add(id);
    }
    this.chosen = chosen;
  }

  #toggleAll = () => {
    const shown = this.found?.data ?? [];
    this.chosen = shown.every((one) => this.chosen.has(one.id)) ? new Set() : new Set(shown.map((one) => one.id));
  };

  /** On one, else on those chosen, else on all that are in the list. */
  async #act(action: Action, one?: FailedDocument): Promise<void> {
    const found = this.found;
    if (!found) {
      return;
    }
    const ids = one ? [one.id] : [...this.chosen];
    const count = ids.length || found.total;
    if (action === "delete" && !(await confirmed({
      heading: one ? t("quarantine.deleteOne", { name: one.filename }) + "?" : tn("quarantine.deleteHeading", count), body: t("quarantine.deleteBody"), action: t("action.delete"),
    }))) {
      return;
    }
    const generation = ++this.#generation;
    this.done = { action, count: 0, of: count };
    const ended = ids.length > 0 ? await this.#named(action, ids, generation) : await this.#everything(action, generation);
    this.done = null;
    this.chosen = new Set();
    say(ended.problem ?? tn(action === "retry" ? "quarantine.retried" : "quarantine.deleted", ended.count));
    if (this.isConnected) {
      await Promise.all([this.#load(), library.refresh()]);
    }
  }

  async #named(action: Action, ids: readonly string[], generation: number): Promise<{ count: number; problem?: string }> {
    let count = 0;
    for (let from = 0; from < ids.length && generation === this.#generation; from += AT_ONCE) {
      const next = await api.actOn(action, ids.slice(from, from + AT_ONCE));
      if (!next.ok) {
        return { count, problem: next.problem.message };
      }
      count += next.value.done;
      this.done = { action, count, of: ids.length };
    }
    return { count };
  }

  async #everything(action: Action, generation: number): Promise<{ count: number; problem?: string }> {
    const query = this.#query();
    const of = this.found?.total ?? 0;
    let count = 0;
    let after: string | null = null;
    do {
      const next: Awaited<ReturnType<typeof api.actOnAll>> = await api.actOnAll(action, query, after);
      if (!next.ok) {
        return { count, problem: next.problem.message };
      }
      count += next.value.done;
      after = next.value.next;
      this.done = { action, count, of };
    } while (after && generation === this.#generation);
    return { count };
  }

  #show(collection: string, code: string): void {
    this.code = code;
    if (collection !== this.collectionId) {
      go(...(collection ? ["quarantine", collection] : ["quarantine"]));
    } else {
      void this.#load();
    }
  }

  protected override updated(changed: Map<string, unknown>): void {
    if (changed.has("collectionId") && changed.get("collectionId") !== undefined) {
      void this.#load();
    }
  }

  async #load(): Promise<void> {
    const generation = ++this.#generation;
    const found = await api.quarantine(this.#query());
    if (generation === this.#generation) {
      this.problem = found.ok ? null : found.problem;
      this.found = found.ok ? found.value : null;
      this.chosen = new Set();
    }
  }

  #loadMore = async () => {
    const last = this.found?.data.at(-1);
    const next = await api.quarantine(this.#query(), last?.id ?? "");
    if (!next.ok) {
      say(next.problem.message);
    } else if (this.found?.data.at(-1) === last) {
      this.found = { ...next.value, data: [...(this.found?.data ?? []), ...next.value.data] };
    }
  };

  #query(): QuarantineQuery {
    return { collection: this.collectionId, code: this.code };
  }
}

function reason(code: string): string {
  const key = CODES[code];
  return key ? t(key) : code || t("file.failedUnknown");
}

function sum(found: Quarantine, code: string): number {
  return found.groups.filter((group) => group.code === code).reduce((all, group) => all + group.count, 0);
}
