package io.groundwork.ingest.parse;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Drains what a process says on standard error, so that it never blocks on it, and remembers the last line that names a failure. Only
 * names of Java types and the virtual machine's own errors are kept: any other line may hold a document's text.
 */
final class LastWords {

    private static final Pattern TELLING =
            Pattern.compile("^(?:Error: .*|Error occurred during .*|Unrecognized .*|unshare: .*)$"
                    + "|((?:[a-z]\\w*\\.)+[A-Z]\\w*(?:Exception|Error))\\b");
    private static final int MAX_LINE = 300;

    private volatile String last = "it said nothing";

    private LastWords() {}

    static LastWords of(InputStream errors) {
        LastWords words = new LastWords();
        Thread.ofVirtual().name("parser-errors").start(() -> words.drain(errors));
        return words;
    }

    private void drain(InputStream errors) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(errors, UTF_8))) {
            StringBuilder line = new StringBuilder();
            int next;
            while ((next = lines.read()) >= 0) {
                if (next == '\n') {
                    keep(line);
                    line.setLength(0);
                } else if (line.length() < MAX_LINE) {
                    line.append((char) next);
                }
            }
            keep(line);
        } catch (IOException e) {
            // The process is gone, and its standard error with it: there is nothing more to hear.
            last = last.strip();
        }
    }

    private void keep(CharSequence line) {
        Matcher telling = TELLING.matcher(line);
        if (telling.find()) {
            last = telling.group(1) != null ? telling.group(1) : telling.group();
        }
    }

    String text() {
        return last;
    }
}
