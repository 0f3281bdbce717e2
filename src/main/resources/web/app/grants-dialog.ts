import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import * as api from "./api.js";
import { EVERYONE, type Access, type Collection, type Grant } from "./api-types.js";
import { controls } from "./controls.js";
import type { Result } from "./http.js";
import { icon } from "./icons.js";
import { t } from "./messages.js";
import "./modal-dialog.js";

interface Principal { id: string; name: string; kind: "person" | "group" }

const RIGHTS: Access[] = ["read", "contribute", "curate"];

/** Who may read a collection, add to it, or look after it. Every change takes effect at once. Tells `closed`. */
@customElement("gw-grants-dialog")
export class GrantsDialog extends LitElement {
  static override styles = [controls, css`
    .list { margin-bottom: 4px; }
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

  @property({ attribute: false }) collection!: Collection;
  @state() granted: Grant[] | null = null;
  @state() principals: Principal[] = [];
  @state() error = "";

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
    void this.#loadPrincipals();
  }

  override render() {
    const granted = this.granted;
    return html`<gw-dialog .heading=${t("grants.heading", { name: this.collection.name })} @closed=${this.#close}>
      <div class="stack">
        <p class="muted">${t("grants.lead")}</p>
        ${this.error ? html`<p class="note bad" role="alert">${this.error}</p>` : nothing}
        ${!granted ? html`<span class="spinner" role="status" aria-label=${t("state.loading")}></span>`
          : granted.length === 0 ? html`<p class="note">${icon("lock")}<span>${t("grants.none")}</span></p>`
          : html`<ul class="list" aria-label=${t("grants.open")}>${granted.map((one) => this.#row(one))}</ul>`}
        ${granted ? this.#add(granted) : nothing}
      </div>
    </gw-dialog>`;
  }

  #row(one: Grant) {
    const name = nameOf(one.principal_id, one.name);
    return html`<li><strong>${name}</strong>
      <select aria-label=${t("grants.rightOf", { name })} @change=${(event: Event) => this.#set(one.principal_id, (event.target as HTMLSelectElement).value as Access)}>
        ${RIGHTS.map((right) => html`<option value=${right} ?selected=${right === one.access}>${t(`access.${right}`)}</option>`)}</select>
      <button class="icon-button" aria-label=${t("grants.remove", { name })} title=${t("grants.remove", { name })} @click=${() => this.#remove(one.principal_id)}>${icon("close")}</button></li>`;
  }

  #add(granted: Grant[]) {
    const open = this.principals.filter((one) => !granted.some((grant) => grant.principal_id === one.id));
    if (open.length === 0) {
      return nothing;
    }
    const options = (kind: string) => open.filter((one) => one.kind === kind).map((one) => html`<option value=${one.id}>${one.name}</option>`);
    return html`<form class="add" @submit=${this.#grant}>
      <div class="field"><label for="who">${t("grants.add")}</label>
        <select id="who" name="who">
          <optgroup label=${t("people.groups")}>${options("group")}</optgroup>
          <optgroup label=${t("people.people")}>${options("person")}</optgroup>
        </select></div>
      <select name="right" aria-label=${t("grants.right")}>${RIGHTS.map((right) => html`<option value=${right}>${t(`access.${right}`)}</option>`)}</select>
      <button class="button">${t("action.add")}</button>
    </form>`;
  }

  #grant = async (event: SubmitEvent) => {
    event.preventDefault();
    const values = new FormData(event.target as HTMLFormElement);
    await this.#set(String(values.get("who")), String(values.get("right")) as Access);
  };

  async #set(principal: string, access: Access): Promise<void> {
    this.#took(await api.grant(this.collection.id, principal, access));
  }

  async #remove(principal: string): Promise<void> {
    this.#took(await api.revokeGrant(this.collection.id, principal));
  }

  #took(changed: Result<void>): void {
    this.error = changed.ok ? "" : changed.problem.message;
    void this.#load();
  }

  async #load(): Promise<void> {
    const found = await api.grants(this.collection.id);
    if (found.ok) {
      this.granted = found.value.data;
    } else {
      this.error = found.problem.message;
    }
  }

  /** Only admins may list people and groups; another curator can still open the collection to everyone. */
  async #loadPrincipals(): Promise<void> {
    const [groups, people] = await Promise.all([api.groups(), api.people()]);
    const everyone: Principal = { id: EVERYONE, name: t("grants.everyone"), kind: "group" };
    const others = groups.ok ? groups.value.filter((group) => group.id !== EVERYONE) : [];
    this.principals = [
      everyone,
      ...others.map((group): Principal => ({ id: group.id, name: group.name, kind: "group" })),
      ...(people.ok ? people.value.filter((person) => person.active !== false) : []).map((person): Principal => ({ id: person.id, name: person.name || person.email, kind: "person" })),
    ];
  }

  #close = () => this.dispatchEvent(new Event("closed"));
}

function nameOf(principal: string, name: string): string {
  return principal === EVERYONE ? t("grants.everyone") : name;
}
