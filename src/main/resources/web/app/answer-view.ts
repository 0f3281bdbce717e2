import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Annotation, FoundPassage, Location, Sentence } from "./api-types.js";
import { citations, plain, render, type Citation, type Writing } from "./answer-text.js";
import { controls } from "./controls.js";
import type { Notice, Turn } from "./conversation.js";
import { failure, isOverBudget } from "./failures.js";
import type { Problem } from "./http.js";
import { icon } from "./icons.js";
import { library } from "./library.js";
import { t, tn } from "./messages.js";
import { say } from "./notices.js";
import { placeOf } from "./places.js";
import { href, showDocument } from "./router.js";
import { session } from "./session.js";
import "./contradictions-view.js";

const CLOSEST = 3;
const NONE: readonly Sentence[] = [];

/** One question and its answer: the text as it streams in, numbered citations in it, and the sources beneath. */
@customElement("gw-answer")
export class AnswerView extends LitElement {
  static override styles = [controls, css`
    article { display: grid; gap: 14px; }
    .question { font-size: 1.3rem; line-height: 1.35; font-weight: 640; letter-spacing: -0.012em; white-space: pre-wrap; overflow-wrap: anywhere; }
    .text { font-size: 1.04rem; line-height: 1.65; overflow-wrap: anywhere; }
    .text > * + * { margin-top: 0.8em; }
    .text :is(h1, h2, h3, h4, h5, h6) { font-size: 1.06rem; font-weight: 640; letter-spacing: 0; }
    .text :is(ul, ol) { padding-left: 1.4em; }
    .text li + li { margin-top: 0.3em; }
    .text blockquote { margin-inline: 0; padding-left: 14px; border-left: 3px solid var(--line); color: var(--muted); }
    .text pre { overflow: auto; padding: 12px 14px; border-radius: var(--radius); background: var(--raised); font-size: 0.9rem; }
    .text code { font-family: var(--mono); font-size: 0.9em; }
    .text :not(pre) > code { padding: 1px 5px; border-radius: 5px; background: var(--raised); }
    .text table { display: block; max-width: 100%; overflow-x: auto; border-collapse: collapse; font-size: 0.94rem; }
    .text :is(th, td) { padding: 6px 12px; border: 1px solid var(--line); text-align: start; }
    .cite {
      display: inline-grid; place-items: center; min-width: 22px; height: 22px; padding: 0 5px; margin: 0 1px 0 4px; border: 0; border-radius: 7px; vertical-align: 1px;
      background: var(--accent-soft); color: var(--accent); font-size: 0.78rem; font-weight: 660; line-height: 1; font-variant-numeric: tabular-nums;
    }
    .cite + .cite { margin-left: 2px; }
    .cite:hover { background: var(--accent); color: var(--accent-ink); }
    .doubt { text-decoration: underline dotted var(--warn); text-decoration-thickness: 2px; text-underline-offset: 4px; cursor: help; }
    .text q { quotes: "\\201C" "\\201D"; }
    :host(:lang(de)) .text q { quotes: "\\201E" "\\201C"; }
    .searched { color: var(--muted); font-size: 0.92rem; overflow-wrap: anywhere; }
    .next { display: grid; gap: 8px; }
    .next h3 { font-size: 0.88rem; font-weight: 600; color: var(--muted); }
    .next ul { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 8px; }
    .next button { text-align: start; white-space: normal; }
    .state { display: flex; gap: 10px; align-items: center; color: var(--muted); min-height: 28px; }
    .sources { display: grid; gap: 8px; margin-top: 4px; }
    .sources h3 { font-size: 0.88rem; font-weight: 600; color: var(--muted); }
    .sources ol { list-style: none; padding: 0; display: grid; gap: 8px; }
    .source {
      display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 2px 12px; width: 100%; padding: 12px 14px; text-align: start;
      border: 1px solid var(--line); border-radius: 12px; background: var(--surface); transition: border-color 120ms;
    }
    .source:hover { border-color: var(--accent); }
    .source .number { grid-row: span 3; margin-top: 1px; }
    .source .plainmark { color: var(--muted); grid-row: span 3; margin-top: 2px; }
    .source strong { font-weight: 600; overflow-wrap: anywhere; line-height: 1.4; }
    .source .where { color: var(--muted); font-size: 0.86rem; overflow-wrap: anywhere; }
    .source .quote {
      color: var(--muted); font-size: 0.92rem; line-height: 1.5; margin-top: 3px; overflow: hidden; overflow-wrap: anywhere;
      display: -webkit-box; -webkit-line-clamp: 2; -webkit-box-orient: vertical;
    }
    .number { display: inline-grid; place-items: center; min-width: 22px; height: 22px; border-radius: 7px; background: var(--accent-soft); color: var(--accent); font-size: 0.78rem; font-weight: 660; }
    .foot { display: flex; flex-wrap: wrap; gap: 4px 12px; align-items: center; color: var(--muted); font-size: 0.88rem; }
  `];

  @property({ attribute: false }) turn!: Turn;
  /** Changes whenever the turn does: the turn itself is one object that grows. */
  @property({ attribute: false }) stamp = "";
  @property({ type: Boolean }) last = false;
  #rendered: { text: string; annotations: readonly Annotation[]; sentences: readonly Sentence[]; nodes: Node[] } | null = null;

  override render() {
    const turn = this.turn;
    const running = turn.state === "searching" || turn.state === "reading" || turn.state === "writing";
    return html`<article aria-busy=${running}>
      <h2 class="question">${turn.question}</h2>
      ${turn.state === "searching" || turn.state === "reading" ? html`<p class="state"><span class="spinner"></span>${this.#doing()}</p>` : nothing}
      ${turn.withheld ? html`<p class="note warn" data-outcome="withheld">${icon("lock")}<span>${t("conversation.withheld")}</span></p>` : nothing}
      ${turn.notice ? html`<p class="note warn">${icon("alert")}<span>${noticed(turn.notice)}</span></p>` : nothing}
      ${turn.outcome === "declined" ? this.#declined() : turn.text ? html`<div class="text">${this.#answer()}</div>` : nothing}
      ${turn.outcome === "partial" ? html`<p class="note warn">${icon("info")}<span>${t("answer.partial")}</span></p>` : nothing}
      ${turn.state === "stopped" ? html`<p class="note">${icon("info")}<span>${t("answer.stopped")}</span>${this.#retryButton()}</p>` : nothing}
      ${turn.state === "failed" && turn.problem ? this.#failed(turn.problem) : nothing}
      ${this.#doubts()}
      ${turn.outcome === "declined" ? nothing : this.#sources()}
      ${turn.grounding?.contradictions?.length ? html`<gw-contradictions .found=${turn.grounding.contradictions}></gw-contradictions>` : nothing}
      ${turn.state === "done" ? this.#foot() : nothing}
      ${this.#next()}
    </article>`;
  }

  /** Where a budget is used up, its place is shown: there the person sees how far it is spent, and can ask for more. */
  #failed(problem: Problem) {
    return html`<p class="note bad" role="alert">${icon("alert")}<span>${failure(problem)}</span>
      ${isOverBudget(problem) ? html`<a class="button small" href=${href("budgets")}>${t("account.budgets")}</a>` : this.#retryButton()}</p>`;
  }

  #doing(): string {
    return this.turn.state === "reading" && this.turn.found.length > 0
      ? tn("answer.reading", this.turn.found.length)
      : tn("answer.searching", this.turn.collections.length);
  }

  /** The nodes are kept while text and citations stay the same, so that focus on a citation survives a rendering. */
  #answer(): Node[] {
    const { text, annotations, builtIn } = this.turn;
    const sentences = this.turn.grounding?.sentences ?? NONE;
    if (this.#rendered?.text !== text || this.#rendered.annotations !== annotations || this.#rendered.sentences !== sentences) {
      const writing: Writing = builtIn ? "plain" : "markdown";
      const nodes = [...render(text, annotations, writing, this.#citeButton, { sentences, doubted: doubtful }).childNodes];
      this.#rendered = { text, annotations, sentences, nodes };
    }
    return this.#rendered.nodes;
  }

  #citeButton = (citation: Citation): HTMLButtonElement => {
    const button = document.createElement("button");
    button.className = "cite";
    button.textContent = String(citation.number);
    button.setAttribute("aria-label", t("answer.cite", { number: String(citation.number), title: citation.source.filename }));
    button.title = citation.source.filename;
    button.addEventListener("click", () => openSource(citation.source.vector_store_id, citation.source.file_id, citation.source.location));
    return button;
  };

  /** How much of the answer is not borne out, in words: the marks in the text are not all that tells. */
  #doubts() {
    const doubted = (this.turn.grounding?.sentences ?? []).filter((sentence) => sentence.verdict === "unsupported").length;
    const left = this.turn.grounding?.dropped_sentences ?? 0;
    return doubted + left === 0 ? nothing : html`<p class="note warn" data-doubts>${icon("info")}
      <span>${doubted > 0 ? tn("answer.doubted", doubted) : nothing} ${left > 0 ? tn("answer.leftOut", left) : nothing}</span></p>`;
  }

  #next() {
    const questions = this.last ? this.turn.grounding?.follow_ups ?? [] : [];
    return questions.length === 0 ? nothing : html`<div class="next">
      <h3>${t("answer.followUps")}</h3>
      <ul>${questions.map(({ question }) => html`<li><button class="button small" @click=${() => this.#ask(question)}>${question}</button></li>`)}</ul>
    </div>`;
  }

  #ask(question: string): void {
    this.dispatchEvent(new CustomEvent("asked", { detail: question }));
  }

  #searched() {
    const searched = this.turn.grounding?.searched;
    return searched ? html`<p class="searched">${tn("answer.searchedFor", searched.passages, {
      queries: searched.queries.map((query) => `“${query}”`).join(", "),
      places: searched.vector_stores.map((store) => store.name).join(", "),
    })}</p>` : nothing;
  }

  #declined() {
    const closest = this.turn.found.slice(0, CLOSEST);
    return html`<p class="note" data-outcome="declined">${icon("info")}<span>${t("answer.declined")}</span></p>
      ${this.#searched()}
      ${closest.length === 0 ? nothing : html`<div class="sources">
        <h3>${t("answer.closest")}</h3>
        <ol>${closest.map((hit) => html`<li>${this.#source(hit, hit.vector_store_id, hit.text, html`<span class="plainmark">${icon("file", 20)}</span>`)}</li>`)}</ol>
      </div>`}`;
  }

  #sources() {
    const cited = citations(this.turn.annotations);
    return cited.length === 0 ? nothing : html`<div class="sources">
      <h3>${t("answer.sources")}</h3>
      <ol>${cited.map(({ number, source }) => html`<li>
        ${this.#source(source, source.vector_store_id, source.quote, html`<span class="number">${number}</span>`)}</li>`)}</ol>
    </div>`;
  }

  #source(source: Annotation | FoundPassage, collection: string, quote: string, lead: unknown) {
    return html`<button class="source" @click=${() => openSource(collection, source.file_id, source.location)}>
      ${lead}<strong>${source.filename}</strong>
      <span class="where">${whereOf(source.location, library.nameOf(collection))}</span>
      ${quote ? html`<span class="quote">${quote}</span>` : nothing}
    </button>`;
  }

  #retryButton() {
    return this.last ? html`<button class="button small" @click=${() => this.dispatchEvent(new Event("retried"))}>${icon("retry", 16)}${t("action.retry")}</button>` : nothing;
  }

  #foot() {
    const declined = this.turn.outcome === "declined" || this.turn.withheld;
    const connect = session.person?.admin ? html` <a href=${href("models")}>${t("answer.connect")}</a>` : nothing;
    return html`<div class="foot"><slot name="actions"></slot>
      ${declined ? nothing : html`<button class="button quiet small" @click=${this.#copy}>${icon("copy", 16)}${t("answer.copy")}</button>`}
      ${this.turn.decision ? html`<a class="button quiet small" href=${href("decisions", this.turn.decision)}>${icon("record", 16)}${t("answer.how")}</a>` : nothing}
      ${this.turn.builtIn && this.last && !declined ? html`<span>${t("answer.quotes")}${connect}</span>` : nothing}
    </div>`;
  }

  #copy = async () => {
    const { text, annotations } = this.turn;
    const sources = citations(annotations).map(({ number, source }) => `[${number}] ${source.filename}, ${whereOf(source.location, null)}`);
    await navigator.clipboard.writeText([plain(text, annotations), ...sources].join("\n"));
    say(t("state.copied"));
  };
}

/** Around what nothing bears out: underlined, and said why. */
function doubtful(sentence: Sentence): HTMLElement {
  const mark = document.createElement("span");
  mark.className = "doubt";
  mark.title = t(sentence.doubt === "other_values" ? "answer.doubt.values" : sentence.doubt === "not_said" ? "answer.doubt.notSaid" : "answer.doubt.uncited");
  mark.setAttribute("role", "mark");
  mark.setAttribute("aria-description", mark.title);
  return mark;
}

/** What is known by now of an answer that was given before. */
function noticed(notice: Notice): string {
  return notice.code === "model_recalled" && notice.model ? t("answer.recalled", { model: notice.model }) : notice.message;
}

function whereOf(location: Location | undefined, collection: string | null): string {
  return [...placeOf(location), ...(collection ? [collection] : [])].join(" · ");
}

function openSource(collection: string, file: string, location: Location | undefined): void {
  showDocument({
    collection,
    file,
    ...(location ? { version: location.version, start: location.start, end: location.end } : {}),
    ...(location?.page ? { page: location.page } : {}),
  });
}
