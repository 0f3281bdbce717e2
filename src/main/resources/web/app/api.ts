import type {
  About, Access, ApiKey, AttributeTypes, Collection, CollectionFile, CutPreview, Cutting, DocumentStatus, DocumentText, Grant, Group, NewApiKey,
  Page, Passage, Person, Profile, Progress, PushedDocument, StoredFile,
} from "./api-types.js";
import { call, type Result } from "./http.js";
import type { Model } from "./models-api.js";
import type { SearchSettings } from "./search-api.js";

const at = (strings: TemplateStringsArray, ...parts: string[]) => String.raw({ raw: strings }, ...parts.map(encodeURIComponent));

export const signIn = (email: string, password: string) => call<Person>("POST", "/api/v1/session", { email, password });
export const session = () => call<Person>("GET", "/api/v1/session");
export const signOut = () => call<void>("DELETE", "/api/v1/session");
export const changePassword = (current: string, next: string) => call<void>("POST", "/api/v1/session/password", { current, new: next });
export const about = () => call<About>("GET", "/api/v1/about");

export const collection = (id: string) => call<Collection>("GET", at`/v1/vector_stores/${id}`);
export const createCollection = (name: string, description: string) => call<Collection>("POST", "/v1/vector_stores", { name, description });
/** What is left out stays as it is. */
interface CollectionChange { name: string; description: string; profile: Profile; search?: SearchSettings; attribute_types?: AttributeTypes }
export const changeCollection = (id: string, change: CollectionChange) => call<Collection>("POST", at`/v1/vector_stores/${id}`, change);
export const cutting = (id: string) => call<Cutting>("GET", at`/api/v1/collections/${id}/cutting`);
export const cutAgain = (id: string) => call<{ queued: number }>("POST", at`/api/v1/collections/${id}/cutting/again`);

/** How a file would be cut; nothing of it is kept. */
export function previewCut(id: string, file: File, profile: Profile): Promise<Result<CutPreview>> {
  const form = new FormData();
  form.set("file", file);
  form.set("profile", profile);
  return call("POST", at`/api/v1/collections/${id}/preview`, form);
}
/** With the states of tokens: who moves a collection wants it as good as it was. */
export const exportUrl = (id: string) => at`/api/v1/collections/${id}/export` + "?states=true";
export const deleteCollection = (id: string) => call<void>("DELETE", at`/v1/vector_stores/${id}`);
export const createSamples = () => call<Collection>("POST", "/api/v1/samples");

/** Every collection that the caller may read, by name. */
export async function collections(): Promise<Result<Collection[]>> {
  const all = await everyPage<Collection>("/v1/vector_stores?limit=100&order=asc");
  return all.ok ? { ok: true, value: all.value.sort((a, b) => a.name.localeCompare(b.name)) } : all;
}

export interface FileQuery { after?: string; filter?: DocumentStatus; limit?: number; order?: "asc" | "desc" }

export function collectionFiles(id: string, query: FileQuery = {}): Promise<Result<Page<CollectionFile>>> {
  const values = new URLSearchParams({ limit: String(query.limit ?? 50), order: query.order ?? "desc" });
  if (query.after) {
    values.set("after", query.after);
  }
  if (query.filter) {
    values.set("filter", query.filter);
  }
  return call("GET", at`/v1/vector_stores/${id}/files` + "?" + values.toString());
}

export const progress = (id: string) => call<Progress>("GET", at`/api/v1/collections/${id}/progress`);
export const collectionFile = (id: string, file: string) => call<CollectionFile>("GET", at`/v1/vector_stores/${id}/files/${file}`);
export const attachFile = (id: string, file: string, attributes?: Record<string, string>) =>
  call<CollectionFile>("POST", at`/v1/vector_stores/${id}/files`, attributes ? { file_id: file, attributes } : { file_id: file });
export const pushFile = (id: string, path: string, file: string) =>
  call<PushedDocument>("PUT", documentUrl(id, path), { file_id: file, attributes: { path } });
export const createUpload = (filename: string, bytes: number, type: string) =>
  call<{ id: string }>("POST", "/v1/uploads", { filename, bytes, purpose: "assistants", mime_type: type || "application/octet-stream" });
export const uploadPartsUrl = (upload: string) => at`/v1/uploads/${upload}/parts`;
export const completeUpload = (upload: string, parts: readonly string[]) =>
  call<{ file: StoredFile }>("POST", at`/v1/uploads/${upload}/complete`, { part_ids: parts });
export const cancelUpload = (upload: string) => call<void>("POST", at`/v1/uploads/${upload}/cancel`);
export const detachFile = (id: string, file: string) => call<void>("DELETE", at`/v1/vector_stores/${id}/files/${file}`);
export const retryFile = (id: string, file: string) => call<CollectionFile>("POST", at`/api/v1/collections/${id}/documents/${file}/retry`);
export const cancelFile = (id: string, file: string) => call<CollectionFile>("POST", at`/api/v1/collections/${id}/documents/${file}/cancel`);
export const deleteFile = (file: string) => call<void>("DELETE", at`/v1/files/${file}`);
export const passages = (id: string, file: string, from: number) =>
  call<Page<Passage>>("GET", at`/api/v1/collections/${id}/documents/${file}/passages` + `?limit=100&from=${from}`);
export const documentUrl = (id: string, name: string) => at`/api/v1/collections/${id}/documents/${name}`;
export const contentUrl = (id: string, file: string, version: number, inline = false) =>
  at`/api/v1/collections/${id}/documents/${file}/file` + `?version=${version}` + (inline ? "&inline=1" : "");
export const documentText = (id: string, file: string, version?: number) =>
  call<DocumentText>("GET", at`/api/v1/collections/${id}/documents/${file}` + (version === undefined ? "" : `?version=${version}`));
export const documentChildren = (id: string, file: string) => call<Page<CollectionFile>>("GET", at`/api/v1/collections/${id}/documents/${file}/children`);
export const documentThread = (id: string, file: string) => call<Page<CollectionFile>>("GET", at`/api/v1/collections/${id}/documents/${file}/thread`);

export const grants = (id: string) => call<Page<Grant>>("GET", at`/api/v1/collections/${id}/grants`);
export const grant = (id: string, principal: string, access: Access) => call<void>("PUT", at`/api/v1/collections/${id}/grants/${principal}`, { access });
export const revokeGrant = (id: string, principal: string) => call<void>("DELETE", at`/api/v1/collections/${id}/grants/${principal}`);

export const people = () => everyPage<Person>("/api/v1/people?limit=100");
export const invite = (person: { email: string; name: string; password: string; admin: boolean }) => call<Person>("POST", "/api/v1/people", person);
export const changePerson = (id: string, change: { name?: string; active?: boolean; admin?: boolean; password?: string }) =>
  call<Person>("PATCH", at`/api/v1/people/${id}`, change);
export const groups = () => everyPage<Group>("/api/v1/groups?limit=100");
export const createGroup = (name: string) => call<Group>("POST", "/api/v1/groups", { name });
export const deleteGroup = (id: string) => call<void>("DELETE", at`/api/v1/groups/${id}`);
export const addMember = (group: string, person: string) => call<void>("PUT", at`/api/v1/groups/${group}/members/${person}`);
export const removeMember = (group: string, person: string) => call<void>("DELETE", at`/api/v1/groups/${group}/members/${person}`);

export const keys = () => everyPage<ApiKey>("/api/v1/keys?limit=100");
export const createKey = (key: { name: string; admin: boolean; expires_at?: string }) => call<NewApiKey>("POST", "/api/v1/keys", key);
export const revokeKey = (id: string) => call<void>("DELETE", at`/api/v1/keys/${id}`);

/** Whether a model other than the built-in one is connected, for whoever asks. */
export const chatModelAtHand = async () => {
  const found = await call<Page<{ id: string; owned_by: string }>>("GET", "/v1/models");
  return found.ok && found.value.data.some((model) => model.owned_by === "registered");
};
export const models = () => call<Page<Model>>("GET", "/api/v1/models");

async function everyPage<T extends { id: string }>(path: string): Promise<Result<T[]>> {
  const all: T[] = [];
  for (let after = ""; ;) {
    const page = await call<Page<T>>("GET", after ? `${path}&after=${encodeURIComponent(after)}` : path);
    if (!page.ok) {
      return page;
    }
    all.push(...page.value.data);
    const last = page.value.data.at(-1);
    if (!page.value.has_more || !last) {
      return { ok: true, value: all };
    }
    after = last.id;
  }
}
