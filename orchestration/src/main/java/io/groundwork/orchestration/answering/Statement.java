package io.groundwork.orchestration.answering;

import io.groundwork.ingest.chunk.Span;
import java.util.List;
import java.util.Optional;

/**
 * A sentence of an answer, and what came of holding it against what it cites.
 *
 * @param start offset of its first character in the answer's text, in UTF-16 code units
 * @param end offset one past its last character
 * @param doubt why it is not borne out; empty where it is, or claims nothing
 * @param citations places in {@link Answer#citations} of those that it cites
 * @param quotes spans of the answer's text that stand word for word in what it cites
 */
public record Statement(
        int start, int end, Verdict verdict, Optional<Doubt> doubt, List<Integer> citations, List<Span> quotes) {

    public Statement {
        citations = List.copyOf(citations);
        quotes = List.copyOf(quotes);
    }

    public enum Verdict {
        /** What it cites says it. */
        SUPPORTED,
        /** The same, in part or whole in the same words. */
        QUOTED,
        /** Nothing that was found bears it out. */
        UNSUPPORTED,
        /** It leads over, asks or heads a list; there is nothing to bear out. */
        NO_CLAIM
    }

    /** Why a sentence is not borne out. */
    public enum Doubt {
        /** It names no source. */
        UNCITED,
        /** What it cites says nothing like it. */
        NOT_SAID,
        /** What it cites is about the same and has another number or name, or denies it. */
        OTHER_VALUES
    }
}
