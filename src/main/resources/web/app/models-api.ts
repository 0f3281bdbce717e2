import type { Page } from "./api-types.js";
import { call } from "./http.js";

export const STATES = ["proposed", "approved", "serving", "draining", "quarantined", "recalled"] as const;
export type ModelState = (typeof STATES)[number];
export const DIALECTS = ["openai", "vllm", "sglang", "ollama", "llama_cpp", "lm_studio", "tgi", "tei", "local", "hosted"] as const;
export type Dialect = (typeof DIALECTS)[number];
export const ABILITIES = ["system_role", "free_turns", "tools", "json_schema", "images", "reasoning", "stream_usage"] as const;
export type Ability = (typeof ABILITIES)[number];
export type ModelLocation = "inside" | "outside";
/** What a model is for: to write answers, to make vectors, to rank passages. */
export const TASKS = ["chat", "embed", "rerank"] as const;
export type Task = (typeof TASKS)[number];

export interface Price { input_per_million: number; output_per_million: number; currency: string }
export interface Licence {
  id?: string;
  osi_approved?: boolean;
  use_limits?: string[];
  required_notice?: string;
  rights_holder?: string;
  may_fine_tune?: boolean;
  may_redistribute?: boolean;
  url?: string;
}
export interface Provenance {
  base_model?: string;
  fine_tuned_by?: string;
  fine_tuned_on?: string;
  training_data?: string;
  digest?: string;
  source?: string;
  engine?: string;
}
/** What makes the vectors of an embedder comparable. */
export interface Vectors { dimension?: number; pooling?: string; query_prefix?: string; passage_prefix?: string; languages?: string[] }
/** What is known of a model beside where it is; what is not there is not known. */
export interface Card {
  context_window?: number;
  abilities?: { proven: Ability[]; missing: Ability[] };
  answers_as?: string;
  max_concurrent?: number;
  price?: Price;
  location: ModelLocation;
  licence?: Licence;
  provenance?: Provenance;
  guardrails?: { theirs?: string[]; ours?: string[] };
  task: Task;
  vectors?: Vectors;
  /** Who may ask for it by name; without it everybody, an empty list: nobody. */
  audience?: string[];
}
export interface Endpoint { base_url: string; has_key: boolean }
export interface Model extends Card {
  id: string;
  name: string;
  state: ModelState;
  dialect: Dialect;
  model: string;
  base_url: string;
  has_key: boolean;
  endpoints: Endpoint[];
  preferred: boolean;
  built_in: boolean;
  created_at: string;
  approved?: { at: string; by: string | null };
  /** Published weaknesses that name it and that nobody has looked at. */
  advisories?: { open: number; severity: "critical" | "high" | "medium" | "low" | "unknown" };
}
export interface ModelEvent { kind: string; at: string; by: string | null; note: string }

/** A server without a key keeps the one that is stored for its address; null takes it away. */
export interface Server { base_url: string; api_key?: string | null }
export interface ModelServer extends Server { model: string; task?: Task; dialect?: Dialect }
export interface Registration extends ModelServer { name?: string; state: "proposed" | "serving"; preferred: boolean; location: ModelLocation; dialect?: Dialect }
/** Null takes away what was known. */
export type ModelChange = { [Field in keyof Card]?: Card[Field] | null } & { endpoints?: Server[]; dialect?: Dialect };
export interface ModelTest { ok: boolean; message: string; reply: string | null; millis: number }
/** @property tasks of those models whose names tell that they write no answers */
export interface DiscoveredServer { server: string; base_url: string; models: string[]; tasks: Record<string, Task> }
/** A file of weights on this machine, and what it says of itself. */
export interface Weights {
  file: string;
  bytes: number;
  state: "arriving" | "hashing" | "ready" | "refused";
  reason?: string;
  sha256?: string;
  metadata?: { purpose: string; name?: string; size_label?: string; quantization: string; context_length?: number; license?: string; license_name?: string };
}
export interface Imported { imported: string[]; refused: { name: string; why: string }[] }

/** All of it must hold. */
export interface When { min_input_tokens?: number; max_input_tokens?: number; groups?: string[] }
export interface Candidate { model: string; when?: When }
export interface Waits { first_token_ms?: number; between_tokens_ms?: number; queue_ms?: number }
export interface Plan { candidates: Candidate[]; waits?: Waits }
export interface Route extends Plan { name: string; revision: number; candidates: (Candidate & { state: ModelState | "removed" })[] }
export interface Revision extends Plan { revision: number; at: string; by: string | null; note: string }
export interface Attempt { model: string; server?: string | null; why: string; took_ms: number }
export interface Tried { answered_by?: string; reply?: string; took_ms?: number; failed?: string; attempts: Attempt[] }

/** The route of those who ask for no model. */
export const DEFAULT_ROUTE = "default";

const at = (strings: TemplateStringsArray, ...parts: string[]) => String.raw({ raw: strings }, ...parts.map(encodeURIComponent));

export const model = (id: string) => call<Model>("GET", at`/api/v1/models/${id}`);
/** Collections whose vectors a model made. */
export interface Recall { collections: { id: string; name: string; answers: boolean }[] }
export const modelRecall = (id: string) => call<Recall>("GET", at`/api/v1/models/${id}/recall`);
export const modelEvents = (id: string) => call<Page<ModelEvent>>("GET", at`/api/v1/models/${id}/events`);
export const discoveredModels = () => call<Page<DiscoveredServer>>("GET", "/api/v1/models/discovered");
export const testModel = (server: ModelServer) => call<ModelTest>("POST", "/api/v1/models/test", server);
export const addModel = (wanted: Registration) => call<Model>("POST", "/api/v1/models", wanted);
export const weights = () => call<Page<Weights>>("GET", "/api/v1/models/local");
export const addWeights = (file: string, state: "proposed" | "serving") => call<Model>("POST", "/api/v1/models", { file, state });
export const changeModel = (id: string, change: ModelChange) => call<Model>("PATCH", at`/api/v1/models/${id}`, change);
export const moveModel = (id: string, state: ModelState, note: string) => call<Model>("POST", at`/api/v1/models/${id}/state`, { state, note });
export const probeModel = (id: string) => call<Model>("POST", at`/api/v1/models/${id}/probe`);
export const preferModel = (id: string) => call<Page<Model>>("POST", at`/api/v1/models/${id}/prefer`);
export const removeModel = (id: string) => call<void>("DELETE", at`/api/v1/models/${id}`);
export const importModels = (file: unknown) => call<Imported>("POST", "/api/v1/models/import", file);
export const BILL_OF_MATERIALS = "/api/v1/models/bom";

export const routes = () => call<Page<Route>>("GET", "/api/v1/routes");
export const modelRoute = (name: string) => call<Route>("GET", at`/api/v1/routes/${name}`);
export const putRoute = (name: string, plan: Plan & { note: string }) => call<Route>("PUT", at`/api/v1/routes/${name}`, plan);
export const routeRevisions = (name: string) => call<Page<Revision>>("GET", at`/api/v1/routes/${name}/revisions`);
export const rollBack = (name: string, revision: number) => call<Route>("POST", at`/api/v1/routes/${name}/rollback`, { revision });
export const removeRoute = (name: string, note = "") => call<void>("DELETE", at`/api/v1/routes/${name}` + (note ? "?note=" + encodeURIComponent(note) : ""));
export const tryRoute = (name: string, message: string) => call<Tried>("POST", at`/api/v1/routes/${name}/try`, { message });
