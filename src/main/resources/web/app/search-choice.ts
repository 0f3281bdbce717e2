import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { controls } from "./controls.js";
import { t } from "./messages.js";
import { COLLAPSES, rerankers, STAGES, type Collapse, type RerankerName, type SearchSettings, type Stage } from "./search-api.js";

const WEIGHT = 0.5;

/** How a collection is searched, to choose from. Tells `chosen` with all of it. */
@customElement("gw-search-choice")
export class SearchChoice extends LitElement {
  static override styles = [controls, css`
    summary { cursor: pointer; font-weight: 550; font-size: 0.92rem; }
    .inside { display: grid; gap: 14px; padding: 12px 0 4px; }
    fieldset { display: flex; flex-wrap: wrap; gap: 4px 18px; }
    fieldset label { display: flex; gap: 8px; align-items: center; font-size: 0.92rem; }
    legend { font-weight: 550; font-size: 0.92rem; padding: 0 0 6px; }
    .pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(180px, 1fr)); gap: 12px; }
  `];

  @property({ attribute: false }) settings!: SearchSettings;
  @state() rankers: RerankerName[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    void rerankers().then((listed) => (this.rankers = listed.ok ? listed.value.data : []));
  }

  override render() {
    const { stages, collapse, max_per_document: most, recency } = this.settings;
    const aged = recency === "off" ? null : recency;
    return html`<details><summary>${t("searching.label")}</summary><form class="inside" @change=${this.#changed} @submit=${(event: Event) => event.preventDefault()}>
      <fieldset><legend>${t("searching.stages")}</legend>${STAGES.map((stage) =>
        html`<label><input type="checkbox" name="stage" value=${stage} ?checked=${stages.includes(stage)}>${t(`search.stage.${stage}`)}</label>`)}</fieldset>
      ${this.#rankers.length === 0 ? nothing : html`<div class="field"><label for="ranker">${t("searching.ranker")}</label>
        <select id="ranker" name="ranker"><option value="auto">${t("searching.ranker.auto")}</option>${this.#rankers.map((name) =>
          html`<option value=${name} ?selected=${name === this.settings.ranker}>${name}</option>`)}</select></div>`}
      <div class="field"><label for="collapse">${t("searching.collapse")}</label>
        <select id="collapse" name="collapse">${COLLAPSES.map((one) =>
          html`<option value=${one} ?selected=${one === collapse}>${t(`searching.collapse.${one}`)}</option>`)}</select></div>
      <div class="field"><label for="most">${t("searching.most")}</label>
        <input id="most" name="most" type="number" min="1" max="100" .value=${most === 0 ? "" : String(most)} placeholder=${t("searching.most.none")}></div>
      <div class="pair">
        <div class="field"><label for="days">${t("searching.days")}</label>
          <input id="days" name="days" type="number" min="0.1" max="36500" step="any" .value=${aged ? String(aged.half_life_days) : ""} placeholder=${t("searching.days.none")}></div>
        <div class="field"><label for="attribute">${t("searching.attribute")}</label>
          <input id="attribute" name="attribute" maxlength="64" autocomplete="off" .value=${aged?.attribute ?? ""} placeholder=${t("searching.attribute.none")}></div>
      </div>
      <p class="hint">${t("searching.hint")}</p>
    </form></details>`;
  }

  /** The one that is chosen stays there to see, whatever became of it. */
  get #rankers(): string[] {
    const chosen = this.settings.ranker;
    const names = this.rankers.map(({ name }) => name);
    return chosen === "auto" || chosen === undefined || names.includes(chosen) ? names : [...names, chosen];
  }

  #changed = (event: Event) => {
    const values = new FormData(event.currentTarget as HTMLFormElement);
    const days = String(values.get("days"));
    const attribute = String(values.get("attribute")).trim();
    const before = this.settings.recency;
    const chosen: SearchSettings = {
      stages: values.getAll("stage") as Stage[],
      collapse: values.get("collapse") as Collapse,
      max_per_document: Number(values.get("most")),
      ranker: String(values.get("ranker") ?? this.settings.ranker ?? "auto"),
      recency: days === "" ? "off" : {
        half_life_days: Number(days),
        weight: before === "off" ? WEIGHT : before.weight,
        ...(attribute ? { attribute } : {}),
      },
    };
    this.dispatchEvent(new CustomEvent("chosen", { detail: chosen }));
  };
}
