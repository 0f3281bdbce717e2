import type { Page } from "./api-types.js";
import { call } from "./http.js";

export interface IncidentEntry { at: string; kind: string; words: string; by: string | null; by_name?: string; detail?: Record<string, unknown> }
export interface Incident {
  id: string;
  model_id: string;
  model: string;
  state: "open" | "closed";
  opened_at: string;
  opened_by: string | null;
  opened_by_name?: string;
  closed_at?: string;
  closed_by_name?: string;
  summary?: string;
  entries?: IncidentEntry[];
}
/** What a recall reached. `gone_everywhere` is null while a node has not said that the model is gone there. */
export interface Recall {
  model: string;
  state: string;
  recalled?: { at: string; by: string | null; note: string };
  incident_id?: string;
  nodes?: { living: number; gone: { node: string; at: string; streams_ended: number }[] };
  gone_everywhere?: string | null;
  streams_ended?: number;
  last_served: string | null;
  answers: number;
  broken_off: number;
  first: string | null;
  last: string | null;
  people: { id: string; name: string | null }[];
  people_unnamed: number;
  documents: { file_id: string; name: string | null; version: number; answers: number }[];
}
export interface RecalledAnswer { decision_id: string; at: string; outcome: "answered" | "partial" | "declined" | "failed" | "aborted" | "recalled"; person_id: string | null; person: string | null }

export const SEVERITIES = ["critical", "high", "medium", "low", "unknown"] as const;
export type Severity = (typeof SEVERITIES)[number];
export interface AdvisoryMatch {
  advisory_id: string;
  model_id: string;
  model: string;
  via: "engine" | "model" | "base_model" | "digest";
  what: string;
  state: "open" | "dismissed" | "closed";
  reason: string;
  found_at: string;
  decided_at?: string;
  decided_by_name?: string;
}
export interface Advisory {
  id: string;
  format: "osv" | "csaf";
  summary: string;
  severity: Severity;
  score?: number;
  aliases: string[];
  url?: string;
  published_at?: string;
  modified_at?: string;
  withdrawn_at?: string;
  matches: AdvisoryMatch[];
}
export interface AdvisoryReport { added: number; changed: number; known: number; withdrawn: number; matches: AdvisoryMatch[] }
export type Matching = "open" | "dismissed" | "closed" | "any" | "";

const at = (strings: TemplateStringsArray, ...parts: string[]) => String.raw({ raw: strings }, ...parts.map(encodeURIComponent));

export const incidents = (after = "") => call<Page<Incident>>("GET", "/api/v1/incidents?limit=50" + (after ? `&after=${encodeURIComponent(after)}` : ""));
export const incident = (id: string) => call<Incident>("GET", at`/api/v1/incidents/${id}`);
export const addNote = (id: string, words: string) => call<Incident>("POST", at`/api/v1/incidents/${id}/notes`, { words });
export const closeIncident = (id: string, summary: string) => call<Incident>("POST", at`/api/v1/incidents/${id}/close`, { summary });

export const recall = (model: string) => call<Recall>("GET", at`/api/v1/models/${model}/recall`);
export const recallReport = (model: string) => at`/api/v1/models/${model}/recall`;
export const recallTable = (model: string) => at`/api/v1/models/${model}/recall/csv`;
export const recalledAnswers = (model: string, after = "") =>
  call<Page<RecalledAnswer>>("GET", at`/api/v1/models/${model}/recall/answers` + "?limit=50" + (after ? `&after=${encodeURIComponent(after)}` : ""));

export const advisories = (matching: Matching, after = "") => {
  const values = new URLSearchParams({ limit: "50", ...(matching ? { matching } : {}), ...(after ? { after } : {}) });
  return call<Page<Advisory>>("GET", "/api/v1/advisories?" + values.toString());
};
export const advisoriesOf = (model: string) => call<Page<Advisory>>("GET", at`/api/v1/advisories/of-model/${model}`);
export const dismiss = (id: string, model: string, reason: string) => call<Advisory>("POST", at`/api/v1/advisories/${id}/matches/${model}/dismiss`, { reason });
export const reopen = (id: string, model: string) => call<Advisory>("POST", at`/api/v1/advisories/${id}/matches/${model}/reopen`, { reason: "" });
