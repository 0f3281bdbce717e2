import { css, html, LitElement } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { controls } from "./controls.js";
import { icon } from "./icons.js";
import { t } from "./messages.js";

/** A modal dialog with a heading. Stands open as long as it is in the page; tells `closed` when the person leaves it. */
@customElement("gw-dialog")
export class ModalDialog extends LitElement {
  static override styles = [controls, css`
    dialog {
      width: min(560px, calc(100vw - 24px)); max-height: min(86dvh, 820px); padding: 0; border: 1px solid var(--line);
      border-radius: 16px; background: var(--surface); color: var(--ink); box-shadow: 0 24px 60px var(--shadow);
    }
    dialog::backdrop { background: rgb(10 12 10 / 45%); }
    .head { display: flex; align-items: flex-start; gap: 12px; padding: 20px 20px 0 24px; }
    .head h2 { flex: 1; font-size: 1.2rem; padding-top: 4px; overflow-wrap: anywhere; }
    .body { padding: 14px 24px 24px; }
    @media (max-width: 640px) { .head { padding: 16px 12px 0 18px; } .body { padding: 12px 18px 20px; } }
  `];

  @property() heading = "";
  @query("dialog") dialog!: HTMLDialogElement;

  override firstUpdated(): void {
    this.dialog.showModal();
    this.querySelector<HTMLElement>("[autofocus]")?.focus();
  }

  override render() {
    return html`<dialog aria-labelledby="heading" @close=${this.#closed} @mousedown=${this.#outside}>
      <div class="head">
        <h2 id="heading">${this.heading}</h2>
        <button class="icon-button" aria-label=${t("action.close")} @click=${() => this.dialog.close()}>${icon("close")}</button>
      </div>
      <div class="body"><slot></slot></div>
    </dialog>`;
  }

  #outside = (event: MouseEvent) => {
    if (event.target === this.dialog) {
      this.dialog.close();
    }
  };

  #closed = () => this.dispatchEvent(new Event("closed"));
}
