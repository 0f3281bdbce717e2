import { html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import * as api from "./api.js";
import type { Collection, Profile } from "./api-types.js";
import { controls } from "./controls.js";
import { library } from "./library.js";
import { t } from "./messages.js";
import "./cutting-choice.js";
import "./modal-dialog.js";
import type { SearchSettings } from "./search-api.js";
import "./search-choice.js";

/** Name and description of a collection, how its documents are cut, and how it is searched. Tells `closed`. */
@customElement("gw-collection-settings")
export class CollectionSettings extends LitElement {
  static override styles = controls;

  @property({ attribute: false }) collection!: Collection;
  @state() busy = false;
  @state() error = "";
  #profile: Profile | null = null;
  #search: SearchSettings | null = null;

  override render() {
    return html`<gw-dialog .heading=${t("collection.edit")} @closed=${this.#close}>
      <form class="stack" @submit=${this.#save}>
        ${this.error ? html`<p class="note bad" role="alert">${this.error}</p>` : nothing}
        <div class="field"><label for="name">${t("collections.name")}</label>
          <input id="name" name="name" required maxlength="200" autocomplete="off" autofocus .value=${this.collection.name}></div>
        <div class="field"><label for="description">${t("collections.description")}</label>
          <textarea id="description" name="description" rows="3" maxlength="1000" .value=${this.collection.description ?? ""}></textarea></div>
        <gw-cutting-choice .collection=${this.collection.id} .profile=${this.collection.profile} @chosen=${this.#chosen}></gw-cutting-choice>
        <gw-search-choice .settings=${this.collection.search} @chosen=${this.#searched}></gw-search-choice>
        <div class="row end"><button class="button primary" ?disabled=${this.busy}>${t("action.save")}</button></div>
      </form>
    </gw-dialog>`;
  }

  #chosen = (event: CustomEvent<Profile>) => {
    this.#profile = event.detail;
  };

  #searched = (event: CustomEvent<SearchSettings>) => {
    this.#search = event.detail;
  };

  #save = async (event: SubmitEvent) => {
    event.preventDefault();
    const values = new FormData(event.target as HTMLFormElement);
    this.busy = true;
    const saved = await api.changeCollection(this.collection.id, {
      name: String(values.get("name")).trim(),
      description: String(values.get("description")).trim(),
      profile: this.#profile ?? this.collection.profile,
      ...(this.#search ? { search: this.#search } : {}),
    });
    this.busy = false;
    if (saved.ok) {
      void library.refresh();
      this.#close();
    } else {
      this.error = saved.problem.message;
    }
  };

  #close = () => this.dispatchEvent(new Event("closed"));
}
