package io.groundwork.bench;

import io.groundwork.bench.ModelStub.Sent;
import io.groundwork.bench.Script.Kind;
import java.util.List;
import java.util.Optional;

/** A way in which a request for an answer can go wrong, and how it has to end. */
enum Fault {
    SLOW("no first word in time", Kind.SLOW, End.BY_THE_OTHER),
    RESET("connection reset", Kind.RESET, End.BY_THE_OTHER),
    BUSY("503", Kind.BUSY, End.BY_THE_OTHER),
    HTML("a page instead of JSON", Kind.HTML, End.BY_THE_OTHER),
    OTHER_MODEL("another model's answer", Kind.OTHER_MODEL, End.BY_THE_OTHER),
    ERROR_CHUNK("an error after the 200", Kind.ERROR_CHUNK, End.ERROR, "model_failed"),
    MALFORMED("a malformed chunk", Kind.MALFORMED, End.ERROR, "model_failed"),
    CUT("cut without [DONE]", Kind.CUT, End.ERROR, "model_failed"),
    SILENT("silence in the middle", Kind.SILENT, End.ERROR, "model_timed_out"),
    WRONG_USAGE("a wrong count of tokens", Kind.WRONG_USAGE, End.WHOLE),
    TOOLS("1 MB of tools", Kind.WHOLE, End.WHOLE_OR_REFUSED, "invalid_request unsupported_by_model too_large"),
    TOO_LONG("a prompt over the window", Kind.WHOLE, End.REFUSED, "context_length_exceeded"),
    UNKNOWN_ROUTE("an unknown route", Kind.WHOLE, End.REFUSED, "model_not_found"),
    ENDLESS("a stream without end", Kind.ENDLESS, End.ERROR, "model_failed");

    /** How a request has to end. */
    enum End {
        /** Whole, by the next candidate. */
        BY_THE_OTHER,
        /** After the beginning of the answer with an error in the stream. */
        ERROR,
        /** Whole, by who was asked first. */
        WHOLE,
        /** Before the first word, with an error that says what the request asks for too much. */
        REFUSED,
        WHOLE_OR_REFUSED
    }

    final String words;
    final Kind kind;
    private final End end;

    /** Any of these errors will do; with blanks between them. */
    private final String codes;

    Fault(String words, Kind kind, End end) {
        this(words, kind, end, "");
    }

    Fault(String words, Kind kind, End end, String codes) {
        this.words = words;
        this.kind = kind;
        this.end = end;
        this.codes = codes;
    }

    /** Whether it is the model server that goes wrong. */
    boolean isOfServer() {
        return end == End.BY_THE_OTHER || end == End.ERROR || end == End.WHOLE;
    }

    /**
     * What was wrong with how one request ended; empty when it was as it has to be.
     *
     * @param tokens of the whole answer
     * @param sent what model servers sent for it
     */
    Optional<String> objection(Heard heard, int tokens, List<Sent> sent) {
        boolean right =
                switch (end) {
                    case BY_THE_OTHER ->
                        heard.isWhole(tokens) && heard.tokens().writers().equals("h");
                    case WHOLE ->
                        heard.isWhole(tokens) && heard.tokens().writers().equals("f");
                    case ERROR -> heard.status() == 200 && failedRightly(heard);
                    case REFUSED -> refused(heard);
                    case WHOLE_OR_REFUSED -> heard.isWhole(tokens) || refused(heard);
                };
        if (!right) {
            return Optional.of(heard.ending());
        }
        if (isOfServer() && sent.stream().noneMatch(one -> one.door().startsWith(ModelStub.FAULTY))) {
            return Optional.of("the server that fails was not asked");
        }
        return Optional.empty();
    }

    /** Whether the stream says that it is whole while it is not. */
    boolean isFalselyDone(Heard heard, int tokens) {
        return heard.done() && heard.status() == 200 && !heard.isWhole(tokens);
    }

    /** Whether the text went on by another than began it. */
    static boolean isSwitched(Heard heard) {
        return heard.tokens().writers().length() > 1;
    }

    /** Whether the text is the beginning, exactly, of what the server sent that began it. */
    static boolean isPrefix(Heard heard, List<Sent> sent) {
        return heard.tokens().count() == 0
                || (heard.tokens().isPrefix()
                        && sent.stream()
                                .filter(one ->
                                        one.door().startsWith(heard.tokens().writers()))
                                .anyMatch(one -> one.tokens() >= heard.tokens().count()));
    }

    /** Whether the count of tokens that the client was told is that of the tokens that it got; an answer that failed tells none. */
    static boolean isCounted(Heard heard) {
        return heard.error().isPresent()
                || heard.usage().orElse(-1) == heard.tokens().count();
    }

    /** Tokens that went out at the server that began the text, and never came. */
    static int undelivered(Heard heard, List<Sent> sent) {
        return sent.stream()
                .filter(one -> !heard.tokens().writers().isEmpty()
                        && one.door().startsWith(heard.tokens().writers()))
                .mapToInt(one -> one.tokens() - heard.tokens().count())
                .max()
                .orElse(0);
    }

    private boolean failedRightly(Heard heard) {
        return !heard.done()
                && heard.tokens().count() > 0
                && heard.tokens().writers().equals("f")
                && List.of(codes.split(" ", -1)).contains(heard.error().orElse("none"));
    }

    private boolean refused(Heard heard) {
        return heard.status() < 500
                && !heard.done()
                && heard.tokens().count() == 0
                && List.of(codes.split(" ", -1)).contains(heard.error().orElse("none"));
    }
}
