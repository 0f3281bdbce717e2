import { call } from "./http.js";

export type DecisionOutcome = "answered" | "partial" | "declined" | "failed" | "aborted" | "recalled" | "open";
export type DecisionKind = "grounded" | "chat" | "understanding" | "erasure";
/** Who asked; a name only where they are still in the record and known here. */
export interface DecisionPerson { state: "known" | "erased" | "unreadable"; id?: string; name?: string; kind?: "person" | "key" }
export interface DecisionLine {
  id: string;
  at: string;
  kind: DecisionKind;
  person: DecisionPerson;
  model: string;
  outcome: DecisionOutcome;
  millis?: number;
  sources: number;
}
/** A part of a document that the answer cites, or that the model had before its eyes. Without a name it is one that the viewer may not read. */
export interface DecisionSource {
  use: "cited" | "read";
  rank: number;
  file_id: string;
  filename: string | null;
  vector_store_id: string;
  version: number;
  start: number;
  end: number;
  score: number;
  stages: Record<string, number>;
}
export interface DecisionAttempt { model: string; version?: string; digest?: string; server?: string; left?: string; millis: number }
export interface DecisionLink { state: "sealed" | "unsealed" | "broken"; seal?: number; sealed_at?: string; record_hash?: string; seal_hash?: string }
export interface Decision extends Omit<DecisionLine, "sources"> {
  question: { hmac: string; text: string | null };
  collections: string[];
  requested_model?: string;
  route: string;
  prompt_version?: string;
  /** Through which it was asked. */
  assistant?: { id: string; name: string; revision: number; prompt_language?: string };
  policy: { version?: string; rules: string[] };
  erased_keys?: string[];
  ended_at?: string;
  reason?: string;
  answer_hmac?: string;
  sources?: DecisionSource[];
  verification?: { kept: number; dropped: number; weakest_score?: number };
  attempts?: DecisionAttempt[];
  tokens?: { input: number; output: number };
  cost_micros?: number;
  timings?: { searched_ms?: number; first_word_ms?: number; all_ms: number; recorded_ms: number };
  chain: { intent: DecisionLink; outcome?: DecisionLink };
}
export interface ChainVerdict {
  holds: boolean;
  records?: number;
  unsealed?: number;
  open?: number;
  head?: { seal: number; hash: string; at: string; kept: string };
  what?: string;
  decision_id?: string;
}
/** Empty texts leave nothing out; days as `YYYY-MM-DD`, in the time of whoever looks. */
export interface DecisionQuery { person: string; model: string; outcome: string; from: string; to: string }

export function decisions(query: DecisionQuery, after = "") {
  const values = new URLSearchParams({ limit: "50" });
  for (const [name, value] of [
    ["person", query.person], ["model", query.model], ["outcome", query.outcome], ["from", dayBegins(query.from, 0)], ["to", dayBegins(query.to, 1)], ["after", after],
  ] as const) {
    if (value) {
      values.set(name, value);
    }
  }
  return call<{ data: DecisionLine[]; has_more: boolean }>("GET", `/api/v1/decisions?${values.toString()}`);
}

export const decision = (id: string) => call<Decision>("GET", `/api/v1/decisions/${encodeURIComponent(id)}`);
export const verifyChain = () => call<ChainVerdict>("GET", "/api/v1/decisions/chain");
export const erasePerson = (id: string) =>
  call<{ decision_id: string; keys_destroyed: number; records: number }>("POST", `/api/v1/people/${encodeURIComponent(id)}/erase-record`);

function dayBegins(day: string, later: number): string {
  if (!day) {
    return "";
  }
  const begins = new Date(`${day}T00:00:00`);
  begins.setDate(begins.getDate() + later);
  return begins.toISOString();
}
