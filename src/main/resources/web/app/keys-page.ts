import { css, html, LitElement, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import * as api from "./api.js";
import type { ApiKey, NewApiKey } from "./api-types.js";
import { confirmed } from "./confirm-dialog.js";
import { controls } from "./controls.js";
import { icon } from "./icons.js";
import { moment, t } from "./messages.js";
import { say } from "./notices.js";
import "./modal-dialog.js";

/** Keys with which services call the API: shown once, then only their hint. */
@customElement("gw-keys-page")
export class KeysPage extends LitElement {
  static override styles = [controls, css`
    .list > li { display: grid; grid-template-columns: minmax(0, 1fr) auto auto; gap: 4px 14px; align-items: center; }
    .list strong { font-weight: 600; overflow-wrap: anywhere; }
    .detail { color: var(--muted); font-size: 0.9rem; }
    code { font-family: var(--mono); font-size: 0.9em; overflow-wrap: anywhere; }
    @media (max-width: 640px) {
      .list > li { grid-template-columns: minmax(0, 1fr) auto; }
      .list > li > div { grid-column: 1 / -1; }
    }
    .secret { display: flex; gap: 10px; align-items: center; padding: 12px 14px; border-radius: var(--radius); background: var(--raised); }
    .secret code { flex: 1; }
  `];

  @state() keys: ApiKey[] | null = null;
  @state() problem = "";
  @state() creating = false;
  @state() created: NewApiKey | null = null;
  @state() busy = false;
  @state() error = "";

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  override render() {
    return html`<div class="page">
      <div class="page-head">
        <div><h1>${t("keys.heading")}</h1><p class="lead">${t("keys.lead")}</p></div>
        <button class="button primary" @click=${() => (this.creating = true)}>${icon("plus", 18)}${t("keys.new")}</button>
      </div>
      ${this.problem ? html`<p class="note bad" role="alert">${icon("alert")}<span>${this.problem}</span>
        <button class="button small" @click=${() => this.#load()}>${t("action.retry")}</button></p>` : nothing}
      ${!this.keys ? (this.problem ? nothing : html`<span class="spinner" role="status" aria-label=${t("state.loading")}></span>`)
        : this.keys.length === 0 ? html`<div class="card empty"><h2>${t("keys.none")}</h2><p>${t("keys.noneLead")}</p></div>`
        : html`<ul class="list" aria-label=${t("keys.heading")}>${this.keys.map((key) => this.#key(key))}</ul>`}
      ${this.creating || this.created ? this.#dialog() : nothing}
    </div>`;
  }

  #key(key: ApiKey) {
    const expires = key.expires_at ? t("keys.expires", { when: moment(key.expires_at) }) : "";
    return html`<li>
      <div><strong>${key.name}</strong><div class="detail"><code>${key.hint}</code> · ${[t("keys.created", { when: moment(key.created_at) }), expires].filter(Boolean).join(" · ")}</div></div>
      <span class="row">${key.revoked_at ? html`<span class="chip">${t("keys.revoked")}</span>` : nothing}${key.admin ? html`<span class="chip warn">${t("people.admin")}</span>` : nothing}</span>
      ${key.revoked_at ? html`<span></span>` : html`<button class="icon-button" aria-label=${t("keys.revoke", { name: key.name })}
        title=${t("keys.revoke", { name: key.name })} @click=${() => this.#revoke(key)}>${icon("trash")}</button>`}
    </li>`;
  }

  #dialog() {
    const created = this.created;
    return html`<gw-dialog .heading=${created ? t("keys.ready") : t("keys.new")} @closed=${this.#close}>
      ${created ? html`<div class="stack">
          <p class="note warn">${icon("alert")}<span>${t("keys.once")}</span></p>
          <div class="secret"><code>${created.key}</code><button class="button small" autofocus @click=${() => this.#copy(created.key)}>${icon("copy", 16)}${t("action.copy")}</button></div>
          <div class="row end"><button class="button primary" @click=${this.#close}>${t("action.done")}</button></div>
        </div>`
        : html`<form class="stack" @submit=${this.#create}>
          ${this.error ? html`<p class="note bad" role="alert">${this.error}</p>` : nothing}
          <div class="field"><label for="name">${t("keys.name")}</label><input id="name" name="name" required maxlength="200" autocomplete="off" autofocus placeholder=${t("keys.namePlaceholder")}></div>
          <div class="field"><label for="expires">${t("keys.expiry")}</label><input id="expires" name="expires" type="date" min=${new Date().toISOString().slice(0, 10)} aria-describedby="expires-hint">
            <span class="hint" id="expires-hint">${t("keys.expiryHint")}</span></div>
          <label class="choice"><input type="checkbox" name="admin"><span>${t("keys.admin")}<br><span class="hint">${t("keys.adminHint")}</span></span></label>
          <div class="row end"><button class="button primary" ?disabled=${this.busy}>${t("keys.create")}</button></div>
        </form>`}
    </gw-dialog>`;
  }

  #create = async (event: SubmitEvent) => {
    event.preventDefault();
    const values = new FormData(event.target as HTMLFormElement);
    const expires = String(values.get("expires"));
    this.busy = true;
    this.error = "";
    const created = await api.createKey({
      name: String(values.get("name")).trim(), admin: values.has("admin"), ...(expires ? { expires_at: new Date(`${expires}T23:59:59`).toISOString() } : {}),
    });
    this.busy = false;
    if (created.ok) {
      this.created = created.value;
      this.creating = false;
      void this.#load();
    } else {
      this.error = created.problem.message;
    }
  };

  async #copy(key: string): Promise<void> {
    await navigator.clipboard.writeText(key);
    say(t("state.copied"));
  }

  async #revoke(key: ApiKey): Promise<void> {
    if (await confirmed({ heading: t("keys.revokeHeading", { name: key.name }), body: t("keys.revokeBody"), action: t("keys.revokeAction") })) {
      const gone = await api.revokeKey(key.id);
      if (!gone.ok) {
        say(gone.problem.message);
      }
      await this.#load();
    }
  }

  async #load(): Promise<void> {
    const listed = await api.keys();
    this.problem = listed.ok ? "" : listed.problem.message;
    this.keys = listed.ok ? listed.value : this.keys;
  }

  #close = () => {
    this.creating = false;
    this.created = null;
    this.error = "";
  };
}
