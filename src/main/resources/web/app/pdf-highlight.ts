interface Place { piece: number; at: number }

const SHORTEST_PART = 12;

/**
 * Marks a quote in the pieces of text of a PDF page. The server and pdf.js break words and lines differently, so both sides are compared without white
 * space, hyphens and case. Where the whole quote is not on the page, its sentences that are get marked. The first mark, or null if there is none.
 */
export function markQuote(pieces: readonly HTMLElement[], texts: readonly string[], quote: string): HTMLElement | null {
  const places: Place[] = [];
  let page = "";
  texts.forEach((text, piece) => {
    for (let at = 0; at < text.length; at++) {
      const folded = fold(text.charAt(at));
      page += folded;
      for (let n = 0; n < folded.length; n++) {
        places.push({ piece, at });
      }
    }
  });
  const ranges = new Map<number, { from: number; to: number }>();
  for (const [from, to] of found(page, quote)) {
    for (const place of places.slice(from, to)) {
      const range = ranges.get(place.piece);
      ranges.set(place.piece, { from: Math.min(range?.from ?? place.at, place.at), to: Math.max(range?.to ?? 0, place.at + 1) });
    }
  }
  let first: HTMLElement | null = null;
  for (const [piece, { from, to }] of [...ranges].sort(([a], [b]) => a - b)) {
    const element = pieces[piece];
    const text = texts[piece] ?? "";
    if (element) {
      const mark = document.createElement("mark");
      mark.textContent = text.slice(from, to);
      element.replaceChildren(text.slice(0, from), mark, text.slice(to));
      first ??= mark;
    }
  }
  return first;
}

function found(page: string, quote: string): [number, number][] {
  const whole = span(page, quote);
  if (whole) {
    return [whole];
  }
  const parts = quote.split(/(?<=[.!?;:])\s+|\n+/).filter((part) => fold(part).length >= SHORTEST_PART);
  return parts.map((part) => span(page, part)).filter((one) => one !== null);
}

function span(page: string, quote: string): [number, number] | null {
  const folded = fold(quote);
  const at = folded ? page.indexOf(folded) : -1;
  return at < 0 ? null : [at, at + folded.length];
}

function fold(text: string): string {
  return text.normalize("NFKC").replace(/[\s\u00ad\u2010-\u2015-]/g, "").toLowerCase();
}
