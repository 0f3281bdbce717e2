import type { Page } from "./api-types.js";
import { call } from "./http.js";

export const KINDS = ["person", "group", "key", "everyone"] as const;
export type SubjectKind = (typeof KINDS)[number];
export const PERIODS = ["day", "month"] as const;
export type Period = (typeof PERIODS)[number];
export interface Money { amount: number; currency: string }
export interface Subject { kind: SubjectKind; id?: string | null; name?: string | null }
export interface BudgetLimits { limit_tokens?: number | null; limit?: Money | null }
export interface NewBudget extends BudgetLimits { subject: Subject; period: Period; then_route?: string | null }
/** `share` is of the tighter limit, spent or held back; `resets` the day on which it begins anew, UTC. */
export interface Budget extends NewBudget {
  id: string;
  spent_tokens: number;
  spent: number;
  held_tokens: number;
  held: number;
  share: number;
  resets: string;
}
export interface BudgetRequest {
  id: string;
  budget_id: string;
  by_id: string;
  by_name: string | null;
  words: string;
  at: string;
  state: "open" | "granted" | "refused";
  answer: string;
}
/** What an answer says of a budget of which less than a fifth is left. */
export interface BudgetNotice { id: string; subject: SubjectKind; period: Period; share: number; remaining_tokens?: number; remaining?: Money; resets: string }

export const GROUPINGS = ["model", "route", "person", "group", "key", "day"] as const;
export type Grouping = (typeof GROUPINGS)[number];
export interface UsageSum { of: string | null; name: string | null; answers: number; input_tokens: number; output_tokens: number; cost: number; currency: string | null }
export interface UsageQuery { by: Grouping; from: string; to: string; mine: boolean }

const at = (strings: TemplateStringsArray, ...parts: string[]) => String.raw({ raw: strings }, ...parts.map(encodeURIComponent));

export const budgets = () => call<Page<Budget>>("GET", "/api/v1/budgets");
export const myBudgets = () => call<Page<Budget>>("GET", "/api/v1/budgets/mine");
export const putBudget = (budget: NewBudget) => call<Budget>("PUT", "/api/v1/budgets", budget);
export const removeBudget = (id: string) => call<void>("DELETE", at`/api/v1/budgets/${id}`);
export const requests = () => call<Page<BudgetRequest>>("GET", "/api/v1/budgets/requests");
export const myRequests = () => call<Page<BudgetRequest>>("GET", "/api/v1/budgets/requests/mine");
export const askForMore = (id: string, words: string) => call<void>("POST", at`/api/v1/budgets/${id}/requests`, { words });
export const grant = (id: string, limits: BudgetLimits & { words: string }) => call<Budget>("POST", at`/api/v1/budgets/requests/${id}/grant`, limits);
export const refuse = (id: string, words: string) => call<void>("POST", at`/api/v1/budgets/requests/${id}/refuse`, { words });

export const usage = (query: UsageQuery) => call<Page<UsageSum>>("GET", "/api/v1/usage?" + values(query));
export const usageTable = (query: UsageQuery) => "/api/v1/usage/csv?" + values(query);

/** Days are the person's own: from the beginning of the first to the end of the last. */
function values(query: UsageQuery): string {
  const wanted = new URLSearchParams({ by: query.by });
  if (query.from) {
    wanted.set("from", new Date(`${query.from}T00:00:00`).toISOString());
  }
  if (query.to) {
    const end = new Date(`${query.to}T00:00:00`);
    end.setDate(end.getDate() + 1);
    wanted.set("to", end.toISOString());
  }
  if (query.mine) {
    wanted.set("caller", "me");
  }
  return wanted.toString();
}
