package io.groundwork.bench;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a {@link ModelStub} is to do with a request. It travels as a word in the user's message, such as {@code stub(whole,64,20,a-7)}.
 *
 * @param frames of the answer, each a token; faults in the middle come after half of them
 * @param every time between two frames; zero: all at once
 * @param id by which the stub is asked later what it sent; {@link #NONE}: it is not
 */
record Script(Kind kind, int frames, Duration every, String id) {

    /** Of a request that nobody asks about later. */
    static final String NONE = "-";

    private static final Pattern WORD = Pattern.compile("stub\\(([a-z_]+),(\\d+),(\\d+),([A-Za-z0-9_-]+)\\)");

    /** What the stub does at a door for faults. At any other it gives the whole answer. */
    enum Kind {
        WHOLE,
        /** Says nothing until its client leaves. */
        SLOW,
        /** Resets the connection. */
        RESET,
        /** Says 503. */
        BUSY,
        /** Sends a page for people. */
        HTML,
        /** Sends an error in the middle of an answer that began with 200. */
        ERROR_CHUNK,
        /** Sends half a JSON object in the middle. */
        MALFORMED,
        /** Closes the connection in the middle, without the mark of the end. */
        CUT,
        /** Says nothing more in the middle. */
        SILENT,
        /** Goes on, in large frames, until its client leaves. */
        ENDLESS,
        /** Says that the answer took ten million tokens. */
        WRONG_USAGE,
        /** Answers under another model's name. */
        OTHER_MODEL;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Script whole(int frames, Duration every, String id) {
        return new Script(Kind.WHOLE, frames, every, id);
    }

    String message() {
        return "stub(%s,%d,%d,%s)".formatted(kind.word(), frames, every.toMillis(), id);
    }

    /** The last one in {@code text}; empty where there is none. */
    static Optional<Script> in(String text) {
        int start = text.lastIndexOf("stub(");
        if (start < 0) {
            return Optional.empty();
        }
        Matcher word = WORD.matcher(text).region(start, text.length());
        return word.lookingAt()
                ? Optional.of(new Script(
                        Kind.valueOf(word.group(1).toUpperCase(Locale.ROOT)),
                        Integer.parseInt(word.group(2)),
                        Duration.ofMillis(Long.parseLong(word.group(3))),
                        word.group(4)))
                : Optional.empty();
    }
}
