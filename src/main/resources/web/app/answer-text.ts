import DOMPurify from "dompurify";
import { Marked } from "marked";
import type { Annotation } from "./api-types.js";

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
export function render(text: string, annotations: readonly Annotation[], writing: Writing, button: (citation: Citation) => Node): DocumentFragment {
  const numbered = citations(annotations);
  const withMarks = withMarkers(text, annotations, numbered);
  const html = writing === "plain" ? paragraphs(withMarks) : (markdown.parse(withMarks) as string);
  const fragment = DOMPurify.sanitize(html, { ALLOWED_TAGS, ALLOWED_ATTR: ALLOWED_ATTRIBUTES, ALLOW_DATA_ATTR: false, RETURN_DOM_FRAGMENT: true });
  keepOwnLinksOnly(fragment);
  placeButtons(fragment, numbered, button);
  return fragment;
}

/** The answer as plain text with [n] marks, for the clipboard. */
export function plain(text: string, annotations: readonly Annotation[]): string {
  return withMarkers(text, annotations, citations(annotations)).replace(new RegExp(MARKER, "g"), " [$1]");
}

function keyOf(source: Annotation): string {
  return `${source.file_id} ${source.location?.version} ${source.location?.start} ${source.location?.end}`;
}

function withMarkers(text: string, annotations: readonly Annotation[], numbered: Citation[]): string {
  const numbers = new Map(numbered.map((citation) => [keyOf(citation.source), citation.number]));
  const places = annotations
    .filter((source) => numbers.has(keyOf(source)))
    .map((source) => ({ index: Math.max(0, Math.min(source.index, text.length)), number: numbers.get(keyOf(source)) as number }));
  const cuts = [...new Set(places.map((place) => place.index))].sort((a, b) => a - b);
  let withMarks = "";
  let from = 0;
  for (const cut of cuts) {
    withMarks += clean(text.slice(from, cut));
    const here = new Set(places.filter((place) => place.index === cut).map((place) => place.number));
    withMarks += [...here].map((number) => OPEN + number + CLOSE).join("");
    from = cut;
  }
  return withMarks + clean(text.slice(from));
}

function clean(text: string): string {
  return text.replace(/[\uE000\uE001]/g, "");
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
  const walker = document.createTreeWalker(fragment, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  while (walker.nextNode()) {
    texts.push(walker.currentNode as Text);
  }
  for (const node of texts) {
    const pieces = node.data.split(new RegExp(MARKER, "g"));
    if (pieces.length > 1) {
      node.replaceWith(...pieces.flatMap((piece, at) => {
        const citation = at % 2 === 1 ? numbered[Number(piece) - 1] : undefined;
        return at % 2 === 0 ? [document.createTextNode(piece)] : citation ? [button(citation)] : [];
      }));
    }
  }
}
