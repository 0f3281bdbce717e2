/** Where the page is: the path behind the hash, and the document that stands open beside it, if any. */
export interface Route {
  readonly path: readonly string[];
  readonly open: OpenDocument | null;
}

/** A document to show, and the span in it to highlight (UTF-16 offsets into the document's text). */
export interface OpenDocument {
  readonly collection: string;
  readonly file: string;
  readonly version?: number;
  readonly page?: number;
  readonly start?: number;
  readonly end?: number;
}

export const routeChanged = new EventTarget();
let opener: HTMLElement | null = null;
let pushed = false;

addEventListener("hashchange", () => routeChanged.dispatchEvent(new Event("change")));

export function route(): Route {
  const [path = "", query = ""] = location.hash.replace(/^#\/?/, "").split("?", 2);
  const values = new URLSearchParams(query);
  return { path: path.split("/").filter(Boolean).map(decodeURIComponent), open: openDocument(values) };
}

export function href(...path: string[]): string {
  return "#/" + path.map(encodeURIComponent).join("/");
}

export function go(...path: string[]): void {
  location.hash = href(...path);
}

/** Opens a document beside the page; the browser's back button closes it again, and focus returns to where it was. */
export function showDocument(target: OpenDocument): void {
  const already = route().open !== null;
  if (!already) {
    opener = focused();
  }
  const values = new URLSearchParams({ c: target.collection, d: target.file });
  for (const [name, value] of [["v", target.version], ["p", target.page], ["s", target.start], ["e", target.end]] as const) {
    if (value !== undefined && value !== null) {
      values.set(name, String(value));
    }
  }
  const hash = href(...route().path) + "?" + values.toString();
  if (already) {
    location.replace(hash);
  } else {
    pushed = true;
    location.hash = hash;
  }
}

export function closeDocument(): void {
  if (pushed) {
    pushed = false;
    history.back();
  } else {
    location.replace(href(...route().path));
  }
}

/** Puts focus back on what had opened the document, once it is closed. */
export function returnFocus(): void {
  pushed = false;
  if (opener?.isConnected) {
    opener.focus();
  }
  opener = null;
}

function openDocument(values: URLSearchParams): OpenDocument | null {
  const collection = values.get("c");
  const file = values.get("d");
  if (!collection || !file) {
    return null;
  }
  const whole = (name: string) => (/^\d+$/.test(values.get(name) ?? "") ? { value: Number(values.get(name)) } : {});
  return {
    collection,
    file,
    version: whole("v").value,
    page: whole("p").value,
    start: whole("s").value,
    end: whole("e").value,
  };
}

function focused(): HTMLElement | null {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) {
    element = element.shadowRoot.activeElement;
  }
  return element instanceof HTMLElement ? element : null;
}
