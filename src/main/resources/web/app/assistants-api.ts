import type { Page } from "./api-types.js";
import { call } from "./http.js";

export const UNSUPPORTED = ["keep", "mark", "drop"] as const;
export type Unsupported = (typeof UNSUPPORTED)[number];
export type AssistantRight = "use" | "edit" | "own";

/** What is null is as the installation is set. */
export interface AssistantPolicy { unsupported: Unsupported | null; declining: number | null; max_results: number; ranker: string | null; understand: unknown }
/** What changes from revision to revision. The prompt is by language; under the empty name what holds for all others. */
export interface Brief {
  title: string;
  description: string;
  collections: string[];
  /** Those that it names and the person may not read. */
  collections_hidden: number;
  searches: "all" | "named";
  starters: string[];
  route?: string;
  filters?: unknown;
  prompt?: Record<string, string>;
  policy?: AssistantPolicy;
}
export interface Assistant extends Brief {
  id: string;
  name: string;
  state: "enabled" | "disabled";
  revision: number;
  created_at: string;
  changed_at: string;
  access: AssistantRight;
  /** Whether the built-in model answers, which quotes. */
  built_in: boolean;
  owner?: Doer;
}
export interface Doer { id: string; kind?: string; name?: string }
export interface AssistantRevision extends Brief { revision: number; name: string; state: "enabled" | "disabled"; at: string; by: Doer; note: string }
export interface AssistantShare { principal_id: string; kind: "person" | "group" | "key"; name: string; access: "use" | "edit" }
/** What is not there stays as it was. */
export interface AssistantChange {
  name?: string;
  state?: "enabled" | "disabled";
  revision?: number;
  note?: string;
  title?: string;
  description?: string;
  route?: string;
  collections?: string[];
  filters?: unknown;
  prompt?: Record<string, string>;
  policy?: AssistantPolicy;
  starters?: string[];
}
interface Listed { id: string; owned_by: string }

const at = (strings: TemplateStringsArray, ...parts: string[]) => String.raw({ raw: strings }, ...parts.map(encodeURIComponent));

/** All that the person may use, by name. */
export async function assistants(): Promise<Assistant[] | null> {
  const all: Assistant[] = [];
  for (let after = ""; ; ) {
    const page = await call<Page<Assistant>>("GET", `/api/v1/assistants?limit=100${after ? `&after=${after}` : ""}`);
    if (!page.ok) {
      return null;
    }
    all.push(...page.value.data);
    after = page.value.data.at(-1)?.id ?? "";
    if (!page.value.has_more) {
      return all;
    }
  }
}

export const assistant = (id: string) => call<Assistant>("GET", at`/api/v1/assistants/${id}`);
export const makeAssistant = (wanted: AssistantChange) => call<Assistant>("POST", "/api/v1/assistants", wanted);
export const changeAssistant = (id: string, change: AssistantChange) => call<Assistant>("PATCH", at`/api/v1/assistants/${id}`, change);
export const removeAssistant = (id: string) => call<void>("DELETE", at`/api/v1/assistants/${id}`);
export const assistantRevisions = (id: string, after?: number) =>
  call<Page<AssistantRevision>>("GET", at`/api/v1/assistants/${id}/revisions` + `?limit=20${after === undefined ? "" : `&after=${after}`}`);
export const rollBackAssistant = (id: string, revision: number) => call<Assistant>("POST", at`/api/v1/assistants/${id}/roll-back`, { revision });
export const assistantShares = (id: string) => call<Page<AssistantShare>>("GET", at`/api/v1/assistants/${id}/shares`);
export const shareAssistant = (id: string, shares: { principal_id: string; access: "use" | "edit" }[]) =>
  call<Page<AssistantShare>>("PUT", at`/api/v1/assistants/${id}/shares`, { shares });

/** Routes and models that may write an assistant's answers. */
export async function writers(): Promise<string[]> {
  const listed = await call<{ data: Listed[] }>("GET", "/v1/models");
  const all = listed.ok ? listed.value.data : [];
  return all.filter((one) => one.owned_by === "route" || one.owned_by === "registered" || one.id === "extractive").map((one) => one.id);
}
