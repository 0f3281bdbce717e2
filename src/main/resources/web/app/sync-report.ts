import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { controls } from "./controls.js";
import { icon } from "./icons.js";
import { duration, moment, number, t, time, tn, type MessageKey } from "./messages.js";
import { underWay, type Finding, type Note, type Run } from "./sources-api.js";

const FINDINGS: [Finding, MessageKey][] = [
  ["added", "sync.added"], ["changed", "sync.changed"], ["moved", "sync.moved"], ["permissions_changed", "sync.permissions"],
  ["deleted", "sync.deleted"], ["unchanged", "sync.unchanged"], ["failed", "sync.failed"],
];

/** What one walk through a source found and did, or, of a dry run, would do. What stands in it is advice on how it ended. */
@customElement("gw-sync-report")
export class SyncReport extends LitElement {
  static override styles = [controls, css`
    .counts { display: grid; grid-template-columns: repeat(auto-fill, minmax(112px, 1fr)); gap: 8px; margin: 0; }
    .counts div { display: flex; flex-direction: column-reverse; padding: 8px 12px; border: 1px solid var(--line); border-radius: 10px; }
    .counts dt { color: var(--muted); font-size: 0.84rem; }
    .counts dd { margin: 0; font-size: 1.25rem; font-weight: 620; font-variant-numeric: tabular-nums; }
    .counts .zero dd { color: var(--muted); font-weight: 500; }
    .counts .bad dd { color: var(--bad); }
    h3 { margin: 0 0 4px; font-size: 0.96rem; font-weight: 620; }
    .paths { list-style: none; padding: 0; font-size: 0.9rem; display: grid; gap: 4px; }
    .paths li { overflow-wrap: anywhere; }
    .paths .why { color: var(--bad); }
    details summary { cursor: pointer; font-weight: 550; font-size: 0.94rem; width: fit-content; }
    details > .paths { margin-top: 8px; }
  `];

  @property({ attribute: false }) run!: Run;

  override render() {
    const run = this.run;
    const failed = run.notes.filter((note) => note.what === "failed");
    return html`<div class="stack">
      <p class="muted small">${this.#when()}</p>
      ${run.reason && run.state !== "stopped" ? html`<p class="note ${run.state === "failed" ? "bad" : "warn"}">${icon("alert")}<span>${run.reason}</span></p>` : nothing}
      <slot></slot>
      <dl class="counts">${FINDINGS.map(([finding, label]) => html`
        <div class="${run.counts[finding] === 0 ? "zero" : finding === "failed" ? "bad" : ""}" data-finding=${finding}><dt>${t(label)}</dt><dd>${number(run.counts[finding])}</dd></div>`)}</dl>
      ${failed.length > 0 ? html`<section class="refused"><h3>${t("sync.refused")}</h3>
        <p class="hint">${t("sync.refusedLead")}</p>${this.#paths(failed, run.counts.failed)}</section>` : nothing}
      ${FINDINGS.filter(([finding]) => finding !== "failed").map(([finding, label]) => this.#touched(finding, label))}
    </div>`;
  }

  /** Of a dry run what it is about stands open, else it is for those who want to know. */
  #touched(finding: Finding, label: MessageKey) {
    const notes = this.run.notes.filter((note) => note.what === finding);
    return notes.length === 0 ? nothing
      : html`<details ?open=${this.run.dry_run}><summary>${t(label)} (${number(this.run.counts[finding])})</summary>${this.#paths(notes, this.run.counts[finding])}</details>`;
  }

  #paths(notes: Note[], all: number) {
    return html`<ul class="paths">${notes.map((note) => html`<li>${note.path}${note.reason ? html`<br><span class="why">${note.reason}</span>` : nothing}</li>`)}
      ${all > notes.length ? html`<li class="muted">${tn("sync.andMore", all - notes.length)}</li>` : nothing}</ul>`;
  }

  #when(): string {
    const run = this.run;
    if (underWay(run)) {
      return run.next_try_at ? t("sync.nextTry", { time: time(run.next_try_at) }) : run.started_at ? t("sync.since", { when: moment(run.started_at) }) : t("sync.waiting");
    }
    const from = run.started_at ?? run.created_at;
    const seconds = run.finished_at ? (Date.parse(run.finished_at) - Date.parse(from)) / 1000 : 0;
    return t("sync.when", { when: moment(from), time: duration(seconds) });
  }
}

/** How a run stands, as a chip says it. */
export function runWords(run: Run): { words: string; tone: "" | "good" | "warn" | "bad" } {
  switch (run.state) {
    case "queued": return { words: t(run.next_try_at ? "sync.state.again" : "sync.state.queued"), tone: run.next_try_at ? "warn" : "" };
    case "running": return { words: t(run.dry_run ? "sync.state.trying" : "sync.state.running"), tone: "" };
    case "failed": return { words: t("sync.state.failed"), tone: "bad" };
    case "stopped": return { words: t("sync.state.stopped"), tone: "warn" };
    case "cancelled": return { words: t("sync.state.cancelled"), tone: "" };
    case "done": return run.dry_run ? { words: t("sync.state.tried"), tone: "" } : run.counts.failed > 0 ? { words: tn("sync.state.refused", run.counts.failed), tone: "warn" } : { words: t("sync.state.done"), tone: "good" };
  }
}
