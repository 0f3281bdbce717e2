import en from "../messages/en.json";
import de from "../messages/de.json";

export type MessageKey = keyof typeof en;
type PluralOf<K> = K extends `${infer Base}.other` ? Base : never;
export type PluralKey = PluralOf<MessageKey>;
type Values = Record<string, string | number>;

const catalogues: Record<string, Partial<Record<MessageKey, string>>> = { en, de };
export const languages = [["en", "English"], ["de", "Deutsch"]] as const;
export type Language = (typeof languages)[number][0];

const STORED = "groundwork.language";
let current: Language = chosen();

export const languageChanged = new EventTarget();

function chosen(): Language {
  const wanted = [localStorage.getItem(STORED) ?? "", ...navigator.languages].map((tag) => tag.slice(0, 2).toLowerCase());
  return (wanted.find((tag) => tag in catalogues) ?? "en") as Language;
}

export function language(): Language {
  return current;
}

export function useLanguage(tag: Language): void {
  current = tag;
  localStorage.setItem(STORED, tag);
  document.documentElement.lang = tag;
  languageChanged.dispatchEvent(new Event("change"));
}

/** The message of a key in the person's language, else in English; `{name}` is replaced by the value of that name. */
export function t(key: MessageKey, values: Values = {}): string {
  const message = catalogues[current]?.[key] ?? en[key];
  return message.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : typeof value === "number" ? number(value) : value;
  });
}

/** The message of a key for a count: `key.one` or `key.other`, as the language asks, with `{count}` filled in. */
export function tn(key: PluralKey, count: number, values: Values = {}): string {
  const form = new Intl.PluralRules(current).select(count) === "one" ? "one" : "other";
  return t(`${key}.${form}` as MessageKey, { ...values, count });
}

export function number(value: number): string {
  return new Intl.NumberFormat(current).format(value);
}

/** A size in bytes as people read it: 812 B, 4.1 kB, 23 MB. Powers of 1000. */
export function size(bytes: number): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return new Intl.NumberFormat(current, {
    style: "unit", unit: units[power], unitDisplay: power === 0 ? "long" : "short", maximumFractionDigits: value < 10 && power > 0 ? 1 : 0,
  }).format(value);
}

/** A length of time as people say it: 40 seconds, 7 minutes, 1.5 hours. */
export function duration(seconds: number): string {
  const [value, unit] = seconds < 90 ? [Math.max(1, Math.round(seconds)), "second"] : seconds < 5400 ? [Math.round(seconds / 60), "minute"] : [seconds / 3600, "hour"];
  return new Intl.NumberFormat(current, { style: "unit", unit: unit as string, unitDisplay: "long", maximumFractionDigits: 1 }).format(value as number);
}

/** The time of day of a moment given as an ISO string. */
export function time(when: string): string {
  return new Intl.DateTimeFormat(current, { timeStyle: "medium" }).format(new Date(when));
}

/** The day of a moment or a day given as an ISO string. */
export function day(when: string): string {
  const options: Intl.DateTimeFormatOptions = { dateStyle: "medium", ...(when.length === 10 ? { timeZone: "UTC" } : {}) };
  return new Intl.DateTimeFormat(current, options).format(new Date(when));
}

/** A moment given in seconds since 1970 (OpenAI's form) or as an ISO string. */
export function moment(when: number | string): string {
  const date = typeof when === "number" ? new Date(when * 1000) : new Date(when);
  return new Intl.DateTimeFormat(current, { dateStyle: "medium", timeStyle: "short" }).format(date);
}

document.documentElement.lang = current;
