import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import * as api from "./api.js";
import { EVERYONE } from "./api-types.js";
import { assistantShares, shareAssistant, type Assistant, type AssistantShare } from "./assistants-api.js";
import { controls } from "./controls.js";
import { icon } from "./icons.js";
import { t } from "./messages.js";

interface Principal { id: string; name: string; kind: "person" | "group" | "key" }
const RIGHTS = ["use", "edit"] as const;

/** With whom an assistant is shared. Every change takes effect at once. */
@customElement("gw-assistant-shares")
export class AssistantShares extends LitElement {
  static override styles = [controls, css`
    .list > li { display: grid; grid-template-columns: minmax(0, 1fr) auto auto; gap: 8px; align-items: center; padding: 8px 8px 8px 14px; }
    .list strong { font-weight: 550; overflow-wrap: anywhere; }
    select { width: auto; }
    .add { display: grid; grid-template-columns: minmax(0, 1fr) auto auto; gap: 8px; align-items: end; }
    .add select { width: 100%; }
    @media (max-width: 640px) {
      .add { grid-template-columns: minmax(0, 1fr); }
      .list > li { grid-template-columns: minmax(0, 1fr) auto; }
      .list strong { grid-column: 1 / -1; }
      .list select { width: 100%; }
    }
  `];

  @property({ attribute: false }) assistant!: Assistant;
  @state() shares: AssistantShare[] | null = null;
  @state() principals: Principal[] = [];
  @state() manages = false;
  @state() error = "";

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  override render() {
    const shares = this.shares;
    const owns = this.assistant.access === "own";
    return html`<div class="card stack"><p class="muted">${t("assistant.shares.lead")}</p>
      ${this.error ? html`<p class="note bad" role="alert">${icon("alert")}<span>${this.error}</span></p>` : nothing}
      ${!shares ? html`<span class="spinner" role="status" aria-label=${t("state.loading")}></span>`
        : shares.length === 0 ? html`<p class="note">${icon("lock")}<span>${t("assistant.shares.none")}</span></p>`
        : html`<ul class="list" aria-label=${t("assistant.shares")}>${shares.map((one) => this.#row(one, owns))}</ul>`}
      ${shares && owns ? this.#add(shares) : nothing}</div>`;
  }

  #row(one: AssistantShare, owns: boolean) {
    const name = nameOf(one.principal_id, one.name);
    return html`<li data-principal=${one.principal_id}><strong>${name}</strong>
      ${owns ? html`<select aria-label=${t("grants.rightOf", { name })} @change=${(event: Event) => this.#set(one.principal_id, (event.target as HTMLSelectElement).value as "use" | "edit")}>
          ${RIGHTS.map((right) => html`<option value=${right} ?selected=${right === one.access}>${t(`assistant.right.${right}`)}</option>`)}</select>
        <button class="icon-button" aria-label=${t("grants.remove", { name })} @click=${() => this.#set(one.principal_id, null)}>${icon("close")}</button>`
        : html`<span class="chip">${t(`assistant.right.${one.access}`)}</span>`}</li>`;
  }

  #add(shares: AssistantShare[]) {
    const open = this.principals.filter((one) => !shares.some((share) => share.principal_id === one.id));
    if (open.length === 0) {
      return this.manages ? nothing : html`<p class="muted">${t("assistant.shares.byAdministrators")}</p>`;
    }
    const options = (kind: string) => open.filter((one) => one.kind === kind).map((one) => html`<option value=${one.id}>${one.name}</option>`);
    const group = (label: string, kind: string) => (open.some((one) => one.kind === kind) ? html`<optgroup label=${label}>${options(kind)}</optgroup>` : nothing);
    return html`<form class="add" @submit=${this.#share}>
      <div class="field"><label for="who">${t("grants.add")}</label><select id="who" name="who">
        ${group(t("people.groups"), "group")}${group(t("people.people"), "person")}${group(t("nav.keys"), "key")}</select></div>
      <select name="right" aria-label=${t("grants.right")}>${RIGHTS.map((right) => html`<option value=${right}>${t(`assistant.right.${right}`)}</option>`)}</select>
      <button class="button">${t("action.add")}</button></form>`;
  }

  #share = async (event: SubmitEvent) => {
    event.preventDefault();
    const values = new FormData(event.target as HTMLFormElement);
    await this.#set(String(values.get("who")), String(values.get("right")) as "use" | "edit");
  };

  /** @param access null takes it away */
  async #set(principal: string, access: "use" | "edit" | null): Promise<void> {
    const others = (this.shares ?? []).filter((one) => one.principal_id !== principal).map(({ principal_id, access: right }) => ({ principal_id, access: right }));
    const set = await shareAssistant(this.assistant.id, access ? [...others, { principal_id: principal, access }] : others);
    this.error = set.ok ? "" : set.problem.message;
    this.shares = set.ok ? set.value.data : this.shares;
  }

  /** Only administrators may list people, groups and keys, and share with everyone. */
  async #load(): Promise<void> {
    const [shares, groups, people, keys] = await Promise.all([assistantShares(this.assistant.id), api.groups(), api.people(), api.keys()]);
    this.error = shares.ok ? "" : shares.problem.message;
    this.shares = shares.ok ? shares.value.data : this.shares;
    this.manages = groups.ok;
    this.principals = [
      ...(groups.ok ? [{ id: EVERYONE, name: t("grants.everyone"), kind: "group" as const }] : []),
      ...(groups.ok ? groups.value : []).filter((group) => group.id !== EVERYONE).map((group): Principal => ({ id: group.id, name: group.name, kind: "group" })),
      ...(people.ok ? people.value : []).filter((person) => person.active !== false).map((person): Principal => ({ id: person.id, name: person.name || person.email, kind: "person" })),
      ...(keys.ok ? keys.value : []).map((key): Principal => ({ id: key.id, name: key.name, kind: "key" })),
    ];
  }
}

function nameOf(principal: string, name: string): string {
  return principal === EVERYONE ? t("grants.everyone") : name;
}
