import DOMPurify from "dompurify";
import { Marked } from "marked";
import type { Annotation, Sentence } from "./api-types.js";

/** One cited passage and the number it carries in the answer; several annotations may cite the same one. */
export interface Citation {
  readonly number: number;
  readonly source: Annotation;
}

const ALLOWED_TAGS = [
  "p", "ul", "ol", "li", "strong", "em", "del", "code", "pre", "table", "thead", "tbody", "tr", "th", "td",
  "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "br", "hr", "a",
];
const ALLOWED_ATTRIBUTES = ["href", "start"];

// Private-use characters that stand in the markdown where a citation belongs. An answer's own are taken out first, so none can be forged.
const OPEN = "\uE000";
const CLOSE = "\uE001";
const MARKER = /\uE000(\d+)\uE001/;
const DOUBT = "\uE002";
const QUOTE = "\uE003";
const END = "\uE004";

/** What stands before the words of a line in markdown, and around them: a mark may stand behind the one and within the other. */
const BEFORE_WORDS = /^(?:\s|>|[-*+]\s+|\d+[.)]\s+|#{1,6}\s+)*[*_]*/;
const BEHIND_WORDS = /[*_\s]*$/;

/** A stretch of an answer that is shown otherwise: what nothing bears out, or what is quoted word for word. */
interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly mark: typeof DOUBT | typeof QUOTE;
  readonly sentence: Sentence;
}

/** How stretches are shown, where an answer was held against what it cites. */
export interface Checks {
  readonly sentences: readonly Sentence[];
  /** Around a piece of a sentence that nothing bears out. */
  doubted(sentence: Sentence): HTMLElement;
}

/** The distinct passages that annotations cite, numbered from 1 in their order. */
export function citations(annotations: readonly Annotation[]): Citation[] {
  const distinct = new Map<string, Citation>();
  for (const source of annotations) {
    if (source.type === "file_citation" && !distinct.has(keyOf(source))) {
      distinct.set(keyOf(source), { number: distinct.size + 1, source });
    }
  }
  return [...distinct.values()];
}

/** How an answer is written: a chat model writes markdown; the built-in one quotes, so its text stands as it is. */
export type Writing = "markdown" | "plain";

const markdown = new Marked({ async: false, gfm: true, breaks: true, renderer: { html: ({ text }) => escaped(text) } });

/** An answer as safe nodes, with a node of `button` at the place of each citation. No markup of the answer survives that is not on the list. */
export function render(
  text: string, annotations: readonly Annotation[], writing: Writing, button: (citation: Citation) => Node, checks?: Checks,
): DocumentFragment {
  const numbered = citations(annotations);
  const stretches = checks ? stretchesOf(text, checks.sentences) : [];
  const withMarks = withMarkers(text, annotations, numbered, stretches);
  const html = writing === "plain" ? paragraphs(withMarks) : (markdown.parse(withMarks) as string);
  const fragment = DOMPurify.sanitize(html, { ALLOWED_TAGS, ALLOWED_ATTR: ALLOWED_ATTRIBUTES, ALLOW_DATA_ATTR: false, RETURN_DOM_FRAGMENT: true });
  keepOwnLinksOnly(fragment);
  if (checks) {
    wrapStretches(fragment, stretches, checks);
  }
  placeButtons(fragment, numbered, button);
  return fragment;
}

/** The answer as plain text with [n] marks, for the clipboard. */
export function plain(text: string, annotations: readonly Annotation[]): string {
  return withMarkers(text, annotations, citations(annotations), []).replace(new RegExp(MARKER, "g"), " [$1]");
}

function keyOf(source: Annotation): string {
  return `${source.file_id} ${source.location?.version} ${source.location?.start} ${source.location?.end}`;
}

function withMarkers(text: string, annotations: readonly Annotation[], numbered: Citation[], stretches: readonly Stretch[]): string {
  const numbers = new Map(numbered.map((citation) => [keyOf(citation.source), citation.number]));
  const places = annotations
    .filter((source) => numbers.has(keyOf(source)))
    .map((source) => ({ index: Math.max(0, Math.min(source.index, text.length)), number: numbers.get(keyOf(source)) as number }));
  const cuts = [...new Set([...places.map((place) => place.index), ...stretches.flatMap((one) => [one.start, one.end])])].sort((a, b) => a - b);
  let withMarks = "";
  let from = 0;
  for (const cut of cuts) {
    withMarks += clean(text.slice(from, cut));
    withMarks += stretches.filter((one) => one.end === cut).map(() => END).join("");
    const here = new Set(places.filter((place) => place.index === cut).map((place) => place.number));
    withMarks += here.size > 0 && /[*_]$/.test(withMarks) ? " " : ""; // emphasis ends before white space or punctuation alone
    withMarks += [...here].map((number) => OPEN + number + CLOSE).join("");
    withMarks += stretches.filter((one) => one.start === cut).map((one) => one.mark).join("");
    from = cut;
  }
  return withMarks + clean(text.slice(from));
}

/** In order, apart from each other. Rows of tables are left out: a mark before a cell would break the row. */
function stretchesOf(text: string, sentences: readonly Sentence[]): Stretch[] {
  const found: Stretch[] = [];
  for (const sentence of sentences) {
    const spans = sentence.verdict === "unsupported" ? [{ start: sentence.start, end: sentence.end, mark: DOUBT } as const]
      : (sentence.quotes ?? []).map((quote) => ({ ...quote, mark: QUOTE }) as const);
    for (const span of spans) {
      const words = text.slice(span.start, span.end);
      const start = span.start + (BEFORE_WORDS.exec(words)?.[0].length ?? 0);
      const end = span.end - (BEHIND_WORDS.exec(words)?.[0].length ?? 0);
      if (start < end && !words.includes("|") && start >= (found.at(-1)?.end ?? 0) && end <= text.length) {
        found.push({ start, end, mark: span.mark, sentence });
      }
    }
  }
  return found;
}

/** Puts what stands between marks into elements of its own; one that crosses others, such as emphasis, is several. */
function wrapStretches(fragment: DocumentFragment, stretches: readonly Stretch[], checks: Checks): void {
  let next = 0;
  let within: Stretch | undefined;
  for (const node of textsOf(fragment)) {
    const pieces = node.data.split(/([\uE002-\uE004])/);
    const nodes: Node[] = [];
    for (const piece of pieces) {
      if (piece === DOUBT || piece === QUOTE) {
        within = stretches[next++];
      } else if (piece === END) {
        within = undefined;
      } else if (piece !== "") {
        nodes.push(wrapped(piece, within, pieces.length > 3, checks));
      }
    }
    if (pieces.length > 1 || within) {
      node.replaceWith(...nodes);
    }
  }
}

function wrapped(piece: string, within: Stretch | undefined, whole: boolean, checks: Checks): Node {
  const words = document.createTextNode(piece);
  if (!within || piece.trim() === "") {
    return words;
  }
  const around = within.mark === DOUBT ? checks.doubted(within.sentence) : document.createElement(whole ? "q" : "span");
  around.append(words);
  return around;
}

function clean(text: string): string {
  return text.replace(/[\uE000-\uE004]/g, "");
}

function paragraphs(text: string): string {
  return text.split(/\n{2,}/).map((part) => `<p>${escaped(part.trim()).replaceAll("\n", "<br>")}</p>`).join("");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

function keepOwnLinksOnly(fragment: DocumentFragment): void {
  for (const link of fragment.querySelectorAll("a")) {
    const target = link.getAttribute("href") ?? "";
    if (!URL.canParse(target, location.href) || new URL(target, location.href).origin !== location.origin) {
      link.replaceWith(...link.childNodes);
    }
  }
}

function placeButtons(fragment: DocumentFragment, numbered: Citation[], button: (citation: Citation) => Node): void {
  for (const node of textsOf(fragment)) {
    const pieces = node.data.split(new RegExp(MARKER, "g"));
    if (pieces.length > 1) {
      node.replaceWith(...pieces.flatMap((piece, at) => {
        const citation = at % 2 === 1 ? numbered[Number(piece) - 1] : undefined;
        return at % 2 === 0 ? [document.createTextNode(piece)] : citation ? [button(citation)] : [];
      }));
    }
  }
}

function textsOf(fragment: DocumentFragment): Text[] {
  const walker = document.createTreeWalker(fragment, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  while (walker.nextNode()) {
    texts.push(walker.currentNode as Text);
  }
  return texts;
}
