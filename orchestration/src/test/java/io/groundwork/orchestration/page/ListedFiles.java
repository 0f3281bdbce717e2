package io.groundwork.orchestration.page;

import com.microsoft.playwright.Page;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a collection's page says of its files at one moment.
 *
 * @param rows one for each file, on its way or stored
 * @param summary the line of counts above them; empty where there is none
 */
record ListedFiles(List<Row> rows, String summary) {

    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final String READ = """
            page => ({
              summary: page.shadowRoot.querySelector("#summary")?.textContent ?? "",
              rows: [...page.shadowRoot.querySelectorAll("gw-file-row")].map(row => {
                const bar = row.shadowRoot.querySelector("progress");
                return {
                  name: row.shadowRoot.querySelector(".title")?.textContent ?? "",
                  status: row.shadowRoot.querySelector("[data-status]")?.dataset.status ?? "",
                  error: row.shadowRoot.querySelector(".error")?.textContent ?? "",
                  done: bar ? bar.value : -1,
                };
              }),
            })""";

    /**
     * @param status an upload's state, or the status that the server told
     * @param error why it failed; empty where it has not
     * @param done what the bar shows as done, in passages or as the part sent; -1 where there is no bar
     */
    record Row(String name, String status, String error, double done) {

        /** How far the file is: never less at a later moment. */
        int stage() {
            return switch (status) {
                case "waiting" -> 0;
                case "sending", "retrying" -> 1;
                case "attaching" -> 2;
                case "in_progress" -> 3;
                case "completed", "failed", "cancelled" -> 4;
                default -> throw new AssertionError("%s is shown as '%s'".formatted(name, status));
            };
        }

        boolean hasEnded() {
            return stage() == 4;
        }
    }

    @SuppressWarnings("unchecked") // what the script makes
    static ListedFiles on(Page page) {
        Map<String, Object> read =
                (Map<String, Object>) page.locator("gw-collection-page").evaluate(READ);
        List<Row> rows = ((List<Map<String, Object>>) read.get("rows"))
                .stream()
                        .map(row -> new Row(
                                (String) row.get("name"),
                                (String) row.get("status"),
                                (String) row.get("error"),
                                ((Number) row.get("done")).doubleValue()))
                        .toList();
        return new ListedFiles(rows, (String) read.get("summary"));
    }

    /** All the numbers of the summary together. */
    int counted() {
        Matcher number = NUMBER.matcher(summary);
        int sum = 0;
        while (number.find()) {
            sum += Integer.parseInt(number.group());
        }
        return sum;
    }
}
