import { css, html, LitElement, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { controls } from "./controls.js";
import { icon } from "./icons.js";
import * as api from "./incidents-api.js";
import type { Incident } from "./incidents-api.js";
import { moment, t } from "./messages.js";
import { say } from "./notices.js";
import { href } from "./router.js";

/** Models that were doubted, and what became of it, newest first. */
@customElement("gw-incidents-page")
export class IncidentsPage extends LitElement {
  static override styles = [controls, css`
    .list > li { padding: 0; }
    .line { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 2px 14px; align-items: center; padding: 12px 18px; color: var(--ink); text-decoration: none; }
    .line:hover { background: var(--raised); color: var(--ink); }
    .line strong { font-weight: 600; overflow-wrap: anywhere; }
    .detail { color: var(--muted); font-size: 0.88rem; overflow-wrap: anywhere; grid-column: 1 / -1; }
    .more { display: grid; justify-items: center; margin-top: 16px; }
  `];

  @state() incidents: Incident[] | null = null;
  @state() more = false;
  @state() problem = "";

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  override render() {
    return html`<div class="page">
      <div class="page-head"><div><h1>${t("incidents.heading")}</h1><p class="lead">${t("incidents.lead")}</p></div>
        <a class="button" href=${href("advisories")}>${icon("alert", 18)}${t("advisories.heading")}</a></div>
      ${this.problem ? html`<p class="note bad" role="alert">${icon("alert")}<span>${this.problem}</span>
        <button class="button small" @click=${() => this.#load()}>${t("action.retry")}</button></p>` : nothing}
      ${!this.incidents ? (this.problem ? nothing : html`<span class="spinner" role="status" aria-label=${t("state.loading")}></span>`)
        : this.incidents.length === 0 ? html`<div class="card empty"><h2>${t("incidents.none")}</h2><p>${t("incidents.noneLead")}</p></div>`
        : html`<ul class="list" aria-label=${t("incidents.heading")}>${this.incidents.map((one) => html`<li><a class="line" href=${href("incidents", one.id)}>
            <strong>${one.model}</strong><span class="chip ${one.state === "open" ? "bad" : ""}">${t(`incidents.state.${one.state}`)}</span>
            <span class="detail">${[t("incidents.opened", { when: moment(one.opened_at), who: one.opened_by_name ?? t("incidents.system") }), one.summary ?? ""].filter(Boolean).join(" · ")}</span></a></li>`)}</ul>
          ${this.more ? html`<div class="more"><button class="button" @click=${this.#loadMore}>${t("collection.more")}</button></div>` : nothing}`}
    </div>`;
  }

  #loadMore = async () => {
    const next = await api.incidents(this.incidents?.at(-1)?.id ?? "");
    if (next.ok) {
      this.incidents = [...(this.incidents ?? []), ...next.value.data];
      this.more = next.value.has_more;
    } else {
      say(next.problem.message);
    }
  };

  async #load(): Promise<void> {
    const found = await api.incidents();
    this.problem = found.ok ? "" : found.problem.message;
    this.incidents = found.ok ? found.value.data : this.incidents;
    this.more = found.ok && found.value.has_more;
  }
}
