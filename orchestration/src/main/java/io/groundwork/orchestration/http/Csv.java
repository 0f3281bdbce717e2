package io.groundwork.orchestration.http;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A table as RFC 4180 has it. A text that a spreadsheet would take for a formula is kept from being one. Used by one thread. */
final class Csv {

    private static final String FORMULAS = "=+-@\t\r";

    private final Appendable text;

    Csv(String... columns) {
        this(new StringBuilder(), columns);
    }

    private Csv(Appendable text, String... columns) {
        this.text = text;
        row((Object[]) columns);
    }

    void row(@Nullable Object... values) {
        try {
            text.append(Arrays.stream(values).map(Csv::cell).collect(Collectors.joining(",")))
                    .append("\r\n");
        } catch (IOException e) {
            throw new UncheckedIOException("A table could not be written to its end", e);
        }
    }

    Response answer(String fileName) {
        return answered(fileName, text.toString());
    }

    /** One that is written while it is read, however long it is. */
    static Response answer(String fileName, Consumer<Csv> rows, String... columns) {
        StreamingOutput body = out -> {
            Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
            rows.accept(new Csv(writer, columns));
            writer.flush();
        };
        return answered(fileName, body);
    }

    private static Response answered(String fileName, Object body) {
        return Response.ok(body)
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
