import { css, html, LitElement, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import * as api from "./api.js";
import type { Collection, CollectionFile, DocumentStatus } from "./api-types.js";
import { CollectionFiles } from "./collection-files.js";
import { asked, confirmed } from "./confirm-dialog.js";
import { controls } from "./controls.js";
import type { DropMenu } from "./drop-menu.js";
import { chosenFiles, droppedFiles } from "./dropped-files.js";
import type { RowAction } from "./file-row.js";
import type { Result } from "./http.js";
import { icon } from "./icons.js";
import { duration, number, size, t, time, tn, type MessageKey } from "./messages.js";
import { say } from "./notices.js";
import { go, href, showDocument } from "./router.js";
import { session } from "./session.js";
import { uploads, type Upload } from "./uploads.js";
import { Watching } from "./watching.js";
import "./collection-settings.js";
import "./drop-menu.js";
import "./file-row.js";
import "./grants-dialog.js";
import "./space-dialog.js";

const FILTERS: [DocumentStatus | null, MessageKey][] = [
  [null, "filter.all"], ["in_progress", "filter.inProgress"], ["completed", "filter.ready"], ["failed", "filter.failed"], ["cancelled", "filter.cancelled"],
];
const UPLOADS_SHOWN = 30;

/** One collection: drop files on it, see how far each of them is, and what became of it. */
@customElement("gw-collection-page")
export class CollectionPage extends LitElement {
  static override styles = [controls, css`
    .page-head { container-type: inline-size; position: relative; z-index: 1; }
    .wide { display: none; }
    @container (min-width: 620px) { .wide { display: inline-flex; } .narrow { display: none; } }
    @container (max-width: 619px) { .page-head > .row { flex-wrap: nowrap; align-items: flex-start; } .page-head > .row > .button { white-space: normal; } }
    gw-menu { flex: none; }
    .menu-label { display: inline-flex; align-items: center; gap: 8px; }
    .entries hr { border: 0; border-top: 1px solid var(--line); margin: 6px 0; }
    .crumb { display: inline-flex; align-items: center; gap: 4px; font-size: 0.92rem; text-decoration: none; margin-bottom: 10px; }
    #cutting { margin-bottom: 16px; }
    .drop {
      display: grid; justify-items: center; gap: 10px; padding: 26px 20px; margin-bottom: 24px; text-align: center; color: var(--muted);
      border: 1.5px dashed var(--line-strong); border-radius: 14px; background: var(--surface); transition: background-color 120ms, border-color 120ms;
    }
    .drop.over { border-color: var(--accent); background: var(--accent-soft); color: var(--ink); }
    .drop svg { color: var(--accent); }
    .drop .row { justify-content: center; }
    .drop p { font-size: 0.95rem; }
    .drop strong { color: var(--ink); font-weight: 600; }
    .summary { display: flex; flex-wrap: wrap; gap: 10px 16px; align-items: center; justify-content: space-between; margin-bottom: 12px; }
    .filters { display: flex; flex-wrap: wrap; gap: 2px; }
    .filters button { border: 0; border-radius: 8px; padding: 5px 11px; background: none; color: var(--muted); font-size: 0.9rem; font-weight: 550; }
    .filters button:hover { background: var(--raised); color: var(--ink); }
    .filters button[aria-pressed="true"] { background: var(--raised); color: var(--ink); }
    .more { display: grid; justify-items: center; margin-top: 16px; }
    .waiting { color: var(--muted); font-size: 0.92rem; }
  `];

  @property() collectionId = "";
  @state() over = false;
  @state() outdated = 0;
  @state() dialog: "" | "grants" | "settings" | "space" = "";
  @query("gw-menu") menu!: DropMenu | null;
  @query("#files") filesInput!: HTMLInputElement;
  @query("#folder") folderInput!: HTMLInputElement;
  #store!: CollectionFiles;
  #unlisten = () => {};
  #changed = () => this.requestUpdate();

  constructor() {
    super();
    new Watching(this, uploads);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#store = new CollectionFiles(this.collectionId, () => uploads.of(this.collectionId).some((upload) => upload.state !== "failed"));
    this.#store.addEventListener("change", this.#changed);
    this.#unlisten = uploads.onAttached((collection, file) => {
      if (collection === this.collectionId) {
        this.#store.take(file);
      }
    });
    void this.#store.load().then(() => this.#lookAtCutting());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#store.stop();
    this.#store.removeEventListener("change", this.#changed);
    this.#unlisten();
  }

  override render() {
    const collection = this.#store.collection;
    if (!collection) {
      return html`<div class="page">${this.#back()}${this.#store.problem ? this.#problem() : html`<div><span class="spinner" role="status" aria-label=${t("state.loading")}></span></div>`}</div>`;
    }
    const curates = collection.access === "curate";
    const contributes = curates || collection.access === "contribute";
    return html`<div class="page" @dragover=${contributes ? this.#dragOver : null} @dragleave=${this.#dragLeave} @drop=${contributes ? this.#drop : null}>
      ${this.#back()}
      <div class="page-head">
        <div><h1>${collection.name}</h1>${collection.description ? html`<p class="lead">${collection.description}</p>` : nothing}</div>
        <div class="row">
          <a class="button" href=${href("collections", collection.id, "search")}>${icon("search", 18)}${t("search.open")}</a>
          ${curates ? this.#curating(collection) : nothing}
        </div>
      </div>
      ${this.#store.problem ? this.#problem() : nothing}
      ${curates ? this.#cutting() : nothing}
      ${contributes ? this.#dropZone() : nothing}
      ${this.#summary()}
      ${this.#list(contributes)}
      ${this.dialog === "grants" ? html`<gw-grants-dialog .collection=${collection} @closed=${this.#closeDialog}></gw-grants-dialog>` : nothing}
      ${this.dialog === "space" ? html`<gw-space-dialog .collection=${collection} @closed=${this.#closeDialog}></gw-space-dialog>` : nothing}
      ${this.dialog === "settings" ? html`<gw-collection-settings .collection=${collection} @closed=${this.#closeDialog}></gw-collection-settings>` : nothing}
    </div>`;
  }

  /** What is done often stands beside the menu where there is room, and in it where there is none. */
  #curating(collection: Collection) {
    const sources = href("collections", collection.id, "sources");
    return html`<a class="button wide" href=${sources}>${icon("sync", 18)}${t("nav.sources")}</a>
      <button class="button wide" @click=${() => this.#show("grants")}>${icon("lock", 18)}${t("grants.open")}</button>
      <gw-menu framed side="end">
        <span slot="label" class="menu-label">${t("collection.actions")}${icon("chevron", 14)}</span>
        <div class="entries">
          <a class="entry narrow" href=${sources}>${icon("sync", 18)}${t("nav.sources")}</a>
          <button class="entry narrow" @click=${() => this.#show("grants")}>${icon("lock", 18)}${t("grants.open")}</button>
          <button class="entry" @click=${() => this.#show("settings")}>${icon("edit", 18)}${t("collection.edit")}</button>
          ${session.person?.admin ? html`<button class="entry" @click=${() => this.#show("space")}>${icon("model", 18)}${t("space.open")}</button>` : nothing}
          <a class="entry" href=${api.exportUrl(collection.id)} download @click=${() => this.menu?.leave()}>${icon("download", 18)}${t("collection.export")}</a>
          <hr>
          <button class="entry danger" @click=${this.#deleteCollection}>${icon("trash", 18)}${t("action.delete")}</button>
        </div>
      </gw-menu>`;
  }

  #show(dialog: "grants" | "settings" | "space"): void {
    if (this.menu?.open) {
      this.menu.leave();
    }
    this.dialog = dialog;
  }

  #back() {
    return html`<a class="crumb" href=${href("collections")}>${icon("back", 16)}${t("nav.collections")}</a>`;
  }

  #problem() {
    const problem = this.#store.problem;
    return html`<p class="note bad" role="alert">${icon("alert")}<span>${problem?.status === 404 ? t("collection.gone") : problem?.message}</span>
      <button class="button small" @click=${() => this.#store.load()}>${t("action.retry")}</button></p>`;
  }

  /** Passages that are not as the collection's settings have them now. */
  #cutting() {
    return this.outdated === 0 ? nothing : html`<p class="note" id="cutting">${icon("info")}<span>${tn("cutting.outdated", this.outdated)}</span>
      <button class="button small" @click=${this.#cutAgain}>${t("cutting.again")}</button></p>`;
  }

  #cutAgain = async () => {
    const queued = await api.cutAgain(this.collectionId);
    if (queued.ok) {
      this.outdated = 0;
      say(tn("cutting.queued", queued.value.queued));
      void this.#store.load();
    } else {
      say(queued.problem.message);
    }
  };

  async #lookAtCutting(): Promise<void> {
    const cutting = this.#store.collection?.access === "curate" ? await api.cutting(this.collectionId) : null;
    this.outdated = cutting?.ok ? cutting.value.outdated : 0;
  }

  #dropZone() {
    const limit = session.about?.max_upload_bytes;
    return html`<div class="drop ${this.over ? "over" : ""}">
      ${icon("upload", 28)}
      <p><strong>${t("upload.heading")}</strong><br>${t("upload.formats")}${limit ? ` ${t("upload.limit", { limit: size(limit) })}` : ""}</p>
      <div class="row">
        <button class="button primary" @click=${() => this.filesInput.click()}>${t("upload.choose")}</button>
        <button class="button" @click=${() => this.folderInput.click()}>${t("upload.folder")}</button>
      </div>
      <input id="files" type="file" multiple hidden aria-label=${t("upload.choose")} @change=${this.#chosen}>
      <input id="folder" type="file" webkitdirectory hidden aria-label=${t("upload.folder")} @change=${this.#chosen}>
    </div>`;
  }

  #summary() {
    const counts = this.#store.counts;
    const sending = uploads.of(this.collectionId).filter((upload) => upload.state !== "failed").length;
    const unsent = uploads.of(this.collectionId).length - sending;
    if (!counts || counts.total + sending + unsent === 0) {
      return nothing;
    }
    const parts = [
      tn("count.ready", counts.completed),
      ...(counts.failed + unsent > 0 ? [tn("count.failed", counts.failed + unsent)] : []),
      ...(counts.in_progress > 0 ? [tn("count.inProgress", counts.in_progress)] : []),
      ...(counts.cancelled > 0 ? [tn("count.cancelled", counts.cancelled)] : []),
      ...(sending > 0 ? [tn("count.uploading", sending)] : []),
    ];
    return html`<div class="summary">
      <div class="row"><p role="status" id="summary">${parts.join(", ")}</p>${this.#pausing()}</div>
      ${this.#pace()}
      <div class="filters" role="group" aria-label=${t("filter.label")}>
        ${FILTERS.map(([filter, label]) => html`<button aria-pressed=${this.#store.filter === filter} @click=${() => this.#store.show(filter)}>${t(label)}</button>`)}
      </div>
    </div>`;
  }

  /** How long it will take, or what it waits for. */
  #pace() {
    const pace = this.#store.pace;
    if (!pace || pace.waiting_for === "nothing" && pace.seconds_left === null) {
      return nothing;
    }
    const words = pace.waiting_for === "worker" ? t("pace.worker")
      : pace.waiting_for === "next_try" && pace.next_try_at ? t("pace.nextTry", { time: time(pace.next_try_at) })
      : pace.waiting_for === "others" ? t("pace.others")
      : pace.seconds_left !== null ? t("pace.left", { time: duration(pace.seconds_left), rate: number(Math.round(pace.documents_per_second * 60)) }) : "";
    return words ? html`<p class="waiting" id="pace">${words}</p>` : nothing;
  }

  #pausing() {
    const states = uploads.of(this.collectionId).map((upload) => upload.state);
    if (states.includes("paused")) {
      return html`<button class="button small" @click=${() => uploads.resume(this.collectionId)}>${t("upload.resume")}</button>`;
    }
    return states.some((state) => state === "waiting" || state === "sending" || state === "retrying")
      ? html`<button class="button small" @click=${() => uploads.pause(this.collectionId)}>${t("upload.pause")}</button>` : nothing;
  }

  #list(editable: boolean) {
    const sending = this.#store.filter === null || this.#store.filter === "in_progress" ? uploads.of(this.collectionId) : [];
    const shown = [...sending].sort((a, b) => order(a) - order(b)).slice(0, UPLOADS_SHOWN);
    const files = this.#store.files;
    if (sending.length + files.length === 0) {
      return this.#store.loading ? html`<span class="spinner" role="status" aria-label=${t("state.loading")}></span>`
        : html`<div class="empty"><h2>${t(this.#store.filter ? "filter.none" : "collection.empty")}</h2></div>`;
    }
    return html`<ul class="list" aria-label=${t("collection.files")}>
        ${repeat(shown, (upload) => `upload ${upload.id}`, (upload) => html`<li><gw-file-row .upload=${upload} .stamp=${`${upload.state} ${upload.sent}`}
          @action=${(event: CustomEvent<RowAction>) => this.#actOnUpload(upload, event.detail)}></gw-file-row></li>`)}
        ${sending.length > shown.length ? html`<li class="waiting">${t("upload.moreWaiting", { count: sending.length - shown.length })}</li>` : nothing}
        ${repeat(files, (file) => file.id, (file) => html`<li><gw-file-row .file=${file} ?editable=${editable}
          @action=${(event: CustomEvent<RowAction>) => this.#act(file, event.detail)}></gw-file-row></li>`)}
      </ul>
      ${this.#store.more ? html`<div class="more"><button class="button" @click=${() => this.#store.loadMore()}>${t("collection.more")}</button></div>` : nothing}`;
  }

  #actOnUpload(upload: Upload, action: RowAction): void {
    if (action === "retry") {
      uploads.retry(upload);
    } else {
      uploads.remove(upload);
    }
  }

  async #act(file: CollectionFile, action: RowAction): Promise<void> {
    switch (action) {
      case "open": showDocument({ collection: this.collectionId, file: file.id }); break;
      case "retry": this.#took(await api.retryFile(this.collectionId, file.id)); break;
      case "cancel": this.#took(await api.cancelFile(this.collectionId, file.id)); break;
      case "remove": await this.#remove(file); break;
    }
  }

  #took(file: Result<CollectionFile>): void {
    if (file.ok) {
      this.#store.take(file.value);
    } else {
      say(file.problem.message);
      void this.#store.load();
    }
  }

  async #remove(file: CollectionFile): Promise<void> {
    const { sure, option } = await asked({
      heading: t("remove.heading", { name: file.filename }), body: t("remove.body", { collection: this.#store.collection?.name ?? "" }),
      action: t("remove.action"), option: t("remove.file"),
    });
    if (!sure) {
      return;
    }
    const deleted = option ? await api.deleteFile(file.id) : null;
    const gone = deleted?.ok ? deleted : await api.detachFile(this.collectionId, file.id); // a file of somebody else's is not ours to delete
    if (gone.ok || gone.problem.status === 404) {
      this.#store.drop(file.id);
      say(t("remove.done", { name: file.filename }));
    } else {
      say(gone.problem.message);
    }
  }

  #deleteCollection = async () => {
    this.menu?.leave();
    const collection = this.#store.collection;
    if (!collection) {
      return;
    }
    const sure = await confirmed({
      heading: t("deleteCollection.heading", { name: collection.name }),
      body: tn("deleteCollection.body", collection.file_counts.total),
      action: t("deleteCollection.action"),
    });
    if (!sure) {
      return;
    }
    const gone = await api.deleteCollection(collection.id);
    if (gone.ok) {
      uploads.of(collection.id).forEach((upload) => uploads.remove(upload));
      void session.refreshAbout();
      say(t("deleteCollection.done", { name: collection.name }));
      go("collections");
    } else {
      say(gone.problem.message);
    }
  };

  #closeDialog = () => {
    this.dialog = "";
    void this.#store.load().then(() => this.#lookAtCutting());
  };

  #dragOver = (event: DragEvent) => {
    event.preventDefault();
    this.over = true;
  };

  #dragLeave = (event: DragEvent) => {
    if (event.relatedTarget === null) {
      this.over = false; // left the window, not just one element for another
    }
  };

  #drop = async (event: DragEvent) => {
    event.preventDefault();
    this.over = false;
    if (event.dataTransfer) {
      this.#add(await droppedFiles(event.dataTransfer));
    }
  };

  #chosen = (event: Event) => {
    const input = event.target as HTMLInputElement;
    this.#add(chosenFiles(input.files ?? new DataTransfer().files));
    input.value = "";
  };

  #add(files: ReturnType<typeof chosenFiles>): void {
    if (files.length > 0) {
      uploads.add(this.collectionId, files);
      say(tn("upload.added", files.length, { shown: number(files.length) }));
    }
  }
}

/** What moves stands first, then what failed, then what waits. */
function order(upload: Upload): number {
  return { sending: 0, attaching: 0, retrying: 0, paused: 1, failed: 1, waiting: 2 }[upload.state];
}
