import type { AttributeType } from "./api-types.js";
import { t, type MessageKey } from "./messages.js";

export const COMPARISONS = ["eq", "ne", "gt", "gte", "lt", "lte", "in", "nin"] as const;
export type Comparison = (typeof COMPARISONS)[number];
type Scalar = string | number | boolean;

/** What a document's attribute must be, as it is entered: the value as text, of several with commas between them. */
export interface Condition { readonly name: string; readonly type: AttributeType; readonly is: Comparison; readonly value: string }
/** Conditions of which all must hold, or one. */
export interface Conditions { readonly join: "and" | "or"; readonly all: readonly Condition[] }

/** What is known of every document, beside the attributes that it was given. */
export const KNOWN: Readonly<Record<string, AttributeType>> = { "@added": "date", "@language": "string", "@media_type": "string" };

const ORDERED: readonly Comparison[] = ["eq", "ne", "gt", "gte", "lt", "lte"];
const OF_TYPE: Readonly<Record<AttributeType, readonly Comparison[]>> = { string: ["eq", "ne", "in", "nin"], number: COMPARISONS, boolean: ["eq", "ne"], date: ORDERED };
const DAY = /^\d{4}-\d\d-\d\d/;

/** How values of a type can be compared. */
export function comparisonsOf(type: AttributeType): readonly Comparison[] {
  return OF_TYPE[type];
}

/** In words, such as “is before”. */
export function comparisonWords(is: Comparison, type: AttributeType): string {
  return type === "date" && is !== "eq" && is !== "ne" && is !== "in" && is !== "nin" ? t(`conditions.date.${is}`) : t(`conditions.is.${is}`);
}

/** What is wrong with a condition as it is entered; null where nothing is. */
export function lackOf({ name, type, is, value }: Condition): MessageKey | null {
  if (name.trim() === "") {
    return "conditions.nameNeeded";
  }
  const values = is === "in" || is === "nin" ? split(value) : [value.trim()];
  if (values.length === 0 || values.includes("")) {
    return "conditions.valueNeeded";
  }
  return type === "number" && values.some((one) => !Number.isFinite(numeric(one))) ? "conditions.numberNeeded" : null;
}

/** As the API takes it; null where there are no conditions. */
export function filterOf({ join, all }: Conditions): unknown {
  const filters = all.map(({ name, type, is, value }) => ({
    type: is, key: name.trim(), value: is === "in" || is === "nin" ? split(value).map((one) => scalar(one, type)) : scalar(value.trim(), type),
  }));
  return filters.length === 0 ? null : filters.length === 1 ? filters[0] : { type: join, filters };
}

/** The same the other way round; null for a filter that is no list of conditions. */
export function conditionsOf(filter: unknown, types: Readonly<Record<string, AttributeType>>): Conditions | null {
  if (filter === null || filter === undefined) {
    return { join: "and", all: [] };
  }
  const { type, filters } = filter as { type?: unknown; filters?: unknown };
  const parts: unknown[] = type === "and" || type === "or" ? (Array.isArray(filters) ? filters : [null]) : [filter];
  const all = parts.map((part) => conditionOf(part, types));
  return all.every((one) => one !== null) ? { join: type === "or" ? "or" : "and", all } : null;
}

function conditionOf(part: unknown, types: Readonly<Record<string, AttributeType>>): Condition | null {
  const { type: is, key, value } = (part ?? {}) as { type?: Comparison; key?: unknown; value?: unknown };
  const values = (Array.isArray(value) ? value : [value]) as Scalar[];
  const several = is === "in" || is === "nin";
  if (is === undefined || typeof key !== "string" || Array.isArray(value) !== several || values.length === 0) {
    return null;
  }
  const type = typeOf(values[0] as Scalar, KNOWN[key] ?? types[key]);
  const condition = { name: key, type, is, value: values.map(String).join(", ") };
  const again = filterOf({ join: "and", all: [condition] }) as { value: unknown };
  return comparisonsOf(type).includes(is) && JSON.stringify(again.value) === JSON.stringify(value) ? condition : null; // else something of it would be lost
}

function typeOf(value: Scalar, declared: AttributeType | undefined): AttributeType {
  switch (typeof value) {
    case "number": return "number";
    case "boolean": return "boolean";
    default: return declared === "date" || (declared === undefined && DAY.test(value)) ? "date" : "string";
  }
}

function scalar(value: string, type: AttributeType): Scalar {
  return type === "number" ? numeric(value) : type === "boolean" ? value === "true" : value;
}

/** With a comma or a point before the fraction. */
function numeric(value: string): number {
  return value === "" ? NaN : Number(value.replace(",", "."));
}

function split(values: string): string[] {
  return values.split(",").map((one) => one.trim()).filter((one) => one !== "");
}

/** In words, for who reads what an assistant does. */
export function filterWords(filter: unknown): string {
  const conditions = conditionsOf(filter, {});
  if (!conditions) {
    return JSON.stringify(filter);
  }
  const { join, all } = conditions;
  return all.map(({ name, type, is, value }) => `${name} ${comparisonWords(is, type)} ${type === "boolean" ? t(value === "true" ? "conditions.true" : "conditions.false") : value}`)
    .join(` ${t(join === "and" ? "conditions.and" : "conditions.or")} `);
}
