import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import * as api from "./api.js";
import type { Collection, CollectionFile } from "./api-types.js";
import { confirmed } from "./confirm-dialog.js";
import { controls } from "./controls.js";
import type { Result } from "./http.js";
import { icon } from "./icons.js";
import { duration, moment, number, size, t, tn } from "./messages.js";
import * as spaces from "./spaces-api.js";
import "./modal-dialog.js";

const LOOK = 2000;

/** Which model a collection's vectors are of, and its move to another: build, measure, switch, roll back, drop. Tells `closed`. */
@customElement("gw-space-dialog")
export class SpaceDialog extends LitElement {
  static override styles = [controls, css`
    table { width: 100%; border-collapse: collapse; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
    th, td { text-align: start; padding: 5px 8px 5px 0; border-bottom: 1px solid var(--line); font-weight: 400; }
    thead th { color: var(--muted); }
    h3 { margin: 0; font-size: 0.98rem; font-weight: 620; }
    progress { height: 6px; }
    .bank { list-style: none; padding: 0; display: grid; gap: 6px; }
    select { text-overflow: ellipsis; }
    .bank li { display: flex; gap: 8px; align-items: center; justify-content: space-between; overflow-wrap: anywhere; font-size: 0.92rem; }
  `];

  @property({ attribute: false }) collection!: Collection;
  @state() space: spaces.Space | null = null;
  @state() bank: spaces.BankQuestion[] = [];
  @state() files: CollectionFile[] = [];
  @state() busy = false;
  @state() error = "";
  #timer = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#look();
    void this.#loadBank();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  override render() {
    return html`<gw-dialog .heading=${t("space.heading")} @closed=${() => this.dispatchEvent(new Event("closed"))}>
      <div class="stack">
        ${this.error ? html`<p class="note bad" role="alert">${icon("alert")}<span>${this.error}</span></p>` : nothing}
        ${this.space ? this.#standing(this.space) : html`<div><span class="spinner" role="status" aria-label=${t("state.loading")}></span></div>`}
        ${this.space ? this.#questions() : nothing}
      </div>
    </gw-dialog>`;
  }

  #standing(space: spaces.Space) {
    return html`<p id="answering">${t("space.answering", { model: words(space.answering.model) })}
        ${space.answering.engine ? nothing : html`<span class="chip bad">${t("space.noEngine")}</span>`}
        ${space.answering.absence ? html`<span class="hint">${space.answering.model.name}: ${space.answering.absence}</span>` : nothing}</p>
      ${space.move ? this.#move(space, space.move) : this.#begin(space)}`;
  }

  #begin(space: spaces.Space) {
    const others = space.engines.filter((engine) => !engine.answering);
    return others.length === 0 ? html`<p class="hint">${t("space.onlyEngine")}</p>` : html`
      <form class="stack" @submit=${this.#build}>
        <div class="field"><label for="engine">${t("space.engine")}</label>
          <select id="engine" name="engine">${others.map((engine) => html`<option value=${engine.name}>${engine.name}: ${words(engine.model)}, ${t("space.perPassage", { size: size(engine.bytes_per_passage), tokens: number(engine.max_tokens) })}</option>`)}</select>
          <p class="hint">${t("space.buildHint")}</p></div>
        <div class="row end"><button class="button primary" ?disabled=${this.busy}>${t("space.build")}</button></div>
      </form>`;
  }

  #move(space: spaces.Space, move: spaces.Move) {
    const model = space.other ? words(space.other.model) : "";
    return html`<p role="status" id="move">${t(`space.state.${move.state}`, { model })}</p>
      ${move.state === "building" || move.state === "paused" ? html`
        <progress max=${Math.max(1, move.passages)} value=${move.done} aria-label=${t("space.progress")}></progress>
        <p class="hint">${t("space.done", { done: move.done, passages: move.passages })}
          ${move.left_seconds === null ? nothing : t("space.left", { time: duration(move.left_seconds) })}</p>` : nothing}
      ${move.error ? html`<p class="note warn">${icon("alert")}<span>${move.error}</span></p>` : nothing}
      ${move.report ? this.#report(move.report) : nothing}
      <div class="row end">${this.#orders(move)}</div>`;
  }

  #orders(move: spaces.Move) {
    const order = (name: "pause" | "resume" | "measure" | "switch" | "rollback", style = "") => html`<button class="button ${style}" id=${name}
      ?disabled=${this.busy} @click=${() => this.#order(() => spaces.orderSpace(this.collection.id, name))}>${t(`space.${name}`)}</button>`;
    const cancel = html`<button class="button danger" id="cancel" ?disabled=${this.busy} @click=${() => this.#drop("build")}>${t("space.cancel")}</button>`;
    switch (move.state) {
      case "building": return html`${cancel}${order("pause")}`;
      case "paused": return html`${cancel}${order("resume", "primary")}`;
      case "ready": return html`${cancel}${order("measure", move.report ? "" : "primary")}${move.report ? order("switch", "primary") : nothing}`;
      case "switched": return html`<button class="button danger" id="drop" ?disabled=${this.busy} @click=${() => this.#drop("old")}>${t("space.drop")}</button>${order("rollback")}`;
      case "clearing": return nothing;
    }
  }

  #report(report: spaces.SpaceReport) {
    const share = (value: number) => new Intl.NumberFormat(undefined, { maximumFractionDigits: 3 }).format(value);
    const percent = (value: number) => new Intl.NumberFormat(undefined, { style: "percent", maximumFractionDigits: 0 }).format(value);
    const row = (label: string, pair: spaces.Pair<string>) => html`<tr><th scope="row">${label}</th><td>${pair.from}</td><td>${pair.to}</td></tr>`;
    const both = <T>(pair: spaces.Pair<T>, form: (value: T) => string) => ({ from: form(pair.from), to: form(pair.to) });
    return html`<section class="stack" id="report"><h3>${t("space.report", { when: moment(report.measured_at) })}</h3>
      <table><thead><tr><td></td><th scope="col">${report.from}</th><th scope="col">${report.to}</th></tr></thead><tbody>
        ${report.bank.questions === 0 ? nothing : html`
          ${row(t("space.recall"), both(report.bank.recall_at_10, share))}${row(t("space.ndcg"), both(report.bank.ndcg_at_10, share))}`}
        ${row(t("space.sampleRecall"), both(report.sample.recall_at_10, share))}${row(t("space.sampleNdcg"), both(report.sample.ndcg_at_10, share))}
        ${row(t("space.latency"), both(report.latency, (value) => `${number(Math.round(value.p50))} / ${number(Math.round(value.p99))}`))}
        ${row(t("space.size"), both(report.bytes, size))}
      </tbody></table>
      <p class="hint">${report.bank.questions === 0 ? t("space.noBank") : tn("space.flipped", report.bank.flipped)}
        ${t("space.overlap", { share: percent(report.sample.overlap_at_10) })}</p>
      ${report.flips.length === 0 ? nothing : html`<p class="hint">${t("space.flips")}</p><ul class="bank">${report.flips.map((flip) => html`<li><span>${flip.question}</span>
        <span class="muted nowrap">${rank(flip.ranks.from)} → ${rank(flip.ranks.to)}</span></li>`)}</ul>`}
    </section>`;
  }

  #questions() {
    return html`<section class="stack"><h3>${t("space.bank")}</h3><p class="hint">${t("space.bankHint")}</p>
      ${this.bank.length === 0 ? nothing : html`<ul class="bank" id="bank">${this.bank.map((one) => html`<li><span>${one.question}<br><span class="muted">${this.#names(one.documents)}</span></span>
        <button class="button small quiet" aria-label=${t("space.removeQuestion", { question: one.question })} @click=${() => this.#remove(one.id)}>${t("action.remove")}</button></li>`)}</ul>`}
      ${this.files.length === 0 ? nothing : html`<form class="stack" @submit=${this.#add}>
        <div class="field"><label for="question">${t("space.question")}</label><input id="question" name="question" required maxlength="2000" autocomplete="off"></div>
        <div class="field"><label for="document">${t("space.document")}</label><select id="document" name="document">
          ${this.files.map((file) => html`<option value=${file.id}>${file.filename}</option>`)}</select></div>
        <div class="row end"><button class="button" ?disabled=${this.busy}>${t("action.add")}</button></div>
      </form>`}</section>`;
  }

  #names(documents: string[]): string {
    return documents.map((id) => this.files.find((file) => file.id === id)?.filename ?? id).join(", ");
  }

  #build = (event: SubmitEvent) => {
    event.preventDefault();
    const engine = String(new FormData(event.target as HTMLFormElement).get("engine"));
    void this.#order(() => spaces.buildSpace(this.collection.id, engine));
  };

  #add = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const values = new FormData(form);
    this.busy = true;
    const added = await spaces.addQuestion(this.collection.id, String(values.get("question")).trim(), String(values.get("document")));
    this.busy = false;
    this.error = added.ok ? "" : added.problem.message;
    if (added.ok) {
      form.reset();
      await this.#loadBank();
    }
  };

  async #remove(id: string): Promise<void> {
    const removed = await spaces.removeQuestion(this.collection.id, id);
    this.error = removed.ok ? "" : removed.problem.message;
    await this.#loadBank();
  }

  async #drop(which: "build" | "old"): Promise<void> {
    const sure = await confirmed({ heading: t(`space.${which}.heading`), body: t(`space.${which}.body`), action: t(which === "build" ? "space.cancel" : "space.drop") });
    if (sure) {
      await this.#order(() => spaces.dropSpace(this.collection.id, which));
    }
  }

  async #order(order: () => Promise<Result<unknown>>): Promise<void> {
    this.busy = true;
    const done = await order();
    this.busy = false;
    await this.#look();
    this.error = done.ok ? "" : done.problem.message;
  }

  async #look(): Promise<void> {
    clearTimeout(this.#timer);
    const found = await spaces.space(this.collection.id);
    if (found.ok) {
      this.space = found.value;
    } else {
      this.error = found.problem.message;
    }
    if (this.isConnected && (this.space?.move?.state === "building" || this.space?.move?.state === "clearing")) {
      this.#timer = window.setTimeout(() => void this.#look(), LOOK);
    }
  }

  async #loadBank(): Promise<void> {
    const [bank, files] = await Promise.all([spaces.bank(this.collection.id), api.collectionFiles(this.collection.id)]);
    this.bank = bank.ok ? bank.value.data : [];
    this.files = files.ok ? files.value.data : [];
  }
}

function words(model: spaces.SpaceModel): string {
  return `${model.name} (${model.numbers}, ${model.dimension})`;
}

function rank(place: number): string {
  return place === 0 ? "–" : number(place);
}
