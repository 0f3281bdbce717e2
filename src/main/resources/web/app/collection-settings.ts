import { html, LitElement, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import * as api from "./api.js";
import type { AttributeTypes, Collection, Profile } from "./api-types.js";
import type { AttributeTypesChoice } from "./attribute-types.js";
import { controls } from "./controls.js";
import { library } from "./library.js";
import { t } from "./messages.js";
import "./attribute-types.js";
import "./cutting-choice.js";
import "./modal-dialog.js";
import type { SearchSettings } from "./search-api.js";
import "./search-choice.js";

/** Name and description of a collection, how its documents are cut, how it is searched, and which attributes they may have. Tells `closed`. */
@customElement("gw-collection-settings")
export class CollectionSettings extends LitElement {
  static override styles = controls;

  @property({ attribute: false }) collection!: Collection;
  @state() busy = false;
  @state() error = "";
  @query("[role=alert]") alert!: HTMLElement | null;
  @query("gw-attribute-types") attributeTypes!: AttributeTypesChoice;
  #profile: Profile | null = null;
  #search: SearchSettings | null = null;
  #declared: AttributeTypes | null = null;

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
        <gw-attribute-types .types=${this.collection.attribute_types} @chosen=${this.#declares}></gw-attribute-types>
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

  #declares = (event: CustomEvent<AttributeTypes>) => {
    this.#declared = event.detail;
  };

  #save = async (event: SubmitEvent) => {
    event.preventDefault();
    if (this.#declared !== null && !this.attributeTypes.check()) {
      return;
    }
    const values = new FormData(event.target as HTMLFormElement);
    this.busy = true;
    this.error = "";
    const saved = await api.changeCollection(this.collection.id, {
      name: String(values.get("name")).trim(),
      description: String(values.get("description")).trim(),
      profile: this.#profile ?? this.collection.profile,
      ...(this.#search ? { search: this.#search } : {}),
      ...(this.#declared !== null ? { attribute_types: this.#declared } : {}),
    });
    this.busy = false;
    if (saved.ok) {
      void library.refresh();
      this.#close();
    } else {
      this.error = saved.problem.message;
      await this.updateComplete;
      this.alert?.scrollIntoView({ block: "nearest" }); // it stands at the top, and who saves may be far below
    }
  };

  #close = () => this.dispatchEvent(new Event("closed"));
}
