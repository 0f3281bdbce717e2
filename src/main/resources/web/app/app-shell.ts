import { css, html, LitElement, nothing, type PropertyValues } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import { keyed } from "lit/directives/keyed.js";
import { repeat } from "lit/directives/repeat.js";
import { assistants } from "./assistants.js";
import { controls } from "./controls.js";
import { conversation } from "./conversation.js";
import { icon, mark, type IconName } from "./icons.js";
import { library } from "./library.js";
import { MenuFit } from "./menu-fit.js";
import { language, languageChanged, t, type MessageKey } from "./messages.js";
import { notices } from "./notices.js";
import { closeDocument, href, returnFocus, route, routeChanged, type Route } from "./router.js";
import { session } from "./session.js";
import type { DropMenu } from "./drop-menu.js";
import { Watching } from "./watching.js";
import "./account-menu.js";
import "./advisories-page.js";
import "./ask-page.js";
import "./assistant-page.js";
import "./assistants-page.js";
import "./budgets-page.js";
import "./collection-page.js";
import "./collections-page.js";
import "./decision-page.js";
import "./decisions-page.js";
import "./document-panel.js";
import "./drop-menu.js";
import "./incident-page.js";
import "./incidents-page.js";
import "./keys-page.js";
import "./model-page.js";
import "./models-page.js";
import "./people-page.js";
import "./quarantine-page.js";
import "./recall-page.js";
import "./route-page.js";
import "./routes-page.js";
import "./sign-in.js";
import "./source-form.js";
import "./source-page.js";
import "./search-page.js";
import "./sources-page.js";
import "./usage-page.js";

interface Place { path: string; label: MessageKey; icon: IconName; /** Pages that belong to it. */ with?: string; /** Stands in the button's menu only, however wide the bar is. */ rare?: boolean }

const PLACES: Place[] = [
  { path: "ask", label: "nav.ask", icon: "ask" },
  { path: "collections", label: "nav.collections", icon: "folder" },
];
/** For those who may use one, or make one. */
const ASSISTANTS: Place = { path: "assistants", label: "nav.assistants", icon: "assistant" };
const CURATOR_PLACES: Place[] = [
  { path: "sources", label: "nav.sources", icon: "sync" },
  { path: "quarantine", label: "nav.quarantine", icon: "alert" },
];
const ADMIN_PLACES: Place[] = [
  { path: "models", label: "nav.models", icon: "model" },
  { path: "routes", label: "nav.routes", icon: "route" },
  { path: "budgets", label: "nav.budgets", icon: "budget", with: "usage", rare: true },
  { path: "incidents", label: "nav.incidents", icon: "alert", with: "advisories", rare: true },
  { path: "people", label: "nav.people", icon: "people" },
  { path: "keys", label: "nav.keys", icon: "key", rare: true },
  { path: "decisions", label: "nav.decisions", icon: "record" },
];
const NARROW = matchMedia("(max-width: 1099px)");

/** The frame of every page: who is signed in, where they are, and the document that stands open beside it. */
@customElement("gw-app")
export class AppShell extends LitElement {
  static override styles = [controls, css`
    :host { min-height: 100dvh; }
    .skip { position: absolute; left: 8px; top: -60px; z-index: 60; }
    .skip:focus { top: 8px; }
    .bar {
      position: sticky; top: 0; z-index: 20; display: flex; align-items: center; gap: 6px; height: 60px; padding: 0 20px;
      background: color-mix(in srgb, var(--paper) 92%, transparent); backdrop-filter: blur(8px); border-bottom: 1px solid var(--line);
    }
    .brand { display: flex; align-items: center; gap: 10px; margin-right: 18px; color: var(--ink); font-weight: 680; letter-spacing: -0.01em; text-decoration: none; }
    .brand:hover { color: var(--ink); }
    nav { display: flex; gap: 2px; flex: 1; min-width: 0; }
    nav a, .places a {
      display: flex; align-items: center; gap: 8px; padding: 7px 10px; border-radius: 9px; color: var(--muted);
      text-decoration: none; font-weight: 550; font-size: 0.93rem; white-space: nowrap; flex: none;
    }
    nav a:hover, .places a:hover { background: var(--raised); color: var(--ink); }
    nav a[aria-current], .places a[aria-current] { color: var(--ink); background: var(--raised); }
    .places { display: none; }
    .frame { display: grid; grid-template-columns: minmax(0, 1fr); }
    .frame.beside { grid-template-columns: minmax(0, 1fr) minmax(420px, 46vw); }
    main { min-width: 0; min-height: calc(100dvh - 60px); }
    main:focus { outline: none; }
    gw-document-panel { position: sticky; top: 60px; height: calc(100dvh - 60px); border-left: 1px solid var(--line); }
    .notice {
      position: fixed; z-index: 70; left: 50%; bottom: 24px; translate: -50% 0; width: max-content; max-width: calc(100vw - 32px); padding: 10px 16px;
      border-radius: 10px; background: var(--ink); color: var(--paper); font-size: 0.94rem; box-shadow: 0 8px 24px var(--shadow);
    }
    .notice:empty { display: none; }
    .waiting { min-height: 100dvh; display: grid; place-items: center; }
    @media (max-width: 1099px) {
      .frame.beside { grid-template-columns: minmax(0, 1fr); }
      gw-document-panel { position: fixed; inset: 0; z-index: 50; height: auto; border: 0; }
    }
    .places div { display: grid; }
    .bar:not(.icons) nav a svg { display: none; }
    .bar.closed nav { position: absolute; width: max-content; visibility: hidden; pointer-events: none; left: 0; max-width: 0; overflow: hidden; }
    .bar.closed .places, .places.rare { display: inline-block; }
    .bar:not(.closed) .in-bar { display: none; }
    .bar.closed .brand { flex: 1; margin: 0; }
    .bar.closed { padding: 0 8px 0 14px; }
  `];

  @state() route: Route = route();
  @state() narrow = NARROW.matches;
  @query("main") main!: HTMLElement;
  #asker = "";
  readonly #menu = new MenuFit(this);

  constructor() {
    super();
    new Watching(this, session, library, assistants, languageChanged, notices);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    routeChanged.addEventListener("change", this.#moved);
    session.addEventListener("change", this.#personChanged);
    NARROW.addEventListener("change", (event) => (this.narrow = event.matches));
    for (const type of ["dragover", "drop"]) {
      addEventListener(type, (event) => event.preventDefault()); // a file dropped beside the target must not replace the page
    }
    void session.restore();
  }

  protected override updated(changed: PropertyValues): void {
    const title = this.#titleOf(this.route.path[0] ?? "ask");
    document.title = title ? `${title} · Groundwork` : "Groundwork";
    const before = changed.get("route") as Route | undefined;
    if (before?.open && !this.route.open) {
      returnFocus();
    } else if (before && before.path.join("/") !== this.route.path.join("/") && !conversation.busy) { // which has just begun, below the question
      scrollTo(0, 0);
      this.main?.focus();
    }
  }

  override render() {
    if (!session.known) {
      return html`<div class="waiting"><span class="spinner" role="status" aria-label=${t("state.loading")}></span></div>`;
    }
    if (!session.person) {
      return keyed(language(), html`<gw-sign-in></gw-sign-in>`);
    }
    const open = this.route.open;
    const places = [...PLACES, ...(this.#curates() || (assistants.all ?? []).length > 0 ? [ASSISTANTS] : []), ...(this.#curates() ? CURATOR_PLACES : []), ...(session.person.admin ? ADMIN_PLACES : [])];
    return keyed(language(), html`
      <header class="bar ${this.#menu.fit}" ?inert=${open !== null && this.narrow}>
        <button class="skip button" @click=${() => this.main.focus()}>${t("nav.skip")}</button>
        <a class="brand" href=${href("ask")}>${mark(28)}<span>Groundwork</span></a>
        <nav aria-label=${t("nav.label")}>${places.filter((place) => !place.rare).map((place) => this.#link(place))}</nav>
        <gw-account-menu></gw-account-menu>
        <gw-menu class="places ${places.some((place) => place.rare) ? "rare" : ""}" side="end" label=${t("nav.label")}>
          <span slot="label">${icon("menu")}</span>
          <div>${places.map((place) => html`<span class=${place.rare ? "" : "in-bar"}>${this.#link(place)}</span>`)}</div>
        </gw-menu>
      </header>
      <div class="frame ${open ? "beside" : ""}">
        <main id="content" tabindex="-1" ?inert=${open !== null && this.narrow}>${this.#page()}</main>
        ${open ? html`<gw-document-panel .target=${open} ?modal=${this.narrow} @keydown=${this.#escape}></gw-document-panel>` : nothing}
      </div>
      <div class="notice" role="status">${notices.current}</div>`);
  }

  #link(place: Place) {
    const asking = place.path === "ask";
    const here = [place.path, place.with].includes(this.route.path[0] ?? "ask") || (asking && this.route.path[0] === "c");
    return html`<a href=${asking && conversation.id ? href("c", conversation.id) : href(place.path)} aria-current=${here ? "page" : nothing} @click=${this.#closeMenu}>${icon(place.icon, 18)}${t(place.label)}</a>`;
  }

  #page() {
    const [first = "ask", second, third] = this.route.path;
    const admin = session.person?.admin ?? false;
    switch (first) {
      case "ask": case "c": return html`<gw-ask-page .conversationId=${first === "c" ? (second ?? "") : ""}></gw-ask-page>`;
      case "collections": return second && third === "sources"
        ? html`<gw-sources-page .collectionId=${second}></gw-sources-page>`
        : second && third === "search"
        ? repeat([second], (id) => id, (id) => html`<gw-search-page .collectionId=${id}></gw-search-page>`)
        : second && second !== "new"
        ? repeat([second], (id) => id, (id) => html`<gw-collection-page .collectionId=${id}></gw-collection-page>`)
        : html`<gw-collections-page ?creating=${second === "new"}></gw-collections-page>`;
      case "assistants": return second ? repeat([second], (id) => id, (id) => html`<gw-assistant-page .assistantId=${id}></gw-assistant-page>`)
        : html`<gw-assistants-page></gw-assistants-page>`;
      case "sources": return this.#curates() || library.collections === null ? this.#sources(second, third) : this.#nothingHere();
      case "quarantine": return this.#curates() || library.collections === null
        ? html`<gw-quarantine-page .collectionId=${second ?? ""}></gw-quarantine-page>` : this.#nothingHere();
      case "models": return !admin ? this.#nothingHere()
        : second && third === "recall" ? repeat([second], (id) => id, (id) => html`<gw-recall-page .modelId=${id}></gw-recall-page>`)
        : second ? repeat([second], (id) => id, (id) => html`<gw-model-page .modelId=${id}></gw-model-page>`) : html`<gw-models-page></gw-models-page>`;
      case "routes": return !admin ? this.#nothingHere()
        : second ? repeat([second], (name) => name, (name) => html`<gw-route-page .name=${name}></gw-route-page>`) : html`<gw-routes-page></gw-routes-page>`;
      case "budgets": return html`<gw-budgets-page></gw-budgets-page>`;
      case "usage": return html`<gw-usage-page></gw-usage-page>`;
      case "incidents": return !admin ? this.#nothingHere()
        : second ? repeat([second], (id) => id, (id) => html`<gw-incident-page .incidentId=${id}></gw-incident-page>`) : html`<gw-incidents-page></gw-incidents-page>`;
      case "advisories": return admin ? html`<gw-advisories-page></gw-advisories-page>` : this.#nothingHere();
      case "people": return admin ? html`<gw-people-page></gw-people-page>` : this.#nothingHere();
      case "decisions": return second ? repeat([second], (id) => id, (id) => html`<gw-decision-page .decisionId=${id}></gw-decision-page>`)
        : admin ? html`<gw-decisions-page></gw-decisions-page>` : this.#nothingHere();
      case "keys": return admin ? html`<gw-keys-page></gw-keys-page>` : this.#nothingHere();
      default: return this.#nothingHere();
    }
  }

  #sources(second = "", third = "") {
    return second === "new" ? html`<gw-source-form .collectionId=${third}></gw-source-form>`
      : second && third === "edit" ? html`<gw-source-form .sourceId=${second}></gw-source-form>`
      : second ? repeat([second], (id) => id, (id) => html`<gw-source-page .sourceId=${id}></gw-source-page>`)
      : html`<gw-sources-page></gw-sources-page>`;
  }

  /** Whether there is a collection that the person looks after. */
  #curates(): boolean {
    return (session.person?.admin ?? false) || (library.collections ?? []).some((one) => one.access === "curate");
  }

  #nothingHere() {
    return html`<div class="page empty"><h2>${t("missing.heading")}</h2><p>${t("missing.body")}</p>
      <div class="row"><a class="button primary" href=${href("ask")}>${t("nav.ask")}</a></div></div>`;
  }

  #titleOf(path: string): string {
    const place = [...PLACES, ASSISTANTS, ...CURATOR_PLACES, ...ADMIN_PLACES].find((one) => one.path === (path === "c" ? "ask" : path) || one.with === path);
    return session.person && place ? t(place.label) : "";
  }

  #moved = () => (this.route = route());

  #personChanged = () => {
    const id = session.person?.id;
    if (id && this.#asker && this.#asker !== id) {
      conversation.clear();
    }
    this.#asker = id ?? this.#asker;
    if (id) {
      void library.refresh();
      void assistants.refresh();
    }
  };

  #escape = (event: KeyboardEvent) => {
    if (event.key === "Escape" && !event.defaultPrevented) {
      closeDocument();
    }
  };

  #closeMenu = (event: Event) => {
    (event.currentTarget as HTMLElement).closest<DropMenu>("gw-menu")?.close();
  };}
