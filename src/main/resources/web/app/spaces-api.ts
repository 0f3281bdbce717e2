import { call } from "./http.js";

/** Which engine makes a collection's vectors, and the move to another. */
export interface Space {
  answering: { engine: string | null; model: SpaceModel; absence: string | null };
  other: { engine: string | null; model: SpaceModel; absence: string | null } | null;
  move: Move | null;
  engines: { name: string; model: SpaceModel; answering: boolean; max_tokens: number; bytes_per_passage: number }[];
}
export interface SpaceModel { name: string; dimension: number; numbers: "int8" | "float" }
export interface Move {
  state: "building" | "paused" | "ready" | "switched" | "clearing";
  passages: number;
  done: number;
  left_seconds: number | null;
  error: string | null;
  report: SpaceReport | null;
}
export interface Pair<T> { from: T; to: T }
export interface Quality { questions: number; recall_at_10: Pair<number>; ndcg_at_10: Pair<number>; overlap_at_10: number; flipped: number }
export interface SpaceReport {
  measured_at: string;
  from: string;
  to: string;
  bank: Quality;
  sample: Quality;
  latency: Pair<{ p50: number; p99: number }>;
  bytes: Pair<number>;
  flips: { id: string; question: string; ranks: Pair<number> }[];
}
export interface BankQuestion { id: string; question: string; documents: string[] }

const at = (collection: string, what: string) => `/api/v1/collections/${encodeURIComponent(collection)}/${what}`;

export const space = (collection: string) => call<Space>("GET", at(collection, "space"));
export const buildSpace = (collection: string, engine: string) => call<Space>("POST", at(collection, "space/build"), { engine });
export const orderSpace = (collection: string, order: "pause" | "resume" | "measure" | "switch" | "rollback") =>
  call<unknown>("POST", at(collection, `space/${order}`));
export const dropSpace = (collection: string, which: "build" | "old") => call<Space>("DELETE", at(collection, `space/${which}`));

export const bank = (collection: string) => call<{ data: BankQuestion[]; has_more: boolean }>("GET", at(collection, "questions?limit=100"));
export const addQuestion = (collection: string, question: string, document: string) =>
  call<BankQuestion>("POST", at(collection, "questions"), { question, documents: [document] });
export const removeQuestion = (collection: string, id: string) => call<void>("DELETE", at(collection, `questions/${encodeURIComponent(id)}`));
