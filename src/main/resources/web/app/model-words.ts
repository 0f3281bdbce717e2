import { html, nothing } from "lit";
import * as api from "./api.js";
import { icon } from "./icons.js";
import { language, t, type MessageKey } from "./messages.js";
import type { Model, ModelState, Price } from "./models-api.js";

const TONES: Record<ModelState | "removed", string> = {
  proposed: "warn", approved: "", serving: "good", draining: "warn", quarantined: "bad", recalled: "bad", removed: "bad",
};

/** Where each state leads; what was recalled stays so. */
const NEXT: Record<ModelState, readonly ModelState[]> = {
  proposed: ["serving", "approved", "quarantined", "recalled"],
  approved: ["serving", "proposed", "quarantined", "recalled"],
  serving: ["draining", "approved", "quarantined", "recalled"],
  draining: ["serving", "approved", "quarantined", "recalled"],
  quarantined: ["serving", "approved", "proposed", "recalled"],
  recalled: [],
};

const STEPS: Partial<Record<`${ModelState}-${ModelState}`, MessageKey>> = {
  "proposed-approved": "model.step.approve",
  "proposed-serving": "model.step.approveAndServe",
  "approved-serving": "model.step.serve",
};
const STEPS_TO: Record<ModelState, MessageKey> = {
  proposed: "model.step.propose", approved: "model.step.stop", serving: "model.step.serveAgain",
  draining: "model.step.drain", quarantined: "model.step.quarantine", recalled: "model.step.recall",
};

/** A step to another state: what it is called, and what it does, in words. */
export interface Step { readonly to: ModelState; readonly label: string; readonly does: string }

export function stepsFrom(state: ModelState): Step[] {
  return NEXT[state].map((to) => {
    const key = STEPS[`${state}-${to}`] ?? STEPS_TO[to];
    return { to, label: t(key), does: t(`${key}.does` as MessageKey) };
  });
}

export const modelName = (model: Model): string => (model.built_in ? t("models.builtIn") : model.name);

export function stateChip(state: ModelState | "removed") {
  return html`<span class="chip ${TONES[state]}" data-state=${state}>${t(`model.state.${state}`)}</span>`;
}

export function preferredChip(model: Model) {
  return model.preferred ? html`<span class="chip good">${icon("check", 14)}${t("models.default")}</span>` : nothing;
}

/** Where a server is, in short. */
export function hostOf(url: string): string {
  if (url.startsWith("local:")) {
    return t("model.dialect.local");
  }
  try {
    return new URL(url).host;
  } catch {
    return url;
  }
}

export function money(amount: number, currency: string): string {
  return new Intl.NumberFormat(language(), { style: "currency", currency, maximumFractionDigits: 4 }).format(amount);
}

export function priceWords(price: Price): string {
  return t("model.price.words", { input: money(price.input_per_million, price.currency), output: money(price.output_per_million, price.currency) });
}

/** The people and the keys who may have done something, by their ids. */
export async function doers(): Promise<ReadonlyMap<string, string>> {
  const [people, keys] = await Promise.all([api.people(), api.keys()]);
  return new Map([
    ...(people.ok ? people.value.map((person) => [person.id, person.name || person.email] as const) : []),
    ...(keys.ok ? keys.value.map((key) => [key.id, t("model.by.key", { name: key.name })] as const) : []),
  ]);
}

export function whoDid(by: string | null, known: ReadonlyMap<string, string>): string {
  return by === null ? t("model.by.system") : known.get(by) ?? t("model.by.other");
}
