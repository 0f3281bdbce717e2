import type { Page } from "./api-types.js";
import { call } from "./http.js";

export type SourceKind = "folder" | "s3" | "git" | "web" | "sharepoint" | "confluence";
export type RunState = "queued" | "running" | "done" | "failed" | "stopped" | "cancelled";
export type Finding = "added" | "changed" | "moved" | "permissions_changed" | "deleted" | "unchanged" | "failed";
export type Counts = Record<Finding | "seen", number>;
export interface Note { what: Finding; path: string; reason: string }
export interface Run {
  id: string;
  source_id: string;
  state: RunState;
  dry_run: boolean;
  force: boolean;
  counts: Counts;
  reason: string | null;
  notes: Note[];
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
  next_try_at: string | null;
}
export type Setting = string | number | boolean | string[];
export type Settings = Record<string, Setting>;
export interface Source {
  id: string;
  collection_id: string;
  name: string;
  kind: SourceKind;
  settings: Settings;
  has_secret: boolean;
  every: string | null;
  enabled: boolean;
  documents: number;
  last_run: Run | null;
  last_sync: Run | null;
  next_sync_at: string | null;
  created_at: string;
}
export interface KindInfo { kind: SourceKind; folders: string[] | null }
export interface SourceChange { name?: string; settings?: Settings; secret?: string; every?: string; enabled?: boolean }
export interface NewSource extends SourceChange { collection_id: string; kind: SourceKind }

const at = (strings: TemplateStringsArray, ...parts: string[]) => String.raw({ raw: strings }, ...parts.map(encodeURIComponent));

export const sources = (collection: string) =>
  call<Page<Source>>("GET", collection ? at`/api/v1/sources?collection_id=${collection}` : "/api/v1/sources");
export const kinds = () => call<Page<KindInfo>>("GET", "/api/v1/sources/kinds");
export const source = (id: string) => call<Source>("GET", at`/api/v1/sources/${id}`);
export const addSource = (wanted: NewSource) => call<Source>("POST", "/api/v1/sources", wanted);
export const changeSource = (id: string, change: SourceChange) => call<Source>("PATCH", at`/api/v1/sources/${id}`, change);
export const deleteSource = (id: string, documents: "keep" | "delete") => call<void>("DELETE", at`/api/v1/sources/${id}?documents=${documents}`);
export const sync = (id: string, wish: { dry_run?: boolean; force?: boolean }) => call<Run>("POST", at`/api/v1/sources/${id}/sync`, wish);
export const runs = (id: string, after = "") => call<Page<Run>>("GET", at`/api/v1/sources/${id}/runs?limit=10` + (after ? at`&after=${after}` : ""));
export const cancelRun = (id: string, run: string) => call<Run>("POST", at`/api/v1/sources/${id}/runs/${run}/cancel`);

export const underWay = (run: Run | null | undefined): boolean => run?.state === "queued" || run?.state === "running";
