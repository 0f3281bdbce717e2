package io.groundwork.orchestration.http;

import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A table as RFC 4180 has it. A text that a spreadsheet would take for a formula is kept from being one. Used by one thread. */
final class Csv {

    private static final String FORMULAS = "=+-@\t\r";

    private final StringBuilder text = new StringBuilder();

    Csv(String... columns) {
        row((Object[]) columns);
    }

    void row(@Nullable Object... values) {
        text.append(Arrays.stream(values).map(Csv::cell).collect(Collectors.joining(",")))
                .append("\r\n");
    }

    Response answer(String fileName) {
        return Response.ok(text.toString())
                .type("text/csv; charset=utf-8")
                .header("Content-Disposition", "attachment; filename=\"%s\"".formatted(fileName))
                .build();
    }

    private static String cell(@Nullable Object value) {
        String words = value == null ? "" : value.toString();
        if (value instanceof String && !words.isEmpty() && FORMULAS.indexOf(words.charAt(0)) >= 0) {
            words = "'" + words;
        }
        return words.matches("(?s).*[\",\r\n].*") ? "\"" + words.replace("\"", "\"\"") + "\"" : words;
    }
}
