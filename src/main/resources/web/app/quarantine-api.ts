import { call } from "./http.js";

/** A document that failed, with why and how often. `id` is its place in the list. */
export interface FailedDocument {
  id: string;
  collection_id: string;
  file_id: string;
  filename: string;
  /** The document that it lay within, with which alone it can be deleted. */
  parent_id: string | null;
  external_id: string | null;
  bytes: number;
  code: string;
  message: string;
  tries: number;
  added_at: string;
  failed_at: string | null;
}
export interface Quarantine {
  data: FailedDocument[];
  has_more: boolean;
  total: number;
  hidden: number;
  groups: { collection_id: string; code: string; count: number }[];
}
export interface QuarantineQuery { collection: string; code: string }
export interface Done { done: number; skipped: number; next: string | null }

export function quarantine(query: QuarantineQuery, after = "") {
  const values = new URLSearchParams({ limit: "50" });
  for (const [name, value] of [["collection_id", query.collection], ["code", query.code], ["after", after]] as const) {
    if (value) {
      values.set(name, value);
    }
  }
  return call<Quarantine>("GET", `/api/v1/quarantine?${values.toString()}`);
}

export const actOn = (action: "retry" | "delete", ids: readonly string[]) => call<Done>("POST", `/api/v1/quarantine/${action}`, { ids });

/** Some hundred of all that the query finds; `next` says where to go on. */
export const actOnAll = (action: "retry" | "delete", query: QuarantineQuery, after: string | null) =>
  call<Done>("POST", `/api/v1/quarantine/${action}`, {
    all: true,
    ...(query.collection ? { collection_id: query.collection } : {}),
    ...(query.code ? { code: query.code } : {}),
    ...(after ? { after } : {}),
  });
