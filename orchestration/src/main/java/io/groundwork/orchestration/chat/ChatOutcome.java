package io.groundwork.orchestration.chat;

import java.util.List;

/** How a conversation with a model ended. */
public sealed interface ChatOutcome {

    /** What it took, as far as it went: as the server says, or else counted here. */
    Usage usage();

    /**
     * The model said all it had to say.
     *
     * @param text everything it wrote, as it was handed out piece by piece; without its thinking
     * @param calls what it asks tools for
     */
    record Finished(String text, List<ToolCall> calls, Ending ending, Usage usage) implements ChatOutcome {

        public Finished {
            calls = List.copyOf(calls);
        }

        public Finished(String text, Ending ending, Usage usage) {
            this(text, List.of(), ending, usage);
        }
    }

    /**
     * There is no answer. What had been handed out before is not one.
     *
     * @param words one or two sentences for the person who asked or the admin; no secret, nothing of the conversation
     */
    record Failed(Reason reason, String words, Usage usage) implements ChatOutcome {

        public Failed(Reason reason, String words) {
            this(reason, words, Usage.NONE);
        }
    }

    /** Why a model stopped by itself. */
    enum Ending {
        COMPLETE,
        /** It waits for the results of tools. */
        CALLS,
        /** It reached the most tokens it may write. */
        CUT,
        /** The server's own filter stopped it. */
        FILTERED;

        /** Whether there would have been more to say. */
        public boolean isCut() {
            return this == CUT || this == FILTERED;
        }
    }

    /** What kind of failure it was. */
    enum Reason {
        /** No connection: nothing listens, or the name has no address. */
        UNREACHABLE,
        /** The address policy forbids it. */
        FORBIDDEN_ADDRESS,
        /** The server wants another key. */
        WRONG_KEY,
        /** The server does not know the model. */
        UNKNOWN_MODEL,
        /** Something answers, but not with OpenAI's API. */
        NOT_OPENAI,
        /** The server answers with another model than it was asked for. */
        OTHER_MODEL,
        /** The server understood and refused. */
        REFUSED,
        /** The conversation is longer than the model can read. */
        TOO_LONG,
        /** Too many requests, or not ready yet. */
        BUSY,
        /** It kept silent for too long. */
        TIMED_OUT,
        /** The stream ended before the answer did. */
        CUT_OFF,
        /** An error inside the server. */
        SERVER_ERROR,
        /** The request asks for what no model of the route can do. */
        NOT_ABLE,
        /** The model was recalled, also while it wrote. */
        RECALLED,
        /** The model was removed from the registry while it wrote. */
        REMOVED,
        /** Who asked has gone. */
        LEFT
    }
}
