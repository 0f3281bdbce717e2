import { css, html, LitElement, nothing } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import { controls } from "./controls.js";
import { icon, mark } from "./icons.js";
import { t } from "./messages.js";
import { session } from "./session.js";

@customElement("gw-sign-in")
export class SignIn extends LitElement {
  static override styles = [controls, css`
    main { min-height: 100dvh; display: grid; place-items: center; padding: 24px 16px; }
    form { width: min(380px, 100%); display: grid; gap: 18px; }
    .brand { display: grid; gap: 14px; justify-items: start; margin-bottom: 6px; }
    .secret { position: relative; }
    .secret input { padding-right: 48px; }
    .secret .icon-button { position: absolute; right: 3px; top: 3px; }
    .secret [aria-pressed="true"] { color: var(--accent); }
    .button { min-height: 44px; }
  `];

  @state() shown = false;
  @state() busy = false;
  @state() error = "";
  @query("#email") email!: HTMLInputElement;
  @query("#password") password!: HTMLInputElement;

  override firstUpdated(): void {
    this.email.focus();
  }

  override render() {
    return html`<main>
      <form @submit=${this.#submit} novalidate>
        <div class="brand">${mark(44)}<div><h1>${t("signIn.heading")}</h1><p class="lead">${t("signIn.lead")}</p></div></div>
        ${this.error ? html`<p class="note bad" role="alert" id="error">${icon("alert")}<span>${this.error}</span></p>` : nothing}
        <div class="field">
          <label for="email">${t("signIn.email")}</label>
          <input id="email" name="email" type="email" autocomplete="username" autocapitalize="none" spellcheck="false" required
            aria-describedby=${this.error ? "error" : nothing}>
        </div>
        <div class="field">
          <label for="password">${t("signIn.password")}</label>
          <div class="secret">
            <input id="password" name="password" type=${this.shown ? "text" : "password"} autocomplete="current-password" required
              aria-describedby=${this.error ? "error" : nothing}>
            <button type="button" class="icon-button" aria-pressed=${this.shown} aria-label=${t("signIn.show")} title=${t("signIn.show")}
              @click=${() => (this.shown = !this.shown)}>${icon("eye")}</button>
          </div>
        </div>
        <button class="button primary" ?disabled=${this.busy}>
          ${this.busy ? html`<span class="spinner"></span>` : nothing}${t("signIn.action")}
        </button>
        <p class="hint">${t("signIn.forgotten")}</p>
      </form>
    </main>`;
  }

  async #submit(event: Event): Promise<void> {
    event.preventDefault();
    const email = this.email.value.trim();
    if (!email || !this.password.value) {
      this.error = t("signIn.both");
      (email ? this.password : this.email).focus();
      return;
    }
    this.busy = true;
    this.error = "";
    const problem = await session.signIn(email, this.password.value);
    this.busy = false;
    if (problem) {
      this.error = problem.status === 401 ? t("signIn.wrong") : problem.message;
      this.password.select();
    }
  }
}
