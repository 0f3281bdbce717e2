import { send, type Result } from "./http.js";

/** For a browser that begins to read the file only after the click. */
const LONG_ENOUGH_MILLIS = 10_000;

/** Fetches a file and hands it to the browser to keep; what goes wrong is told here, not in a window of the browser's own. */
export async function saveAs(path: string, name: string): Promise<Result<void>> {
  const answer = await send("GET", path);
  if (!answer.ok) {
    return answer;
  }
  const url = URL.createObjectURL(await answer.value.blob());
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), LONG_ENOUGH_MILLIS);
  return { ok: true, value: undefined };
}
