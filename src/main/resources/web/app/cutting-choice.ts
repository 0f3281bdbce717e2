import { css, html, LitElement, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import * as api from "./api.js";
import type { CutPreview, Profile } from "./api-types.js";
import { controls } from "./controls.js";
import { icon } from "./icons.js";
import { t, tn } from "./messages.js";
import { placeOf } from "./places.js";

export const PROFILES: readonly Profile[] = ["auto", "prose", "tables", "code", "mail", "qa", "slides"];
const SHOWN = 50;

/** How the documents of a collection are cut, to choose from, and what would become of a file. Tells `chosen` with the profile. */
@customElement("gw-cutting-choice")
export class CuttingChoice extends LitElement {
  static override styles = [controls, css`
    :host { display: grid; gap: 10px; }
    .row { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 12px; }
    ol { list-style: none; margin: 0; padding: 0; display: grid; gap: 8px; max-height: 320px; overflow: auto; border: 1px solid var(--line); border-radius: var(--radius); }
    li { padding: 10px 12px; border-bottom: 1px solid var(--line); }
    li:last-child { border-bottom: 0; }
    .where { color: var(--muted); font-size: 0.82rem; overflow-wrap: anywhere; }
    .context { color: var(--muted); }
    .text { white-space: pre-wrap; overflow-wrap: anywhere; font-size: 0.9rem; margin-top: 4px; max-height: 7.5em; overflow: hidden; }
  `];

  @property() collection = "";
  @property() profile: Profile = "auto";
  @state() preview: CutPreview | null = null;
  @state() name = "";
  @state() busy = false;
  @state() error = "";
  @query("#try") input!: HTMLInputElement;
  #file: File | null = null;
  #asked = 0;

  override render() {
    return html`<div class="field"><label for="profile">${t("cutting.label")}</label>
        <select id="profile" aria-describedby="hint" @change=${this.#choose}>
          ${PROFILES.map((profile) => html`<option value=${profile} ?selected=${profile === this.profile}>${t(`cutting.${profile}`)}</option>`)}
        </select>
        <p class="hint" id="hint">${t(`cutting.hint.${this.profile}`)} ${t("cutting.later")}</p></div>
      <div class="row">
        <button type="button" class="button small" ?disabled=${this.busy} @click=${() => this.input.click()}>${icon("file", 16)}${t("cutting.try")}</button>
        <input id="try" type="file" hidden aria-label=${t("cutting.try")} @change=${this.#try}>
        ${this.busy ? html`<span class="spinner" role="status" aria-label=${t("state.loading")}></span>` : nothing}
      </div>
      ${this.error ? html`<p class="note bad" role="alert">${icon("alert")}<span>${this.error}</span></p>` : nothing}
      ${this.preview && !this.busy ? this.#cut(this.preview) : nothing}`;
  }

  #cut(preview: CutPreview) {
    const shown = preview.passages.slice(0, SHOWN);
    return html`<p class="hint" role="status">${tn("cutting.tried", preview.total, { name: this.name, profile: t(`cutting.${preview.profile}`) })}
        ${preview.total > shown.length ? t("cutting.shown", { shown: shown.length }) : nothing}</p>
      ${shown.length === 0 ? nothing : html`<ol aria-label=${t("document.passages")} tabindex="0">${shown.map((passage) => html`<li>
        <p class="where">${[
          t("passage.number", { number: String(passage.ordinal + 1) }),
          ...placeOf(passage.location),
          passage.tokens === null ? "" : tn("cutting.tokens", passage.tokens),
        ].filter(Boolean).join(" · ")}</p>
        <p class="text">${passage.context ? html`<span class="context">${passage.context}</span>\n` : nothing}${passage.text}</p></li>`)}</ol>`}`;
  }

  #choose = (event: Event) => {
    this.profile = (event.target as HTMLSelectElement).value as Profile;
    this.dispatchEvent(new CustomEvent("chosen", { detail: this.profile }));
    void this.#look();
  };

  #try = () => {
    this.#file = this.input.files?.[0] ?? null;
    this.input.value = "";
    void this.#look();
  };

  async #look(): Promise<void> {
    const file = this.#file;
    if (!file) {
      return;
    }
    const asked = ++this.#asked;
    this.busy = true;
    this.error = "";
    const cut = await api.previewCut(this.collection, file, this.profile);
    if (asked !== this.#asked) {
      return;
    }
    this.busy = false;
    this.name = file.name;
    this.preview = cut.ok ? cut.value : null;
    this.error = cut.ok ? "" : cut.problem.message;
  }
}
