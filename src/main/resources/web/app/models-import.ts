import { css, html, LitElement, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { controls } from "./controls.js";
import { icon } from "./icons.js";
import { t, tn } from "./messages.js";
import * as registry from "./models-api.js";
import type { Imported } from "./models-api.js";
import "./modal-dialog.js";

const EXAMPLE = `{"models": [{
  "name": "writer", "model": "qwen3:8b",
  "base_url": "http://10.0.0.7:8000/v1",
  "licence": {"id": "Apache-2.0"}
}]}`;

/** Registers the models of a file. Tells `imported` when at least one came in, and `closed`. */
@customElement("gw-models-import")
export class ModelsImport extends LitElement {
  static override styles = [controls, css`
    .stack, .field { grid-template-columns: minmax(0, 1fr); min-width: 0; }
    input { width: 100%; min-width: 0; }
    pre { margin: 8px 0 0; padding: 12px; border-radius: var(--radius); background: var(--raised); font: 0.82rem/1.5 var(--mono); overflow: auto; }
    summary { cursor: pointer; }
    ul { padding-inline-start: 20px; display: grid; gap: 4px; overflow-wrap: anywhere; }
  `];

  @state() busy = false;
  @state() error = "";
  @state() imported: Imported | null = null;

  override render() {
    return html`<gw-dialog .heading=${t("models.import")} @closed=${() => this.dispatchEvent(new Event("closed"))}>
      ${this.imported ? this.#done(this.imported) : html`<form class="stack" @submit=${this.#send}>
        ${this.error ? html`<p class="note bad" role="alert">${icon("alert")}<span>${this.error}</span></p>` : nothing}
        <div class="field"><label for="file">${t("models.import.file")}</label>
          <input id="file" name="file" type="file" required accept=".json,application/json" autofocus aria-describedby="hint">
          <p class="hint" id="hint">${t("models.import.hint")}</p></div>
        <details class="small"><summary>${t("models.import.example")}</summary><pre tabindex="0">${EXAMPLE}</pre></details>
        <div class="row end"><button class="button primary" ?disabled=${this.busy}>${this.busy ? html`<span class="spinner"></span>` : nothing}${t("models.import.action")}</button></div>
      </form>`}
    </gw-dialog>`;
  }

  #done({ imported, refused }: Imported) {
    return html`<div class="stack" role="status">
      ${imported.length > 0 ? html`<div class="note good">${icon("check")}<div><p>${tn("models.imported", imported.length)}</p><ul>${imported.map((name) => html`<li>${name}</li>`)}</ul></div></div>` : nothing}
      ${refused.length > 0 ? html`<div class="note bad">${icon("alert")}<div><p>${tn("models.refused", refused.length)}</p>
        <ul>${refused.map(({ name, why }) => html`<li><strong>${name}</strong>: ${why}</li>`)}</ul></div></div>` : nothing}
      ${imported.length + refused.length === 0 ? html`<p>${t("models.import.nothing")}</p>` : nothing}
      <div class="row end"><button class="button primary" @click=${() => this.dispatchEvent(new Event("closed"))}>${t("action.done")}</button></div></div>`;
  }

  #send = async (event: SubmitEvent) => {
    event.preventDefault();
    const file = new FormData(event.target as HTMLFormElement).get("file");
    if (!(file instanceof File)) {
      return;
    }
    let models: unknown;
    try {
      models = JSON.parse(await file.text());
    } catch {
      this.error = t("models.import.notJson");
      return;
    }
    this.busy = true;
    this.error = "";
    const done = await registry.importModels(Array.isArray(models) ? { models } : models);
    this.busy = false;
    if (!done.ok) {
      this.error = done.problem.message;
      return;
    }
    this.imported = done.value;
    if (done.value.imported.length > 0) {
      this.dispatchEvent(new Event("imported"));
    }
  };
}
