package io.groundwork.orchestration.chat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Server-sent events, as the WHATWG's HTML standard reads them, of which only the data counts here. Takes an error that a server
 * writes on a line of its own ({@code error: …}) for data, too. Used by one thread.
 */
final class Events {

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    /** Most characters of one line: a chunk holds some words, or the arguments of a call. */
    private static final int LONGEST_LINE = 4_000_000;

    private final BufferedReader lines;
    private boolean begun;
    private boolean returned;

    Events(InputStream in) {
        this.lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), 8192);
    }

    /** The data of the next event that has any; empty at the stream's end. An event that the end cuts off is none. */
    Optional<String> next() throws IOException {
        StringBuilder data = new StringBuilder();
        boolean any = false;
        while (true) {
            String line = line();
            if (line == null) {
                return any && isWhole(data) ? Optional.of(data.toString()) : Optional.empty();
            }
            if (line.isEmpty()) {
                if (any) {
                    return Optional.of(data.toString());
                }
                continue;
            }
            if (line.startsWith("data:") || line.startsWith("error:")) {
                if (any) {
                    data.append('\n');
                }
                String value = line.substring(line.indexOf(':') + 1);
                data.append(value.startsWith(" ") ? value.substring(1) : value);
                any = true;
            }
        }
    }

    private @Nullable String line() throws IOException {
        String line = bounded();
        boolean first = !begun;
        begun = true;
        return first && line != null && line.startsWith(BYTE_ORDER_MARK) ? line.substring(1) : line;
    }

    /** As {@link BufferedReader#readLine}, which knows no limit: a line ends with a carriage return, a line feed, or both. */
    private @Nullable String bounded() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = lines.read(); next >= 0; next = lines.read()) {
            boolean secondOfTwo = next == '\n' && returned;
            returned = next == '\r';
            if (secondOfTwo) {
                continue;
            }
            if (next == '\n' || next == '\r') {
                return line.toString();
            }
            if (line.length() == LONGEST_LINE) {
                throw new IOException("The model server sent a line without an end");
            }
            line.append((char) next);
        }
        return line.isEmpty() ? null : line.toString();
    }

    /** Some servers leave out the blank line after the last event. */
    private static boolean isWhole(StringBuilder data) {
        String text = data.toString().strip();
        return text.equals("[DONE]") || (text.startsWith("{") && text.endsWith("}"));
    }
}
