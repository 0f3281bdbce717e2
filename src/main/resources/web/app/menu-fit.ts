import type { LitElement, ReactiveController } from "lit";

/** An icon and the gap to its word, in pixels. */
const ICON = 26;
const BETWEEN_LINKS = 2;
/** Padding of the bar, the gaps between its parts, and the mark of the brand with what sets it apart. */
const AROUND = 116;
/** The button of what stands in no bar. */
const BUTTON = 60;

/**
 * How much of the main menu there is room for beside brand and account: icons and words, words alone, or only a button that opens it.
 * Measured, as it depends on the language and on what the person may see. The bar's `nav` must be laid out in each of the three.
 */
export class MenuFit implements ReactiveController {
  fit: "icons" | "words" | "closed" = "words";
  readonly #host: LitElement;
  readonly #watch = new ResizeObserver(() => this.#measure());
  #watched: Element | null = null;

  constructor(host: LitElement) {
    this.#host = host;
    host.addController(this);
  }

  hostUpdated(): void {
    const bar = this.#host.renderRoot.querySelector(".bar");
    if (bar !== this.#watched) {
      this.#watch.disconnect();
      this.#watched = bar;
      bar?.querySelectorAll(".brand span, gw-account-menu").forEach((part) => this.#watch.observe(part));
      if (bar) {
        this.#watch.observe(bar);
      }
    }
    this.#measure();
  }

  hostDisconnected(): void {
    this.#watch.disconnect();
    this.#watched = null;
  }

  #measure(): void {
    const bar = this.#watched;
    const width = (selector: string) => bar?.querySelector<HTMLElement>(selector)?.offsetWidth ?? 0;
    const links = [...(bar?.querySelectorAll<HTMLElement>("nav a") ?? [])];
    if (!bar || links.length === 0) {
      return;
    }
    const words = links.reduce((sum, link) => sum + link.offsetWidth - (this.fit === "icons" ? ICON : 0) + BETWEEN_LINKS, 0);
    const room = bar.clientWidth - AROUND - width(".brand span") - width("gw-account-menu") - (bar.querySelector(".places.rare") ? BUTTON : 0);
    const fit = words + links.length * ICON <= room ? "icons" : words <= room ? "words" : "closed";
    if (fit !== this.fit) {
      this.fit = fit;
      this.#host.requestUpdate();
    }
  }
}
