import type { Location } from "./api-types.js";
import { call } from "./http.js";

export type Stage = "lexical" | "vector" | "fusion" | "rerank";
export const STAGES: readonly Stage[] = ["lexical", "vector", "fusion", "rerank"];

/** What a stage did: how many passages it gave, how, and how long it took, in microseconds. */
export interface StageReport { stage: Stage; found: number; plan: string; micros: number }
export interface SearchHit {
  collection_id: string;
  file_id: string;
  filename: string;
  version: number;
  score: number;
  text: string;
  context: string;
  location: Location;
  ranks: Partial<Record<Stage, number>>;
}
export interface SearchResult { query: string; hits: SearchHit[]; stages: StageReport[] }

export type Verdict = "found" | "cut" | "passed_over" | "not_quoted" | "filtered" | "empty" | "in_progress" | "failed" | "cancelled" | "not_permitted";
/** Where a document's best passage stands in a stage: `rank` among `among`, of which the stage went on with `taken`. */
export interface Standing extends Omit<StageReport, "found"> { rank?: number; among: number; taken: number; score: number }
export interface Explanation {
  file_id: string;
  verdict: Verdict;
  why: string;
  place?: number;
  ranked: number;
  limit: number;
  stages: Standing[];
  words: Record<string, boolean>;
}

export const search = (collection: string, query: string, stages: readonly Stage[]) =>
  call<{ results: SearchResult[] }>("POST", "/api/v1/search", { query, collections: [collection], stages, explain: true });
export const explain = (collection: string, file: string, query: string) =>
  call<Explanation>("POST", "/api/v1/search/explain", { query, collections: [collection], file_id: file });
