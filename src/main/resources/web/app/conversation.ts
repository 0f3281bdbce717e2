import type { Annotation, FoundPassage, Grounding, Outcome, ResponseObject } from "./api-types.js";
import type { BudgetNotice } from "./budgets-api.js";
import * as api from "./conversations-api.js";
import { conversations } from "./conversations.js";
import { send, type Problem } from "./http.js";
import { go } from "./router.js";
import { serverEvents } from "./sse.js";
import { t } from "./messages.js";

/** searching → reading → writing → done; or stopped by the person, or failed. */
export type TurnState = "searching" | "reading" | "writing" | "done" | "stopped" | "failed";

export interface Turn {
  /** Of the response; null until the server has it. */
  id: string | null;
  /** The turn that it follows; null: it begins the conversation. */
  readonly after: string | null;
  readonly question: string;
  readonly collections: string[];
  state: TurnState;
  text: string;
  annotations: Annotation[];
  outcome: Outcome | null;
  problem: Problem | null;
  /** What the search found, best first; shown where the answer declines. */
  found: FoundPassage[];
  builtIn: boolean;
  /** Names the record of how the answer came about. */
  decision: string | null;
  /** Whether the answer rests on what the person may read no more, and is not shown. */
  withheld: boolean;
  /** What the server says of an answer that was given long ago, such as that its model was recalled. */
  notice: Notice | null;
  /** What the finished answer says of the ground that it stands on. */
  grounding?: Grounding | null;
  /** A budget that nears its end. */
  budget: BudgetNotice | null;
}

export interface Notice { readonly code: string; readonly message: string; readonly model?: string }

interface StreamEvent {
  type: string;
  delta?: string;
  annotation?: Annotation;
  message?: string;
  item?: { type: string; results?: FoundPassage[] | null };
  response?: ResponseObject;
}

/**
 * The conversation that the page shows: a tree of turns, of which one path is seen. It is kept on the server; what is here is what was read from there, and the turn
 * that is being answered. Changes are told by a `change` event.
 */
class Conversation extends EventTarget {
  /** The path that is seen, the first question first. */
  turns: Turn[] = [];
  id: string | null = null;
  title = "";
  /** The collection of the files in it. */
  files: string | null = null;
  /** The assistant that answers the next question, and knows where to look; empty: whatever is usual, from the collections. */
  model = "";
  loading = false;
  problem: Problem | null = null;
  #all: Turn[] = [];
  #chosen: string[] = [];
  #running: AbortController | null = null;
  #opening = 0;

  /** The collections that were chosen for its questions; none: all. */
  get chosen(): readonly string[] {
    return this.#chosen;
  }

  get busy(): boolean {
    return this.#running !== null;
  }

  /** Leaves the conversation; an answer that is being written is written to its end, and is there when the person comes back. */
  clear(): void {
    this.#leave();
    this.id = null;
    this.title = "";
    this.files = null;
    this.#chosen = [];
    this.#tell();
  }

  #leave(): void {
    this.#opening++;
    this.#running = null;
    this.turns = [];
    this.#all = [];
    this.loading = false;
    this.problem = null;
  }

  /** Shows a conversation as it was last looked at. */
  async open(id: string): Promise<void> {
    if (this.id === id) {
      return;
    }
    this.#leave();
    this.id = id;
    this.title = "";
    this.files = null;
    this.loading = true;
    const opening = this.#opening;
    this.#tell();
    const found = await api.read(id);
    if (opening !== this.#opening) {
      return;
    }
    this.loading = false;
    if (found.ok) {
      const { value } = found;
      this.title = value.title;
      this.files = value.files_collection_id;
      this.#chosen = value.collection_ids;
      this.#all = value.turns.map(stored);
      const onPath = new Set(value.turns.filter((turn) => turn.on_path).map((turn) => turn.id));
      this.turns = this.#all.filter((turn) => turn.id !== null && onPath.has(turn.id));
    } else {
      this.problem = found.problem;
    }
    this.#tell();
  }

  /** After the person was told that it cannot be opened. */
  async reopen(): Promise<void> {
    const { id } = this;
    if (id) {
      this.id = null;
      await this.open(id);
    }
  }

  stop(): void {
    this.#running?.abort();
  }

  /** The conversation's id, which it has from the first question or file on. */
  async begun(chosen: string[]): Promise<string | null> {
    if (this.id) {
      return this.id;
    }
    const opening = this.#opening;
    const made = await api.create(chosen);
    if (opening !== this.#opening) {
      return null;
    }
    if (!made.ok) {
      this.problem = made.problem;
      this.#tell();
      return null;
    }
    this.id = made.value.id;
    this.#chosen = chosen;
    go("c", made.value.id);
    return this.id;
  }

  /** @param chosen the collections that were chosen for the conversation; none: all */
  async ask(question: string, collections: string[], chosen: string[], builtIn: boolean): Promise<void> {
    await this.#ask(question, collections, chosen, builtIn, this.turns.filter((turn) => turn.id !== null).at(-1)?.id ?? null);
  }

  /** Asks another question in a turn's place, or the same once more: the turn stays as a branch. */
  async askInstead(turn: Turn, question: string, collections: string[], chosen: string[], builtIn: boolean): Promise<void> {
    if (!this.#running) {
      this.turns = this.turns.slice(0, this.turns.indexOf(turn));
      await this.#ask(question, collections, chosen, builtIn, turn.after);
    }
  }

  /** What was answered in the same place, itself among it, the oldest first. */
  branches(turn: Turn): Turn[] {
    return turn.id === null ? [] : this.#all.filter((other) => other.after === turn.after);
  }

  /** Shows another branch, down to what was said last on it. */
  async lookAt(turn: Turn): Promise<void> {
    if (this.#running || !this.id || !turn.id) {
      return;
    }
    const beneath = new Set([turn.id]);
    let last = turn;
    for (const one of this.#all) { // what follows another is younger
      if (one.id && one.after && beneath.has(one.after)) {
        beneath.add(one.id);
        last = one;
      }
    }
    const path: Turn[] = [];
    for (let one: Turn | undefined = last; one; one = this.#all.find((other) => other.id === one?.after)) {
      path.unshift(one);
    }
    this.turns = path;
    this.#tell();
    const changed = await api.change(this.id, { head: turn.id });
    if (!changed.ok) {
      this.problem = changed.problem;
      this.#tell();
    }
  }

  async #ask(question: string, collections: string[], chosen: string[], builtIn: boolean, after: string | null): Promise<void> {
    if (this.#running) {
      return;
    }
    const turn: Turn = {
      id: null, after, question, collections, builtIn, state: "searching", text: "", annotations: [], outcome: null, problem: null, found: [], decision: null,
      withheld: false, notice: null, budget: null,
    };
    this.problem = null;
    this.turns = [...this.turns, turn];
    const running = new AbortController();
    this.#running = running;
    this.#tell();
    const id = await this.begun(chosen);
    if (id) {
      this.title = this.title || question;
      conversations.saidIn(id, this.title);
      await this.#rememberWhere(id, chosen);
      await this.#stream(id, turn, running.signal);
      conversations.refresh();
    } else {
      this.#end(turn, running.signal, this.problem ?? { status: 0, message: t("problem.interrupted") });
      this.problem = null;
    }
    if (this.#running === running) {
      this.#running = null;
      if (turn.id !== null) {
        this.#all = [...this.#all, turn];
      }
    } else if (id && this.id === id && turn.id !== null && !this.#running) {
      await this.reopen(); // the person left it meanwhile, and has come back
    }
    this.#tell();
  }

  async #rememberWhere(id: string, chosen: string[]): Promise<void> {
    if (JSON.stringify([...chosen].sort()) !== JSON.stringify([...this.#chosen].sort())) {
      this.#chosen = chosen;
      await api.change(id, { collection_ids: chosen });
    }
  }

  async #stream(id: string, turn: Turn, signal: AbortSignal): Promise<void> {
    const request = {
      input: turn.question,
      stream: true,
      include: ["file_search_call.results"],
      grounding_policy: { follow_ups: true },
      conversation: { id, after: turn.after },
      ...(this.model ? { model: this.model } : { tools: [{ type: "file_search", vector_store_ids: turn.collections }] }),
    };
    const answer = await send("POST", "/v1/responses", request, signal);
    if (!answer.ok) {
      this.#end(turn, signal, answer.problem);
      return;
    }
    try {
      for await (const { data } of serverEvents(answer.value.body ?? new ReadableStream())) {
        if (data !== "[DONE]") {
          take(turn, JSON.parse(data) as StreamEvent);
          this.#tell();
        }
      }
    } catch {
      this.#end(turn, signal, { status: 0, message: t("problem.interrupted") });
      return;
    }
    if (turn.state !== "done" && turn.state !== "failed") {
      this.#end(turn, signal, { status: 0, message: t("problem.interrupted") });
    }
  }

  #end(turn: Turn, signal: AbortSignal, problem: Problem): void {
    turn.state = signal.aborted ? "stopped" : "failed";
    turn.problem = signal.aborted ? null : problem;
  }

  #tell(): void {
    this.dispatchEvent(new Event("change"));
  }
}

function take(turn: Turn, event: StreamEvent): void {
  switch (event.type) {
    case "response.output_item.done":
      if (event.item?.type === "file_search_call") {
        turn.state = "reading";
        turn.found = event.item.results ?? [];
      }
      break;
    case "response.output_text.delta":
      turn.state = "writing";
      turn.text += event.delta ?? "";
      break;
    case "response.output_text.annotation.added":
      if (event.annotation) {
        turn.annotations = [...turn.annotations, event.annotation];
      }
      break;
    case "response.completed":
    case "response.incomplete":
      if (event.response) {
        complete(turn, event.response);
      }
      break;
    case "response.failed":
      fail(turn, event.response?.error?.message, event.response?.error?.problem);
      break;
    case "error":
      fail(turn, event.message);
      break;
    default: // the other events of OpenAI's protocol say nothing that the page shows
  }
}

function complete(turn: Turn, response: ResponseObject): void {
  const parts = response.output.flatMap((item) => item.content ?? []).filter((part) => part.type === "output_text");
  turn.id = response.id;
  turn.text = parts.map((part) => part.text).join("") || turn.text;
  turn.annotations = parts.length > 0 ? parts.flatMap((part) => part.annotations ?? []) : turn.annotations;
  turn.outcome = response.grounding?.outcome ?? null;
  turn.grounding = response.grounding ?? null;
  turn.decision = response.grounding?.decision_id ?? response.decision_id ?? null;
  turn.builtIn = response.grounding?.answered_by === "extractive";
  turn.notice = response.notice ? { ...response.notice, model: response.grounding?.answered_by ?? response.answered_by ?? "" } : null;
  turn.budget = response.grounding?.budget ?? response.groundwork?.budget ?? null;
  turn.state = "done";
}

function fail(turn: Turn, message: string | undefined, code?: string): void {
  turn.state = "failed";
  turn.problem = { status: 500, message: message || t("problem.interrupted"), ...(code ? { code } : {}) };
}

/** A turn as the server has it. */
function stored(from: api.StoredTurn): Turn {
  const turn: Turn = {
    id: from.id, after: from.after, question: from.question, collections: [], builtIn: false, state: "done", text: "", annotations: [], outcome: null,
    problem: null, found: [], decision: null, withheld: from.withheld?.code === "not_readable",
    notice: from.withheld?.code === "too_much" ? { code: from.withheld.code, message: t("conversation.tooMuch") } : null, budget: null,
  };
  if (from.response) {
    complete(turn, from.response);
    turn.found = from.response.output.flatMap((item) => item.results ?? []);
  }
  return turn;
}

export const conversation = new Conversation();
