import { t } from "./messages.js";

/** What went wrong, in words for a person. Status 0: the server could not be reached. `field` is the part of what was sent that is wrong, `code` the API's name for it. */
export interface Problem { readonly status: number; readonly message: string; readonly field?: string; readonly code?: string }
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };
export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Tells the shell that the session has ended: any answer 401 but the one to a sign-in. */
export const sessionEnded = new EventTarget();

export async function call<T>(method: Method, path: string, body?: unknown, signal?: AbortSignal): Promise<Result<T>> {
  const answer = await send(method, path, body, signal);
  if (!answer.ok) {
    return answer;
  }
  if (answer.value.status === 204) {
    return { ok: true, value: undefined as T };
  }
  try {
    return { ok: true, value: (await answer.value.json()) as T };
  } catch {
    return { ok: false, problem: { status: 0, message: t("problem.offline") } };
  }
}

/** Sends and gives the raw answer, for bodies that stream; anything but 2xx is a problem. */
export async function send(method: Method, path: string, body?: unknown, signal?: AbortSignal): Promise<Result<Response>> {
  let answer: Response;
  try {
    answer = await fetch(path, {
      method,
      credentials: "same-origin",
      headers: body === undefined || body instanceof FormData ? {} : { "Content-Type": body instanceof Blob ? "application/octet-stream" : "application/json" },
      body: body === undefined ? null : body instanceof FormData || body instanceof Blob ? body : JSON.stringify(body),
      signal: signal ?? null,
    });
  } catch {
    return { ok: false, problem: { status: 0, message: t("problem.offline") } };
  }
  if (answer.ok) {
    return { ok: true, value: answer };
  }
  if (answer.status === 401 && path !== "/api/v1/session") {
    sessionEnded.dispatchEvent(new Event("ended"));
  }
  return { ok: false, problem: problemOf(answer.status, await answer.text().catch(() => "")) };
}

/** The server's own words (OpenAI's envelope or RFC 9457), else ours for the status. */
export function problemOf(status: number, body: string): Problem {
  const { error, type, detail, title, field } = envelopeOf(body);
  const code = error?.code ?? type?.split("/").at(-1)?.replaceAll("-", "_");
  return { status, message: error?.message || detail || title || wordsFor(status), ...(field ? { field } : {}), ...(code ? { code } : {}) };
}

interface Envelope { error?: { message?: string; code?: string }; type?: string; detail?: string; title?: string; field?: string }

function envelopeOf(body: string): Envelope {
  try {
    return (JSON.parse(body) as Envelope | null) ?? {};
  } catch {
    return {}; // a proxy's page
  }
}

function wordsFor(status: number): string {
  switch (status) {
    case 0: return t("problem.offline");
    case 401: return t("problem.signedOut");
    case 403: return t("problem.forbidden");
    case 404: return t("problem.missing");
    case 413: return t("problem.tooLarge");
    case 429: return t("problem.tooMany");
    case 503: return t("problem.unavailable");
    default: return t("problem.server", { status: String(status) });
  }
}
