import { html } from "lit";
import type { DecisionOutcome, DecisionPerson } from "./decisions-api.js";
import { t } from "./messages.js";

const TONES: Partial<Record<DecisionOutcome, string>> = { answered: "good", partial: "warn", failed: "bad", aborted: "warn", recalled: "bad" };

/** How a decision ended, as a chip. */
export function outcomeChip(outcome: DecisionOutcome) {
  return html`<span class="chip ${TONES[outcome] ?? ""}">${t(`decision.outcome.${outcome}`)}</span>`;
}

/** Who asked, in words. */
export function whoAsked(person: DecisionPerson): string {
  return person.state === "known" ? person.name ?? t("decision.person.gone") : t(`decision.person.${person.state}`);
}
