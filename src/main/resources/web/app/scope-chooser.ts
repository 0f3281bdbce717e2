import { css, html, LitElement, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import { controls } from "./controls.js";
import { icon } from "./icons.js";
import { library } from "./library.js";
import { t, tn } from "./messages.js";
import { Watching } from "./watching.js";
import "./drop-menu.js";

/** Which collections a question goes to: all of them, or those that are ticked. */
@customElement("gw-scope-chooser")
export class ScopeChooser extends LitElement {
  static override styles = [controls, css`
    :host { display: inline-block; min-width: 0; max-width: 100%; }
    gw-menu { max-width: 100%; }
    .label { display: flex; align-items: center; gap: 7px; min-width: 0; color: var(--muted); }
    .label span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    .option { display: flex; gap: 10px; align-items: center; padding: 8px 10px; border-radius: 8px; cursor: pointer; font-size: 0.94rem; }
    .option:hover { background: var(--raised); }
    .option .name { overflow-wrap: anywhere; flex: 1 1 auto; }
    .option .count { flex: none; color: var(--muted); font-size: 0.86rem; }
    hr { border: 0; border-top: 1px solid var(--line); margin: 6px 0; }
  `];

  constructor() {
    super();
    new Watching(this, library);
  }

  override render() {
    const all = library.collections ?? [];
    if (all.length < 2) {
      return nothing;
    }
    const chosen = library.chosen;
    const label = chosen.length === 0 ? t("scope.all") : chosen.length === 1 ? (chosen[0]?.name ?? "") : tn("scope.some", chosen.length);
    return html`<gw-menu label=${t("scope.label", { scope: label })}>
      <span slot="label" class="label">${icon("folder", 18)}<span>${label}</span>${icon("chevron", 14)}</span>
      <fieldset>
        <legend class="visually-hidden">${t("scope.heading")}</legend>
        <label class="option"><input type="checkbox" .checked=${chosen.length === 0} @change=${this.#all}><span class="name">${t("scope.all")}</span></label>
        <hr>
        ${all.map((collection) => html`<label class="option">
          <input type="checkbox" .checked=${chosen.includes(collection)} @change=${() => this.#toggle(collection.id)}>
          <span class="name">${collection.name}</span><span class="count">${tn("documents", collection.file_counts.completed)}</span></label>`)}
      </fieldset>
    </gw-menu>`;
  }

  #all = (event: Event) => {
    (event.target as HTMLInputElement).checked = true;
    library.choose([]);
  };

  #toggle(id: string): void {
    const ids = library.chosen.map((collection) => collection.id);
    library.choose(ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id]);
  }
}
