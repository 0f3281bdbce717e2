import type { Location } from "./api-types.js";
import { call } from "./http.js";

export type Stage = "lexical" | "vector" | "fusion" | "rerank";
/** Those that find and rank, each of which is on or off. */
export const STAGES: readonly Stage[] = ["lexical", "vector", "fusion", "rerank"];
/** All that a search may report of, in the order in which they run. */
export type AnyStage = Stage | "recency" | "duplicates" | "diversity";
export const ALL_STAGES: readonly AnyStage[] = [...STAGES, "recency", "duplicates", "diversity"];

/** Which passages are given as one. */
export type Collapse = "none" | "same" | "near";
export const COLLAPSES: readonly Collapse[] = ["none", "same", "near"];
/** How much less counts what is old; without `attribute` by the day it came. */
export interface Recency { half_life_days: number; attribute?: string | null; weight: number }
/** How a collection is searched; `max_per_document` 0: as many as there are. */
export interface SearchSettings { stages: Stage[]; collapse: Collapse; max_per_document: number; recency: "off" | Recency; ranker: string }
export interface RerankerName { name: string; usual: boolean }
/** What one search does otherwise. */
export type Wishes = Partial<SearchSettings>;

/** What a stage did: how many passages it gave, how, and how long it took, in microseconds. */
export interface StageReport { stage: AnyStage; found: number; plan: string; micros: number }
/** What a query is to the question that was asked. */
export type QueryKind = "question" | "standalone" | "part" | "translation" | "variant" | "follow_up";
/** A query that was searched; `found` is missing where that came to no end. */
export interface SearchedQuery { query: string; kind: QueryKind; language?: string; found?: number; micros?: number }
/** What a chat model did for a search, and why it ended. */
export interface Understanding {
  model?: string;
  ended: "done" | "time" | "away" | "unusable";
  why?: string;
  turns: number;
  millis: number;
  queries: SearchedQuery[];
}
export interface SearchHit {
  collection_id: string;
  file_id: string;
  filename: string;
  version: number;
  score: number;
  text: string;
  context: string;
  location: Location;
  ranks: Partial<Record<AnyStage, number>>;
  duplicates?: Duplicate[];
  /** Which of the understanding's queries found it, and at which rank. */
  found_by?: { query: number; rank: number }[];
}
/** Where something stands that says what a hit says: in the same words, or nearly. */
export interface Duplicate { collection_id: string; file_id: string; filename: string; version: number; location: Location; same: boolean }
export interface SearchResult {
  query: string;
  hits: SearchHit[];
  stages: (Omit<StageReport, "stage"> & { stage: AnyStage | "understanding" })[];
  understanding?: Understanding;
}

export type Verdict = "found" | "cut" | "duplicate" | "passed_over" | "not_quoted" | "filtered" | "empty" | "in_progress" | "failed" | "cancelled" | "not_permitted";
/** Where a document's best passage stands in a stage: `rank` among `among`, of which the stage went on with `taken`. */
export interface Standing extends Omit<StageReport, "found"> { rank?: number; among: number; taken: number; score: number }
export interface Explanation {
  file_id: string;
  verdict: Verdict;
  why: string;
  place?: number;
  ranked: number;
  limit: number;
  /** What is given in place of its best passage. */
  instead?: { collection_id: string; file_id: string; filename: string; place: number; same: boolean };
  stages: Standing[];
  words: Record<string, boolean>;
}

export const search = (collection: string, query: string, wishes: Wishes & { understand?: boolean }) =>
  call<{ results: SearchResult[] }>("POST", "/api/v1/search", { query, collections: [collection], ...wishes, explain: true });
export const rerankers = () => call<{ data: RerankerName[] }>("GET", "/api/v1/rerankers");
export const explain = (collection: string, file: string, query: string) =>
  call<Explanation>("POST", "/api/v1/search/explain", { query, collections: [collection], file_id: file });
