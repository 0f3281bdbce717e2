import type { Annotation, FoundPassage, Outcome, ResponseObject } from "./api-types.js";
import { send, type Problem } from "./http.js";
import { serverEvents } from "./sse.js";
import { t } from "./messages.js";

/** searching → reading → writing → done; or stopped by the person, or failed. */
export type TurnState = "searching" | "reading" | "writing" | "done" | "stopped" | "failed";

export interface Turn {
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
  /** The assistant that is asked; none: the documents of the scope. */
  readonly model?: string;
  /** Names the record of how the answer came about. */
  decision: string | null;
}

interface StreamEvent {
  type: string;
  delta?: string;
  annotation?: Annotation;
  message?: string;
  item?: { type: string; results?: FoundPassage[] | null };
  response?: ResponseObject;
}

/** The questions asked on this page and their answers. Kept while the page is open; changes are told by a `change` event. */
class Conversation extends EventTarget {
  turns: Turn[] = [];
  #last: string | null = null;
  #running: AbortController | null = null;

  get busy(): boolean {
    return this.#running !== null;
  }

  clear(): void {
    this.stop();
    this.turns = [];
    this.#last = null;
    this.#tell();
  }

  stop(): void {
    this.#running?.abort();
  }

  async ask(question: string, collections: string[], builtIn: boolean, model?: string): Promise<void> {
    if (this.#running) {
      return;
    }
    const turn: Turn = {
      question, collections, builtIn, state: "searching", text: "", annotations: [], outcome: null, problem: null, found: [], decision: null, ...(model ? { model } : {}),
    };
    this.turns = [...this.turns, turn];
    const running = new AbortController();
    this.#running = running;
    this.#tell();
    await this.#stream(turn, running.signal);
    if (this.#running === running) {
      this.#running = null;
    }
    this.#tell();
  }

  /** Asks the last question again in place of its failed or stopped answer. */
  async retry(turn: Turn, builtIn: boolean): Promise<void> {
    if (!this.#running) {
      this.turns = this.turns.filter((other) => other !== turn);
      await this.ask(turn.question, turn.collections, turn.model ? turn.builtIn : builtIn, turn.model);
    }
  }

  async #stream(turn: Turn, signal: AbortSignal): Promise<void> {
    const request = {
      input: turn.question,
      stream: true,
      ...(turn.model ? { model: turn.model } : { tools: [{ type: "file_search", vector_store_ids: turn.collections }] }),
      include: ["file_search_call.results"],
      ...(this.#last ? { previous_response_id: this.#last } : {}),
    };
    const answer = await send("POST", "/v1/responses", request, signal);
    if (!answer.ok) {
      this.#end(turn, signal, answer.problem);
      return;
    }
    try {
      for await (const { data } of serverEvents(answer.value.body ?? new ReadableStream())) {
        if (data !== "[DONE]") {
          this.#take(turn, JSON.parse(data) as StreamEvent);
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

  #take(turn: Turn, event: StreamEvent): void {
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
          this.#complete(turn, event.response);
        }
        break;
      case "response.failed":
        this.#fail(turn, event.response?.error?.message);
        break;
      case "error":
        this.#fail(turn, event.message);
        break;
      default: // the other events of OpenAI's protocol say nothing that the page shows
    }
  }

  #complete(turn: Turn, response: ResponseObject): void {
    const parts = response.output.flatMap((item) => item.content ?? []).filter((part) => part.type === "output_text");
    turn.text = parts.map((part) => part.text).join("") || turn.text;
    turn.annotations = parts.length > 0 ? parts.flatMap((part) => part.annotations ?? []) : turn.annotations;
    turn.outcome = response.grounding?.outcome ?? null;
    turn.decision = response.grounding?.decision_id ?? null;
    turn.state = "done";
    this.#last = response.id;
  }

  #fail(turn: Turn, message: string | undefined): void {
    turn.state = "failed";
    turn.problem = { status: 500, message: message || t("problem.interrupted") };
  }

  #end(turn: Turn, signal: AbortSignal, problem: Problem): void {
    turn.state = signal.aborted ? "stopped" : "failed";
    turn.problem = signal.aborted ? null : problem;
  }

  #tell(): void {
    this.dispatchEvent(new Event("change"));
  }
}

export const conversation = new Conversation();
