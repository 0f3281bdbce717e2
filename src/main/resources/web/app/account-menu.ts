import { css, html, LitElement, nothing } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import * as api from "./api.js";
import { controls } from "./controls.js";
import { icon } from "./icons.js";
import { language, languages, t, useLanguage, type Language, type MessageKey } from "./messages.js";
import { say } from "./notices.js";
import { href } from "./router.js";
import { session } from "./session.js";
import { theme, useTheme, type Theme } from "./theme.js";
import type { DropMenu } from "./drop-menu.js";
import "./drop-menu.js";
import "./modal-dialog.js";

const THEMES: [Theme, MessageKey][] = [["system", "theme.system"], ["light", "theme.light"], ["dark", "theme.dark"]];
const SHORTEST_PASSWORD = 10;

@customElement("gw-account-menu")
export class AccountMenu extends LitElement {
  static override styles = [controls, css`
    :host { display: inline-block; }
    .who { padding: 6px 10px 10px; border-bottom: 1px solid var(--line); margin-bottom: 6px; overflow-wrap: anywhere; }
    .who strong { display: block; font-weight: 620; }
    .setting { display: grid; grid-template-columns: 1fr auto; gap: 10px; align-items: center; padding: 6px 10px; font-size: 0.92rem; }
    .setting select { width: auto; min-height: 36px; padding: 4px 8px; }
    .name { overflow: hidden; text-overflow: ellipsis; max-width: 160px; white-space: nowrap; }
    @media (max-width: 860px) { .name { display: none; } }
  `];

  @state() changing = false;
  @state() busy = false;
  @state() error = "";
  @query("gw-menu") menu!: DropMenu;

  override render() {
    const person = session.person;
    if (!person) {
      return nothing;
    }
    return html`<gw-menu side="end" label=${t("account.menu", { name: person.name || person.email })}>
        <span slot="label" class="row">${icon("person")}<span class="name">${person.name || person.email}</span></span>
        <div class="who"><strong>${person.name}</strong><span class="muted small">${person.email}</span></div>
        <div class="setting"><label for="theme">${t("account.theme")}</label>
          <select id="theme" @change=${(event: Event) => useTheme((event.target as HTMLSelectElement).value as Theme)}>
            ${THEMES.map(([value, label]) => html`<option value=${value} ?selected=${theme() === value}>${t(label)}</option>`)}
          </select></div>
        <div class="setting"><label for="language">${t("account.language")}</label>
          <select id="language" @change=${(event: Event) => useLanguage((event.target as HTMLSelectElement).value as Language)}>
            ${languages.map(([tag, name]) => html`<option value=${tag} lang=${tag} ?selected=${language() === tag}>${name}</option>`)}
          </select></div>
        <a class="entry" href=${href("budgets")} @click=${() => this.menu.close()}>${t("account.budgets")}</a>
        <button class="entry" @click=${this.#openPassword}>${t("account.password")}</button>
        <button class="entry" @click=${() => session.signOut()}>${t("account.signOut")}</button>
      </gw-menu>
      ${this.changing ? this.#passwordDialog() : nothing}`;
  }

  #passwordDialog() {
    return html`<gw-dialog .heading=${t("account.password")} @closed=${() => (this.changing = false)}>
      <form class="stack" @submit=${this.#change}>
        ${this.error ? html`<p class="note bad" role="alert">${this.error}</p>` : nothing}
        <div class="field"><label for="current">${t("password.current")}</label>
          <input id="current" name="current" type="password" autocomplete="current-password" required autofocus></div>
        <div class="field"><label for="next">${t("password.new")}</label>
          <input id="next" name="next" type="password" autocomplete="new-password" minlength=${SHORTEST_PASSWORD} required aria-describedby="next-hint">
          <span class="hint" id="next-hint">${t("password.hint", { count: SHORTEST_PASSWORD })}</span></div>
        <div class="row end"><button class="button primary" ?disabled=${this.busy}>${t("action.save")}</button></div>
      </form>
    </gw-dialog>`;
  }

  #openPassword = () => {
    this.menu.close();
    this.error = "";
    this.changing = true;
  };

  #change = async (event: SubmitEvent) => {
    event.preventDefault();
    const values = new FormData(event.target as HTMLFormElement);
    this.busy = true;
    const changed = await api.changePassword(String(values.get("current")), String(values.get("next")));
    this.busy = false;
    if (changed.ok) {
      this.changing = false;
      say(t("password.changed"));
    } else {
      this.error = changed.problem.message;
    }
  };
}
