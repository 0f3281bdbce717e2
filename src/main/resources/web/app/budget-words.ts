import { css, html } from "lit";
import type { Budget, BudgetLimits, Money, Subject } from "./budgets-api.js";
import { language, number, t } from "./messages.js";

/** Share from which on people are told. */
export const WARNING = 0.8;

export const budgetStyles = css`
  .used { display: block; width: 100%; height: 8px; border-radius: 4px; overflow: hidden; background: var(--line); margin: 6px 0 4px; }
  .used .spent { fill: var(--accent); }
  .used .held { fill: color-mix(in srgb, var(--accent) 45%, var(--line)); }
  .used.warn .spent { fill: var(--warn); }
  .used.bad .spent { fill: var(--bad); }
  .detail { color: var(--muted); font-size: 0.9rem; overflow-wrap: anywhere; }
`;

export function money(value: Money): string {
  return new Intl.NumberFormat(language(), { style: "currency", currency: value.currency, maximumFractionDigits: value.amount !== 0 && Math.abs(value.amount) < 0.1 ? 6 : 2 }).format(value.amount);
}

export function percent(share: number): string {
  return new Intl.NumberFormat(language(), { style: "percent", maximumFractionDigits: 0 }).format(share);
}

/** A day of the calendar, whatever the time zone. */
export function day(date: string): string {
  return new Intl.DateTimeFormat(language(), { dateStyle: "medium", timeZone: "UTC" }).format(new Date(`${date}T00:00:00Z`));
}

export function whose(subject: Subject): string {
  return subject.kind === "everyone" ? t("budgets.everyone") : (subject.name ?? t("budgets.gone"));
}

/** Whose it is, to somebody who is under it. */
export function whoseOfMine(budget: Budget): string {
  switch (budget.subject.kind) {
    case "everyone": return t("budgets.everyone");
    case "group": return t("budgets.mine.group", { name: whose(budget.subject) });
    default: return t("budgets.mine.own");
  }
}

export function limitWords(limits: BudgetLimits): string {
  return [
    limits.limit_tokens === undefined || limits.limit_tokens === null ? "" : t("budgets.tokens", { tokens: number(limits.limit_tokens) }),
    limits.limit ? money(limits.limit) : "",
  ].filter(Boolean).join(" · ");
}

/** How far a budget is used, as a bar with words under it: what is spent, what is held back for answers being written, of how much, and until when. */
export function usedBar(budget: Budget) {
  const limit = budget.limit_tokens ?? 0;
  const byTokens = budget.limit_tokens !== undefined && budget.limit_tokens !== null && limit > 0 && (budget.spent_tokens + budget.held_tokens) / limit >= budget.share - 1e-9;
  const spentShare = byTokens ? budget.spent_tokens / limit : budget.limit && budget.limit.amount > 0 ? budget.spent / budget.limit.amount : budget.share;
  const spent = Math.min(1, spentShare) * 100;
  const held = Math.max(0, Math.min(100 - spent, (budget.share - spentShare) * 100));
  const tone = budget.share >= 1 ? "bad" : budget.share >= WARNING ? "warn" : "";
  return html`<svg class="used ${tone}" viewBox="0 0 100 8" preserveAspectRatio="none" role="meter" aria-label=${t("budgets.used")} aria-valuemin="0" aria-valuemax="100" aria-valuenow=${Math.round(Math.min(1, budget.share) * 100)}>
      <rect class="spent" width=${spent} height="8"></rect><rect class="held" x=${spent} width=${held} height="8"></rect></svg>
    <div class="detail">${[
      budget.limit_tokens === undefined || budget.limit_tokens === null ? "" : t("budgets.usedTokens", { used: number(budget.spent_tokens), limit: number(budget.limit_tokens) }),
      budget.limit ? t("budgets.usedMoney", { used: money({ amount: budget.spent, currency: budget.limit.currency }), limit: money(budget.limit) }) : "",
      budget.held_tokens > 0 ? t("budgets.heldTokens", { tokens: number(budget.held_tokens) }) : "",
      t("budgets.resets", { day: day(budget.resets) }),
    ].filter(Boolean).join(" · ")}</div>
    <div class="detail">${budget.then_route ? t("budgets.then", { route: budget.then_route }) : t("budgets.thenNobody")}</div>`;
}
