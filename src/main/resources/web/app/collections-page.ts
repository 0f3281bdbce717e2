import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import * as api from "./api.js";
import { EVERYONE, type Collection } from "./api-types.js";
import { controls } from "./controls.js";
import { icon } from "./icons.js";
import { library } from "./library.js";
import { moment, t, tn } from "./messages.js";
import { go, href } from "./router.js";
import { session } from "./session.js";
import { Watching } from "./watching.js";
import "./import-dialog.js";
import "./modal-dialog.js";

/** The collections a person may see, with what is in them and how far it is. */
@customElement("gw-collections-page")
export class CollectionsPage extends LitElement {
  static override styles = [controls, css`
    .list a { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 4px 16px; align-items: center; color: var(--ink); text-decoration: none; margin: -14px -18px; padding: 16px 18px; }
    .list a:hover { background: var(--raised); }
    .list a:focus-visible { outline-offset: -3px; border-radius: 12px; }
    .list strong { font-weight: 620; overflow-wrap: anywhere; }
    .detail { grid-column: 1; color: var(--muted); font-size: 0.9rem; overflow-wrap: anywhere; }
    .state { grid-row: 1 / span 2; grid-column: 2; display: flex; flex-wrap: wrap; gap: 6px; justify-content: flex-end; }
    @media (max-width: 640px) { .list a { grid-template-columns: minmax(0, 1fr); margin: -14px; padding: 14px; } .state { grid-row: auto; grid-column: 1; justify-content: flex-start; } }
  `];

  @property({ type: Boolean }) creating = false;
  @state() importing = false;
  @state() busy = false;
  @state() error = "";

  constructor() {
    super();
    new Watching(this, library);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void library.refresh();
  }

  override render() {
    const all = library.collections;
    const admin = session.person?.admin ?? false;
    return html`<div class="page">
      <div class="page-head">
        <div><h1>${t("collections.heading")}</h1><p class="lead">${t("collections.lead")}</p></div>
        ${admin ? html`<div class="row"><button class="button" @click=${() => (this.importing = true)}>${icon("upload", 18)}${t("import.open")}</button>
          <a class="button primary" href=${href("collections", "new")}>${icon("plus", 18)}${t("collections.new")}</a></div>` : nothing}
      </div>
      ${library.problem ? html`<p class="note bad" role="alert">${icon("alert")}<span>${library.problem.message}</span>
        <button class="button small" @click=${() => library.refresh()}>${t("action.retry")}</button></p>` : nothing}
      ${!all ? (library.problem ? nothing : html`<span class="spinner" role="status" aria-label=${t("state.loading")}></span>`)
        : all.length === 0 ? this.#none(admin)
        : html`<ul class="list">${all.map((collection) => this.#row(collection))}</ul>`}
      ${this.creating && admin ? this.#dialog() : nothing}
      ${this.importing && admin ? html`<gw-import-dialog @closed=${() => (this.importing = false)}></gw-import-dialog>` : nothing}
    </div>`;
  }

  #none(admin: boolean) {
    return html`<div class="card empty"><h2>${t("collections.none")}</h2><p>${admin ? t("collections.noneAdmin") : t("first.askAdmin")}</p>
      ${admin ? html`<div class="row"><a class="button primary" href=${href("collections", "new")}>${t("collections.new")}</a>
        <a class="button" href=${href("ask")}>${t("first.samples")}</a></div>` : nothing}</div>`;
  }

  #row(collection: Collection) {
    const counts = collection.file_counts;
    return html`<li><a href=${href("collections", collection.id)}>
      <strong>${collection.name}</strong>
      <span class="detail">${[tn("documents", counts.total), collection.description || t("collections.created", { when: moment(collection.created_at) })].join(" · ")}</span>
      <span class="state">
        ${counts.in_progress > 0 ? html`<span class="chip">${tn("count.inProgress", counts.in_progress)}</span>` : nothing}
        ${counts.failed > 0 ? html`<span class="chip bad">${tn("count.failed", counts.failed)}</span>` : nothing}
        ${counts.in_progress + counts.failed === 0 && counts.completed > 0 ? html`<span class="chip good">${t("file.ready")}</span>` : nothing}
        ${collection.access === "read" ? html`<span class="chip">${t("access.read")}</span>` : nothing}
      </span></a></li>`;
  }

  #dialog() {
    return html`<gw-dialog .heading=${t("collections.new")} @closed=${() => go("collections")}>
      <form class="stack" @submit=${this.#create}>
        ${this.error ? html`<p class="note bad" role="alert">${this.error}</p>` : nothing}
        <div class="field"><label for="name">${t("collections.name")}</label>
          <input id="name" name="name" required maxlength="200" autocomplete="off" autofocus placeholder=${t("collections.namePlaceholder")}></div>
        <div class="field"><label for="description">${t("collections.description")}</label>
          <textarea id="description" name="description" rows="2" maxlength="1000"></textarea></div>
        <fieldset><legend>${t("grants.whoReads")}</legend>
          <label class="choice"><input type="radio" name="readers" value="everyone" checked><span>${t("grants.everyone")}<br><span class="hint">${t("grants.everyoneHint")}</span></span></label>
          <label class="choice"><input type="radio" name="readers" value="chosen"><span>${t("grants.chosen")}<br><span class="hint">${t("grants.chosenHint")}</span></span></label>
        </fieldset>
        <div class="row end"><button class="button primary" ?disabled=${this.busy}>${t("collections.create")}</button></div>
      </form>
    </gw-dialog>`;
  }

  #create = async (event: SubmitEvent) => {
    event.preventDefault();
    const values = new FormData(event.target as HTMLFormElement);
    this.busy = true;
    this.error = "";
    const created = await api.createCollection(String(values.get("name")).trim(), String(values.get("description")).trim());
    const granted = created.ok && values.get("readers") === "everyone" ? await api.grant(created.value.id, EVERYONE, "read") : null;
    this.busy = false;
    if (!created.ok) {
      this.error = created.problem.message;
    } else if (granted && !granted.ok) {
      this.error = granted.problem.message;
    } else {
      void session.refreshAbout();
      go("collections", created.value.id);
    }
  };
}
