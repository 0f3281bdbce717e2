import type { Location } from "./api-types.js";
import { t } from "./messages.js";

/** Where in its document something stands, in words, from the widest to the narrowest: page, or sheet and rows; then the headings above it. */
export function placeOf(location: Location | undefined): string[] {
  if (!location) {
    return [];
  }
  const { page, page_end, sheet, row, row_end, headings } = location;
  const above = sheet !== null && headings.at(-1) === sheet ? headings.slice(0, -1) : headings; // a sheet's name is its heading too
  return [
    page === null ? "" : page_end !== null && page_end !== page ? t("answer.pages", { from: String(page), to: String(page_end) }) : t("answer.page", { page: String(page) }),
    sheet === null ? "" : t("answer.sheet", { sheet }),
    row === null ? "" : row_end !== null && row_end !== row ? t("answer.rows", { from: String(row), to: String(row_end) }) : t("answer.row", { row: String(row) }),
    above.join(" › "),
  ].filter(Boolean);
}
