import { css, html, LitElement, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import * as api from "./api.js";
import { ADMINISTRATORS, EVERYONE, type Group, type Person } from "./api-types.js";
import { controls } from "./controls.js";
import type { Result } from "./http.js";
import { icon } from "./icons.js";
import { t, tn } from "./messages.js";
import { say } from "./notices.js";
import { confirmed } from "./confirm-dialog.js";
import { session } from "./session.js";
import "./modal-dialog.js";

const SHORTEST_PASSWORD = 10;

/** Who may sign in, and the groups that collections are opened to. */
@customElement("gw-people-page")
export class PeoplePage extends LitElement {
  static override styles = [controls, css`
    section { margin-top: 40px; }
    .section-head { display: flex; flex-wrap: wrap; gap: 10px; align-items: center; justify-content: space-between; margin-bottom: 12px; }
    .list > li { display: grid; grid-template-columns: minmax(0, 1fr) auto auto; gap: 4px 12px; align-items: center; }
    .list strong { font-weight: 600; overflow-wrap: anywhere; }
    .detail { color: var(--muted); font-size: 0.9rem; overflow-wrap: anywhere; }
    .off { color: var(--muted); }
    .members .choice { padding: 6px 0; }
    .members { max-height: 50dvh; overflow: auto; }
    @media (max-width: 640px) { .list > li { grid-template-columns: minmax(0, 1fr); } }
  `];

  @state() people: Person[] | null = null;
  @state() groups: Group[] = [];
  @state() problem = "";
  @state() dialog: "" | "invite" | "group" | "members" | "password" = "";
  @state() chosen: Group | Person | null = null;
  @state() busy = false;
  @state() error = "";

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  override render() {
    return html`<div class="page">
      <div class="page-head">
        <div><h1>${t("people.heading")}</h1><p class="lead">${t("people.lead")}</p></div>
        <button class="button primary" @click=${() => this.#open("invite")}>${icon("plus", 18)}${t("people.invite")}</button>
      </div>
      ${this.problem ? html`<p class="note bad" role="alert">${icon("alert")}<span>${this.problem}</span>
        <button class="button small" @click=${() => this.#load()}>${t("action.retry")}</button></p>` : nothing}
      ${this.people ? html`<ul class="list" aria-label=${t("people.people")}>${this.people.map((person) => this.#person(person))}</ul>`
        : this.problem ? nothing : html`<span class="spinner" role="status" aria-label=${t("state.loading")}></span>`}
      <section>
        <div class="section-head"><h2>${t("people.groups")}</h2><button class="button small" @click=${() => this.#open("group")}>${icon("plus", 16)}${t("people.newGroup")}</button></div>
        <ul class="list" aria-label=${t("people.groups")}>${this.groups.map((group) => this.#group(group))}</ul>
      </section>
      ${this.#dialog()}
    </div>`;
  }

  #person(person: Person) {
    const self = person.id === session.person?.id;
    const active = person.active !== false;
    return html`<li>
      <div><strong class=${active ? "" : "off"}>${person.name || person.email}</strong><div class="detail">${person.email}</div></div>
      <span class="row">${person.admin ? html`<span class="chip good">${t("people.admin")}</span>` : nothing}${active ? nothing : html`<span class="chip">${t("people.inactive")}</span>`}
        ${self ? html`<span class="chip">${t("people.you")}</span>` : nothing}</span>
      <span class="row">${self ? nothing : html`
        <button class="button small quiet" aria-label=${t("people.passwordOf", { name: person.name || person.email })} @click=${() => this.#open("password", person)}>${t("people.password")}</button>
        <button class="button small quiet" aria-label=${t(active ? "people.deactivateOf" : "people.activateOf", { name: person.name || person.email })}
          @click=${() => this.#setActive(person, !active)}>${t(active ? "people.deactivate" : "people.activate")}</button>`}</span>
    </li>`;
  }

  #group(group: Group) {
    const name = group.id === EVERYONE ? t("grants.everyone") : group.id === ADMINISTRATORS ? t("people.administrators") : group.name;
    const fixed = group.id === EVERYONE || group.id === ADMINISTRATORS;
    return html`<li><div><strong>${name}</strong>
        <div class="detail">${group.id === EVERYONE ? t("people.everyoneLead") : group.id === ADMINISTRATORS ? t("people.administratorsLead") : tn("people.members", group.members.length)}</div></div>
      <span></span>
      <span class="row">${fixed ? nothing : html`
        <button class="button small quiet" aria-label=${t("people.membersOf", { name })} @click=${() => this.#open("members", group)}>${t("people.editMembers")}</button>
        <button class="icon-button" aria-label=${t("people.deleteGroup", { name })} title=${t("people.deleteGroup", { name })} @click=${() => this.#deleteGroup(group)}>${icon("trash")}</button>`}</span></li>`;
  }

  #dialog() {
    const chosen = this.chosen;
    switch (this.dialog) {
      case "": return nothing;
      case "invite": return this.#form(t("people.invite"), t("people.create"), this.#invite, html`
        <div class="field"><label for="name">${t("people.name")}</label><input id="name" name="name" required autocomplete="off" autofocus></div>
        <div class="field"><label for="email">${t("signIn.email")}</label><input id="email" name="email" type="email" required autocomplete="off"></div>
        ${this.#passwordField()}
        <label class="choice"><input type="checkbox" name="admin"><span>${t("people.makeAdmin")}<br><span class="hint">${t("people.makeAdminHint")}</span></span></label>`);
      case "group": return this.#form(t("people.newGroup"), t("people.create"), this.#createGroup, html`
        <div class="field"><label for="name">${t("people.groupName")}</label><input id="name" name="name" required autocomplete="off" autofocus></div>`);
      case "password": return this.#form(t("people.passwordOf", { name: (chosen as Person).name || (chosen as Person).email }), t("action.save"), this.#setPassword, this.#passwordField());
      case "members": return this.#members(this.groups.find((group) => group.id === chosen?.id) ?? (chosen as Group));
    }
  }

  #form(heading: string, action: string, submit: (values: FormData) => Promise<Result<unknown>>, fields: unknown) {
    return html`<gw-dialog .heading=${heading} @closed=${this.#close}>
      <form class="stack" @submit=${(event: SubmitEvent) => this.#submit(event, submit)}>
        ${this.error ? html`<p class="note bad" role="alert">${this.error}</p>` : nothing}
        ${fields}
        <div class="row end"><button class="button primary" ?disabled=${this.busy}>${action}</button></div>
      </form></gw-dialog>`;
  }

  #passwordField() {
    return html`<div class="field"><label for="password">${t("people.firstPassword")}</label>
      <input id="password" name="password" required minlength=${SHORTEST_PASSWORD} autocomplete="off" spellcheck="false" aria-describedby="password-hint">
      <span class="hint" id="password-hint">${t("people.firstPasswordHint", { count: SHORTEST_PASSWORD })}</span></div>`;
  }

  #members(group: Group) {
    const members = new Set(group.members);
    return html`<gw-dialog .heading=${t("people.membersOf", { name: group.name })} @closed=${this.#close}>
      ${this.error ? html`<p class="note bad" role="alert">${this.error}</p>` : nothing}
      <fieldset class="members"><legend class="visually-hidden">${t("people.people")}</legend>
        ${this.people?.map((person) => html`<label class="choice"><input type="checkbox" .checked=${members.has(person.id)}
          @change=${(event: Event) => this.#toggleMember(group, person, (event.target as HTMLInputElement).checked)}><span>${person.name || person.email}<br><span class="hint">${person.email}</span></span></label>`)}
      </fieldset>
      <div class="row end"><button class="button primary" @click=${this.#close}>${t("action.done")}</button></div>
    </gw-dialog>`;
  }

  async #submit(event: SubmitEvent, submit: (values: FormData) => Promise<Result<unknown>>): Promise<void> {
    event.preventDefault();
    this.busy = true;
    this.error = "";
    const done = await submit(new FormData(event.target as HTMLFormElement));
    this.busy = false;
    if (done.ok) {
      this.#close();
      await this.#load();
    } else {
      this.error = done.problem.message;
    }
  }

  #invite = (values: FormData) => api.invite({
    name: String(values.get("name")).trim(), email: String(values.get("email")).trim(), password: String(values.get("password")), admin: values.has("admin"),
  });

  #createGroup = (values: FormData) => api.createGroup(String(values.get("name")).trim());

  #setPassword = (values: FormData) => api.changePerson(this.chosen?.id ?? "", { password: String(values.get("password")) });

  async #toggleMember(group: Group, person: Person, member: boolean): Promise<void> {
    const done = await (member ? api.addMember(group.id, person.id) : api.removeMember(group.id, person.id));
    this.error = done.ok ? "" : done.problem.message;
    await this.#load();
  }

  async #setActive(person: Person, active: boolean): Promise<void> {
    const name = person.name || person.email;
    if (active || (await confirmed({ heading: t("people.deactivateOf", { name }), body: t("people.deactivateBody"), action: t("people.deactivate") }))) {
      const done = await api.changePerson(person.id, { active });
      if (!done.ok) {
        say(done.problem.message);
      }
      await this.#load();
    }
  }

  async #deleteGroup(group: Group): Promise<void> {
    if (await confirmed({ heading: t("people.deleteGroup", { name: group.name }), body: t("people.deleteGroupBody"), action: t("action.delete") })) {
      const done = await api.deleteGroup(group.id);
      if (!done.ok) {
        say(done.problem.message);
      }
      await this.#load();
    }
  }

  #open(dialog: "invite" | "group" | "members" | "password", chosen: Group | Person | null = null): void {
    this.error = "";
    this.chosen = chosen;
    this.dialog = dialog;
  }

  #close = () => {
    this.dialog = "";
    this.chosen = null;
  };

  async #load(): Promise<void> {
    const [people, groups] = await Promise.all([api.people(), api.groups()]);
    this.problem = !people.ok ? people.problem.message : !groups.ok ? groups.problem.message : "";
    this.people = people.ok ? people.value : this.people;
    this.groups = groups.ok ? groups.value : this.groups;
  }
}
