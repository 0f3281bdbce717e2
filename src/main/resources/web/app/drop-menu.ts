import { css, html, LitElement } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { controls } from "./controls.js";

/** A button (slot `label`; `framed`: beside other buttons) that opens a panel of whatever stands in it. Esc, a click outside or focus moving on closes it. */
@customElement("gw-menu")
export class DropMenu extends LitElement {
  static override styles = [controls, css`
    :host { position: relative; display: inline-block; }
    .opener {
      display: inline-flex; align-items: center; gap: 8px; min-height: 36px; max-width: 100%; padding: 4px 10px;
      border: 1px solid transparent; border-radius: 9px; background: transparent; color: var(--ink); font-size: 0.92rem;
    }
    .opener:hover, .opener[aria-expanded="true"] { background: var(--raised); }
    .panel {
      position: absolute; z-index: 30; top: calc(100% + 6px); width: max-content; min-width: 230px; max-width: min(360px, calc(100vw - 32px)); max-height: min(50dvh, 420px);
      overflow: auto; padding: 8px; border: 1px solid var(--line); border-radius: 12px; background: var(--surface); box-shadow: 0 12px 36px var(--shadow);
    }
    :host([side="end"]) .panel { right: 0; }
    :host([framed]) .opener {
      min-height: 40px; padding: 7px var(--menu-padding, 15px); border-color: var(--line-strong); border-radius: var(--radius);
      background: var(--surface); font-weight: 550; font-size: 0.94rem; white-space: nowrap;
    }
    :host([framed]) .opener:hover, :host([framed]) .opener[aria-expanded="true"] { background: var(--raised); }
    .panel.above { top: auto; bottom: calc(100% + 6px); }
  `];

  @property() label = "";
  @property({ reflect: true }) side: "start" | "end" = "start";
  @state() open = false;
  @state() above = false;
  @query(".opener") opener!: HTMLButtonElement;

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener("keydown", this.#keys);
    this.addEventListener("focusout", this.#left);
    document.addEventListener("pointerdown", this.#outside);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("pointerdown", this.#outside);
  }

  close(): void {
    this.open = false;
  }

  /** Closes it as who has chosen something in it expects: focus is on the button again, and comes back there from a dialog that opens now. */
  leave(): void {
    this.close();
    this.opener.focus();
  }

  override render() {
    return html`<button class="opener" aria-expanded=${this.open} aria-label=${this.label || null} @click=${this.#toggle}>
        <slot name="label"></slot>
      </button>
      <div class="panel ${this.above ? "above" : ""}" ?hidden=${!this.open}><slot></slot></div>`;
  }

  /** Opens to the side of the button, up or down, on which there is more room. */
  #toggle = () => {
    const { top, bottom } = this.opener.getBoundingClientRect();
    this.above = top > innerHeight - bottom;
    this.open = !this.open;
  };

  #keys = (event: KeyboardEvent) => {
    if (event.key === "Escape" && this.open) {
      event.stopPropagation();
      this.leave();
    }
  };

  #left = (event: FocusEvent) => {
    const next = event.relatedTarget;
    if (next instanceof Node && next !== this && !this.contains(next)) {
      this.close();
    }
  };

  #outside = (event: Event) => {
    if (this.open && !event.composedPath().includes(this)) {
      this.close();
    }
  };
}
