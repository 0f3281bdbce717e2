package io.groundwork.orchestration.models;

/** How a conversation with a model ended. */
public sealed interface ChatOutcome {

    /**
     * The model said all it had to say.
     *
     * @param text everything it wrote, as it was handed out piece by piece
     */
    record Finished(String text, Ending ending, Usage usage) implements ChatOutcome {}

    /**
     * The server failed. What had been handed out before is not an answer.
     *
     * @param words one or two sentences for the person who asked or the admin; no secret, nothing of the conversation
     */
    record Failed(Reason reason, String words) implements ChatOutcome {}

    /** Why a model stopped by itself. */
    enum Ending {
        COMPLETE,
        /** It reached the most tokens it may write. */
        CUT,
        /** The server's own filter stopped it. */
        FILTERED
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
        /** The server understood and refused, as when the conversation is too long for the model. */
        REFUSED,
        /** Too many requests, or not ready yet. */
        BUSY,
        /** It kept silent for too long. */
        TIMED_OUT,
        /** The stream ended before the answer did. */
        CUT_OFF,
        /** An error inside the server. */
        SERVER_ERROR
    }
}
