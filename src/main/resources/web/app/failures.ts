import type { Problem } from "./http.js";
import { t, type MessageKey } from "./messages.js";

/** What can go wrong when a question is asked, by the API's codes: those of OpenAI's envelope, and those of problems where they are others. */
const WORDS: Readonly<Record<string, MessageKey>> = {
  context_length_exceeded: "failure.tooLong",
  unsupported_by_model: "failure.notAble",
  refused_by_model: "failure.refused",
  model_not_found: "failure.noModel",
  rate_limit_exceeded: "failure.busy",
  too_many_requests: "failure.busy",
  insufficient_quota: "failure.budget",
  over_budget: "failure.budget",
  model_failed: "failure.model",
  model_removed: "failure.removed",
  model_recalled: "failure.recalled",
  model_timed_out: "failure.timedOut",
  unavailable: "problem.unavailable",
  not_found: "problem.missing",
  forbidden: "problem.forbidden",
  too_large: "problem.tooLarge",
  internal_error: "failure.internal",
  internal: "failure.internal",
};

/** Why a question was not answered, in the page's language; where we have no words for it, in the server's own, which are English. */
export function failure(problem: Problem): string {
  const key = problem.code === undefined ? undefined : WORDS[problem.code];
  return key ? t(key) : problem.message;
}

/** Whether a budget is used up: then there is something to do about it. */
export function isOverBudget(problem: Problem): boolean {
  return problem.code === "insufficient_quota" || problem.code === "over_budget";
}
