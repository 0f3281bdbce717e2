import type { CollectionFile, Location, Page, ResponseObject } from "./api-types.js";
import { call } from "./http.js";

const at = (strings: TemplateStringsArray, ...parts: string[]) => String.raw({ raw: strings }, ...parts.map(encodeURIComponent));

/** A conversation of the person's own. Without `collection_ids` its questions go wherever they may read. */
export interface ConversationHead {
  id: string;
  title: string;
  model: string | null;
  collection_ids: string[];
  /** The collection of the files in it; null until there are any. */
  files_collection_id: string | null;
  head: string | null;
  updated_at: string;
}

/** A question with its answer, which is withheld where the person may no longer read what it rests on. */
export interface StoredTurn {
  id: string;
  after: string | null;
  question: string;
  on_path: boolean;
  withheld: { code: string; message: string } | null;
  response: ResponseObject | null;
}

export interface QuotedSource {
  file_id: string;
  filename: string;
  vector_store_id: string;
  quote: string;
  location: Location;
  times: number;
}

export interface ConversationChange { title?: string; collection_ids?: string[]; head?: string; model?: string }

export function list(q: string, after: string) {
  const values = new URLSearchParams({ limit: "40" });
  if (q) {
    values.set("q", q);
  }
  if (after) {
    values.set("after", after);
  }
  return call<Page<ConversationHead>>("GET", "/api/v1/conversations?" + values.toString());
}

export const create = (collections: string[]) => call<ConversationHead>("POST", "/api/v1/conversations", { collection_ids: collections });
export const read = (id: string) => call<ConversationHead & { turns: StoredTurn[] }>("GET", at`/api/v1/conversations/${id}`);
export const change = (id: string, what: ConversationChange) => call<ConversationHead>("PATCH", at`/api/v1/conversations/${id}`, what);
export const remove = (id: string) => call<void>("DELETE", at`/api/v1/conversations/${id}`);
export const sources = (id: string) => call<Page<QuotedSource>>("GET", at`/api/v1/conversations/${id}/sources`);
export const exportUrl = (id: string) => at`/api/v1/conversations/${id}/export`;
export const files = (id: string) => call<Page<CollectionFile>>("GET", at`/api/v1/conversations/${id}/files`);
export const putFile = (id: string, file: string) => call<CollectionFile>("POST", at`/api/v1/conversations/${id}/files`, { file_id: file });
export const retryFile = (id: string, file: string) => call<CollectionFile>("POST", at`/api/v1/conversations/${id}/files/${file}/retry`);
export const removeFile = (id: string, file: string) => call<void>("DELETE", at`/api/v1/conversations/${id}/files/${file}`);

/** Uploads go to collections and to conversations, which are told apart by their ids. */
export const isConversation = (id: string) => id.startsWith("conv_");
