import { html, nothing } from "lit";
import { ADMINISTRATORS, EVERYONE, type Group } from "./api-types.js";
import { language, number, t, type MessageKey } from "./messages.js";
import { stateChip } from "./model-words.js";
import type { Candidate, Plan, Route, Waits, When } from "./models-api.js";

/** What the built-in model is called where names are. */
export const BUILT_IN = "extractive";

export const WAITS = ["first_token_ms", "between_tokens_ms", "queue_ms"] as const satisfies readonly (keyof Waits)[];

export const candidateName = (name: string): string => (name === BUILT_IN ? t("models.builtIn") : name);

export function groupName(id: string, groups: readonly Group[]): string {
  return id === EVERYONE ? t("grants.everyone") : id === ADMINISTRATORS ? t("people.administrators") : groups.find((group) => group.id === id)?.name ?? t("route.when.otherGroup");
}

/** Which requests a candidate takes, in words; empty: all of them. */
export function whenWords(when: When | undefined, groups: readonly Group[]): string {
  const { min_input_tokens: min, max_input_tokens: max, groups: members = [] } = when ?? {};
  return [
    min !== undefined && max !== undefined ? t("route.when.between", { min, max }) : min !== undefined ? t("route.when.from", { min }) : max !== undefined ? t("route.when.to", { max }) : "",
    members.length > 0 ? t("route.when.groups", { groups: members.map((id) => groupName(id, groups)).join(", ") }) : "",
  ].filter(Boolean).join(" · ");
}

/** How long those who ask wait, in words; empty: as it is usual. */
export function waitsWords(waits: Waits | undefined): string {
  return WAITS.filter((name) => waits?.[name] !== undefined)
    .map((name) => t(`route.wait.${name}.words`, { seconds: seconds(waits?.[name] ?? 0) })).join(" · ");
}

const seconds = (millis: number): string => number(Math.round(millis / 100) / 10);

/** How long something took: 40 ms, 1.2 s. */
export function tookWords(millis: number): string {
  const [value, unit] = millis < 1000 ? [millis, "millisecond"] : [millis / 1000, "second"];
  return new Intl.NumberFormat(language(), { style: "unit", unit: unit as string, unitDisplay: "short", maximumFractionDigits: 1 }).format(value as number);
}

/** Who answers, in the order in which they are tried. */
export function candidateChain(route: Route, groups: readonly Group[]) {
  return html`<ol class="candidates">${route.candidates.map((candidate) => {
    const when = whenWords(candidate.when, groups);
    return html`<li><span class="name">${candidateName(candidate.model)}</span>
      ${candidate.state === "serving" ? nothing : stateChip(candidate.state)}${when ? html`<span class="when">${when}</span>` : nothing}</li>`;
  })}</ol>`;
}

/** What is otherwise in a plan than in the one before it, in words. */
export function changes(plan: Plan, before: Plan, groups: readonly Group[]): string[] {
  const [now, then] = [plan.candidates, before.candidates].map((candidates) => candidates.map((one) => one.model)) as [string[], string[]];
  const names = (models: string[]) => [...new Set(models)].map(candidateName).join(", ");
  const added = now.filter((model) => !then.includes(model));
  const gone = then.filter((model) => !now.includes(model));
  const stayed = now.filter((model) => then.includes(model));
  const words = [
    added.length > 0 ? t("route.change.added", { names: names(added) }) : "",
    gone.length > 0 ? t("route.change.removed", { names: names(gone) }) : "",
    stayed.join("\n") !== then.filter((model) => now.includes(model)).join("\n") ? t("route.change.order", { names: now.map(candidateName).join(", ") }) : "",
    ...stayed.filter((model, index) => stayed.indexOf(model) === index && conditions(plan, model) !== conditions(before, model))
      .map((model) => t("route.change.when", { name: candidateName(model), when: plan.candidates.filter((one) => one.model === model)
        .map((one) => whenWords(one.when, groups) || t("route.when.always")).join("; ") })),
    JSON.stringify(WAITS.map((name) => plan.waits?.[name])) === JSON.stringify(WAITS.map((name) => before.waits?.[name])) ? ""
      : t("route.change.waits", { waits: waitsWords(plan.waits) || t("route.waits.usual") }),
  ].filter(Boolean);
  return words.length > 0 ? words : [t("route.change.none")];
}

function conditions(plan: Plan, model: string): string {
  const all = plan.candidates.filter((one: Candidate) => one.model === model)
    .map(({ when }) => [when?.min_input_tokens, when?.max_input_tokens, [...(when?.groups ?? [])].sort()]);
  return JSON.stringify(all);
}

const WHYS: ReadonlySet<string> = new Set([
  "answered", "not_serving", "recalled", "left_alone", "full", "lacks_tools", "lacks_json_schema", "lacks_images", "lacks_system_role", "lacks_free_turns", "lacks_reasoning",
  "lacks_stream_usage", "too_long", "not_for_this_caller", "not_for_this_length", "unreachable", "busy", "timed_out", "cut_off", "server_error", "wrong_key",
  "unknown_model", "forbidden_address", "not_able", "not_openai", "other_model", "refused", "not_registered", "left",
]);

/** Why a candidate did not answer, or that it did. */
export function whyWords(why: string): string {
  return WHYS.has(why) ? t(`route.why.${why}` as MessageKey) : why;
}
