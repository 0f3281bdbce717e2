import type { BudgetNotice } from "./budgets-api.js";
import type { SearchSettings } from "./search-api.js";

export interface Person { id: string; email: string; name: string; admin: boolean; active?: boolean }
export interface Group { id: string; name: string; members: string[] }
export interface About { version: string; default_model: string; default_model_built_in: boolean; max_upload_bytes: number; empty: boolean }

export interface Page<T> { data: T[]; has_more: boolean; last_id?: string | null }

export type Access = "read" | "contribute" | "curate";
export interface FileCounts { in_progress: number; completed: number; failed: number; cancelled: number; total: number }
export type Profile = "auto" | "prose" | "tables" | "code" | "mail" | "qa" | "slides";
export type AttributeType = "string" | "number" | "boolean" | "date";
/** Which attributes documents may have, by name; what sources write of theirs is always among them. */
export type AttributeTypes = "any" | Record<string, AttributeType>;
export interface Collection {
  id: string;
  name: string;
  description: string | null;
  access: Access;
  profile: Profile;
  search: SearchSettings;
  attribute_types: AttributeTypes;
  created_at: number;
  usage_bytes: number;
  file_counts: FileCounts;
  metadata?: Record<string, string> | null;
}

export interface StoredFile { id: string; filename: string; bytes: number; created_at: number }
export interface Progress {
  queued: number;
  running: number;
  waiting_for: "nothing" | "its_turn" | "others" | "next_try" | "worker";
  next_try_at: string | null;
  documents_per_second: number;
  passages_per_second: number;
  seconds_left: number | null;
}
export interface PushedDocument { outcome: "created" | "replaced" | "unchanged"; document: CollectionFile }
export type DocumentStatus = "in_progress" | "completed" | "failed" | "cancelled";
export interface CollectionFile {
  id: string;
  status: DocumentStatus;
  last_error: { code: string; message: string } | null;
  usage_bytes: number;
  created_at: number;
  vector_store_id: string;
  attributes: Record<string, string | number | boolean> | null;
  filename: string;
  /** The document that it lay within; its name is in `filename` too. */
  parent_id: string | null;
  bytes: number;
  version: number;
  warnings: string[];
  progress: { step: "queued" | "parsing" | "embedding" | "done"; passages_done: number; passages_total: number } | null;
}

export interface Block {
  kind: "heading" | "paragraph" | "list_item" | "table" | "code" | "caption" | "footnote" | "note" | "quote";
  start: number;
  end: number;
  page: number | null;
  level: number | null;
}
/** What is embedded and found as one. */
export interface Passage {
  ordinal: number;
  tokens: number | null;
  location: Location;
  context: string;
  text: string;
}
/** How the documents of a collection are cut. Outdated are those that were cut in another way. */
export interface Cutting { profile: Profile; max_tokens: number; documents: number; outdated: number }
export interface CutPreview { profile: Profile; total: number; warnings: string[]; passages: Passage[] }
export interface DocumentText {
  id: string;
  collection_id: string;
  name: string;
  /** The document that it lay within. */
  parent_id: string | null;
  title: string | null;
  media_type: string;
  version: number;
  latest_version: number;
  /** Whether its file is what was read; if not, only the text of it came here. */
  original: boolean;
  pages: number | null;
  text: string;
  blocks: Block[];
  warnings: string[];
  /** The head of a message; null for all else. */
  mail: { thread: string; from: string; to: string[]; sent: string } | null;
}

export interface Location {
  page: number | null;
  page_end: number | null;
  sheet: string | null;
  row: number | null;
  row_end: number | null;
  headings: string[];
  start: number;
  end: number;
  version: number;
}
export interface FoundPassage {
  vector_store_id: string;
  file_id: string;
  filename: string;
  text: string;
  location: Location;
}

export interface Annotation {
  type: string;
  file_id: string;
  filename: string;
  index: number;
  location: Location;
  vector_store_id: string;
  quote: string;
}
export interface OutputItem {
  type: string;
  queries?: string[];
  results?: FoundPassage[] | null;
  content?: { type: string; text: string; annotations?: Annotation[] }[];
}
export type Doubt = "uncited" | "not_said" | "other_values";
/** A sentence of an answer by the characters of its text, and what came of holding it against what it cites. */
export interface Sentence {
  start: number;
  end: number;
  verdict: "supported" | "quoted" | "unsupported" | "no_claim";
  doubt?: Doubt;
  quotes?: { start: number; end: number }[];
}
export interface ContradictionSide {
  file_id: string;
  filename: string;
  vector_store_id: string;
  text: string;
  location: Location;
  date?: { at: string; of: "attribute" | "added" };
}
export interface Contradiction { left: ContradictionSide; right: ContradictionSide }
export interface Grounding {
  outcome: Outcome;
  decision_id: string;
  answered_by?: string;
  score: number | null;
  sentences?: Sentence[];
  dropped_sentences?: number;
  contradictions?: Contradiction[];
  follow_ups?: { question: string; file_id: string }[];
  searched?: { queries: string[]; vector_stores: { id: string; name: string }[]; passages: number };
  /** A budget that nears its end. */
  budget?: BudgetNotice;
}
export type Outcome = "answered" | "partial" | "declined";
export interface ResponseObject {
  id: string;
  model: string;
  status: string;
  /** `problem` is the API's name for what went wrong, which OpenAI's list of codes does not have. */
  error?: { message: string; problem?: string } | null;
  output: OutputItem[];
  grounding?: Grounding | null;
  decision_id?: string;
  answered_by?: string;
  notice?: { code: string; message: string };
  groundwork?: { budget?: BudgetNotice };
}

export interface Grant { principal_id: string; kind: "person" | "group" | "key"; name: string; access: Access }
export interface ApiKey { id: string; name: string; hint: string; admin: boolean; created_at: string; expires_at?: string | null; revoked_at?: string | null }
export interface NewApiKey { id: string; name: string; key: string }

export const EVERYONE = "00000000-0000-0000-0000-000000000001";
export const ADMINISTRATORS = "00000000-0000-0000-0000-000000000002";
