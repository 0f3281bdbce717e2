import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import type { Group } from "./api-types.js";
import { controls } from "./controls.js";
import type { Problem } from "./http.js";
import { icon } from "./icons.js";
import { t } from "./messages.js";
import * as registry from "./models-api.js";
import type { Candidate, Model, Plan, Route, Waits, When } from "./models-api.js";
import { candidateName, groupName, WAITS, whenWords } from "./route-words.js";

const MOST = 20;

/** A candidate as it stands there; its key stays when its place changes. */
interface Row { readonly key: number; readonly model: string; readonly min: string; readonly max: string; readonly groups: readonly string[]; readonly open: boolean }

/** Makes a route, or its next revision. Tells `saved` with the route, and `cancelled`. */
@customElement("gw-route-form")
export class RouteForm extends LitElement {
  static override styles = [controls, css`
    form { padding-top: 14px; }
    .candidates { list-style: none; padding: 0; display: grid; gap: 10px; }
    .candidates > li { border: 1px solid var(--line); border-radius: var(--radius); padding: 10px; display: grid; gap: 8px; background: var(--surface); }
    .candidates > li:focus-within { border-color: var(--line-strong); }
    .line { display: grid; grid-template-columns: auto minmax(0, 1fr) auto; gap: 4px 8px; align-items: center; }
    .place { min-width: 1.6em; text-align: center; color: var(--muted); font-variant-numeric: tabular-nums; }
    .moves { display: flex; }
    .up svg { rotate: 180deg; }
    summary { cursor: pointer; font-size: 0.9rem; color: var(--muted); overflow-wrap: anywhere; }
    .when { display: grid; grid-template-columns: 1fr 1fr; gap: 12px; padding: 10px 0 4px; }
    .when fieldset { grid-column: 1 / -1; }
    .groups { display: flex; flex-wrap: wrap; gap: 0 18px; max-height: 200px; overflow: auto; }
    .waits { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 12px; align-items: end; }
    .before { margin-bottom: 10px; }
    .error { color: var(--bad); font-size: 0.9rem; overflow-wrap: anywhere; }
    .add { margin-top: 10px; }
    @media (max-width: 640px) {
      .line { grid-template-columns: auto minmax(0, 1fr); }
      .moves { grid-column: 2; justify-self: end; }
      .when, .waits { grid-template-columns: minmax(0, 1fr); }
    }
  `];

  /** Null for one that is made. */
  @property({ attribute: false }) route: Route | null = null;
  @property({ attribute: false }) models: readonly Model[] = [];
  @property({ attribute: false }) groups: readonly Group[] = [];
  /** Names that there are already. */
  @property({ attribute: false }) taken: readonly string[] = [];
  @state() rows: readonly Row[] = [];
  @state() busy = false;
  @state() wrong: Problem | null = null;
  @state() told = "";
  #next = 1;

  protected override willUpdate(): void {
    if (!this.hasUpdated) {
      this.rows = this.route ? this.route.candidates.map((candidate) => this.#row(candidate)) : [this.#row({ model: this.#usable()[0]?.name ?? "" })];
    }
  }

  override render() {
    const field = this.wrong?.field ?? "";
    const placed = ["name", "candidates", "note"].includes(field) || /^(candidates\[|waits\.)/.test(field);
    return html`<form class="stack" novalidate @submit=${this.#save} @input=${() => (this.wrong = null)}>
      ${this.route ? nothing : html`<div class="field"><label for="name">${t("route.name")}</label>
        <input id="name" name="name" required maxlength="200" autocomplete="off" spellcheck="false" aria-invalid=${field === "name"} aria-describedby="name-hint name-wrong">
        <span class="hint" id="name-hint">${t("route.nameHint")}</span>${this.#error("name")}</div>`}
      <fieldset><legend>${t("route.candidates")}</legend><p class="hint before" id="order-hint">${t("route.candidatesHint")}</p>
        <ol class="candidates" aria-describedby="order-hint">${repeat(this.rows, (row) => row.key, (row, index) => this.#candidate(row, index))}</ol>
        ${this.#error("candidates")}
        <button type="button" id="add" class="button small add" ?disabled=${this.rows.length >= MOST} @click=${this.#add}>${icon("plus", 16)}${t("route.addCandidate")}</button>
        <span class="visually-hidden" role="status">${this.told}</span>
      </fieldset>
      <fieldset><legend>${t("route.waits")}</legend><p class="hint before">${t("route.waitsHint")}</p>
        <div class="waits">${WAITS.map((name) => this.#wait(name))}</div></fieldset>
      <div class="field"><label for="note">${t("route.note")}</label><input id="note" name="note" maxlength="2000" autocomplete="off" aria-invalid=${field === "note"}>${this.#error("note")}</div>
      ${this.wrong && !placed ? html`<p class="note bad" role="alert">${icon("alert")}<span>${this.wrong.message}</span></p>` : nothing}
      <div class="row end"><button type="button" class="button" @click=${() => this.dispatchEvent(new Event("cancelled"))}>${t("action.cancel")}</button>
        <button class="button primary" ?disabled=${this.busy || this.rows.length === 0}>${this.busy ? html`<span class="spinner"></span>` : nothing}${t("action.save")}</button></div>
    </form>`;
  }

  #candidate(row: Row, index: number) {
    const at = `candidates[${index}]`;
    const wrong = this.wrong?.field?.startsWith(at) ? this.wrong : null;
    const known = this.models.find((model) => model.name === row.model);
    const name = candidateName(row.model);
    const when = whenWords(whenOf(row), this.groups);
    return html`<li data-candidate=${row.model} @keydown=${(event: KeyboardEvent) => this.#keys(event, row)}>
      <div class="line"><span class="place" aria-hidden="true">${index + 1}</span>
        <select id="model-${row.key}" aria-label=${t("route.candidateAt", { number: index + 1 })} aria-invalid=${wrong?.field === `${at}.model`}
          @change=${(event: Event) => this.#change(row, { model: (event.target as HTMLSelectElement).value })}>
          ${known ? nothing : html`<option value=${row.model} selected>${row.model ? `${row.model} (${t("model.state.removed")})` : ""}</option>`}
          ${this.models.filter((model) => (model.state !== "recalled" && model.task === "chat") || model.name === row.model)
            .map((model) => html`<option value=${model.name} ?selected=${model.name === row.model}>${candidateName(model.name)}${model.state === "serving" ? "" : ` (${t(`model.state.${model.state}`)})`}</option>`)}
        </select>
        <span class="moves">
          <button type="button" id="up-${row.key}" class="icon-button up" ?disabled=${index === 0} aria-label=${t("route.up", { name })} title=${t("route.up", { name })} @click=${() => this.#move(row, -1, "up")}>${icon("chevron")}</button>
          <button type="button" id="down-${row.key}" class="icon-button" ?disabled=${index === this.rows.length - 1} aria-label=${t("route.down", { name })} title=${t("route.down", { name })} @click=${() => this.#move(row, 1, "down")}>${icon("chevron")}</button>
          <button type="button" class="icon-button" ?disabled=${this.rows.length === 1} aria-label=${t("models.remove", { name })} title=${t("models.remove", { name })} @click=${() => this.#remove(row)}>${icon("close")}</button>
        </span></div>
      <details ?open=${row.open} @toggle=${(event: Event) => this.#change(row, { open: (event.target as HTMLDetailsElement).open })}><summary>${t("route.when")}: ${when || t("route.when.always")}</summary>
        <div class="when">
          ${(["min", "max"] as const).map((end) => html`<div class="field"><label for="${end}-${row.key}">${t(`route.when.${end}`)}</label>
            <input id="${end}-${row.key}" inputmode="numeric" autocomplete="off" .value=${row[end]} aria-invalid=${wrong?.field === `${at}.when.${end}_input_tokens`}
              @input=${(event: Event) => this.#change(row, { [end]: (event.target as HTMLInputElement).value })}></div>`)}
          <fieldset><legend>${t("route.when.members")}</legend><div class="groups">${[...this.groups.map((group) => group.id), ...row.groups.filter((id) => !this.groups.some((group) => group.id === id))].map((id) => html`
            <label class="choice"><input type="checkbox" .checked=${row.groups.includes(id)} @change=${(event: Event) => this.#choose(row, id, (event.target as HTMLInputElement).checked)}>
              <span>${groupName(id, this.groups)}</span></label>`)}</div><p class="hint">${t("route.when.membersHint")}</p></fieldset>
        </div></details>
      ${wrong ? html`<span class="error" role="alert">${wrong.message}</span>` : nothing}</li>`;
  }

  #wait(name: (typeof WAITS)[number]) {
    const millis = this.route?.waits?.[name];
    return html`<div class="field"><label for=${name}>${t(`route.wait.${name}`)}</label>
      <input id=${name} name=${name} inputmode="decimal" autocomplete="off" placeholder=${t("route.wait.usual")} aria-invalid=${this.wrong?.field === `waits.${name}`}
        .value=${millis === undefined ? "" : String(millis / 1000)}>${this.#error(`waits.${name}`)}</div>`;
  }

  #error(field: string) {
    return this.wrong?.field === field ? html`<span class="error" id="${field}-wrong" role="alert">${this.wrong.message}</span>` : nothing;
  }

  /** Those that can be chosen for a new route, what serves first. */
  #usable(): Model[] {
    return this.models.filter((model) => model.state !== "recalled" && model.task === "chat").sort((a, b) => Number(b.state === "serving") - Number(a.state === "serving") || Number(a.built_in) - Number(b.built_in));
  }

  #row({ model, when }: Candidate): Row {
    return { key: this.#next++, model, min: String(when?.min_input_tokens ?? ""), max: String(when?.max_input_tokens ?? ""), groups: when?.groups ?? [], open: false };
  }

  #change(row: Row, to: Partial<Row>): void {
    this.rows = this.rows.map((other) => (other.key === row.key ? { ...other, ...to } : other));
  }

  #choose(row: Row, group: string, chosen: boolean): void {
    this.#change(row, { groups: chosen ? [...row.groups, group] : row.groups.filter((id) => id !== group) });
  }

  #add = () => {
    const free = this.#usable().find((model) => !this.rows.some((row) => row.model === model.name)) ?? this.#usable()[0];
    const added = this.#row({ model: free?.name ?? "" });
    this.rows = [...this.rows, added];
    void this.#focus(`#model-${added.key}`);
  };

  #remove(row: Row): void {
    const at = this.rows.findIndex((other) => other.key === row.key);
    this.rows = this.rows.filter((other) => other.key !== row.key);
    void this.#focus(`#model-${(this.rows[at] ?? this.rows.at(-1))?.key}`);
  }

  #keys(event: KeyboardEvent, row: Row): void {
    if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      this.#move(row, event.key === "ArrowUp" ? -1 : 1, "model");
    }
  }

  /** Focus goes along with what is moved, to a button that can still be pressed. */
  #move(row: Row, by: -1 | 1, focus: "up" | "down" | "model"): void {
    const from = this.rows.findIndex((other) => other.key === row.key);
    const to = from + by;
    if (to < 0 || to >= this.rows.length) {
      return;
    }
    const rows = [...this.rows];
    rows.splice(to, 0, ...rows.splice(from, 1));
    this.rows = rows;
    this.told = t("route.moved", { name: candidateName(row.model), place: to + 1, count: rows.length });
    const end = to === 0 && focus === "up" ? "down" : to === rows.length - 1 && focus === "down" ? "up" : focus;
    void this.#focus(`#${end}-${row.key}`);
  }

  async #focus(selector: string): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(selector)?.focus();
  }

  #save = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const name = this.route?.name ?? String(form.get("name")).trim();
    if (!name || (!this.route && this.taken.includes(name))) {
      this.wrong = { status: 0, field: "name", message: name ? t("route.nameTaken", { name }) : t("route.nameNeeded") };
      void this.#focus("#name");
      return;
    }
    this.busy = true;
    this.wrong = null;
    const saved = await registry.putRoute(name, { ...this.#plan(form), note: String(form.get("note")).trim() });
    this.busy = false;
    if (saved.ok) {
      this.dispatchEvent(new CustomEvent<Route>("saved", { detail: saved.value }));
    } else {
      this.wrong = saved.problem;
      const { index } = /^candidates\[(?<index>\d+)\]\.when/.exec(saved.problem.field ?? "")?.groups ?? {};
      this.rows = this.rows.map((row, at) => (String(at) === index ? { ...row, open: true } : row));
      void this.#focus("[aria-invalid=true]");
    }
  };

  #plan(form: FormData): Plan {
    const waits: Waits = {};
    for (const name of WAITS) {
      const text = String(form.get(name)).trim().replace(",", ".");
      if (text !== "") {
        waits[name] = Number.isFinite(Number(text)) ? Math.round(Number(text) * 1000) : (text as unknown as number); // for the server to say so
      }
    }
    return {
      candidates: this.rows.map((row) => {
        const when = whenOf(row);
        return { model: row.model, ...(Object.keys(when).length > 0 ? { when } : {}) };
      }),
      ...(Object.keys(waits).length > 0 ? { waits } : {}),
    };
  }
}

/** What is no number is sent as it is, for the server to say so. */
function whenOf({ min, max, groups }: Row): When {
  const whole = (text: string) => (Number.isFinite(Number(text)) ? Number(text) : (text as unknown as number));
  return {
    ...(min.trim() ? { min_input_tokens: whole(min.trim()) } : {}),
    ...(max.trim() ? { max_input_tokens: whole(max.trim()) } : {}),
    ...(groups.length > 0 ? { groups: [...groups] } : {}),
  };
}
