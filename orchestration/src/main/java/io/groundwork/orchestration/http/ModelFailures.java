package io.groundwork.orchestration.http;

import io.groundwork.orchestration.chat.ChatOutcome.Failed;
import io.groundwork.orchestration.chat.ChatOutcome.Reason;
import java.io.IOException;

/** What a caller is told when a model gave no answer. What is wrong with the server or its key is no fault of the caller's: never a 401 or 404. */
final class ModelFailures {

    private static final int RETRY_SECONDS = 5;
    private static final String FORBIDDEN =
            "The model's server has an address that may not be gone to from here; administrators see which.";

    private ModelFailures() {}

    static RuntimeException of(Failed failed) {
        return of(failed.reason(), failed.words());
    }

    static RuntimeException of(Reason reason, String words) {
        return switch (reason) {
            case TOO_LONG -> Problem.CONTEXT_LENGTH_EXCEEDED.because(words);
            case REFUSED -> Problem.REFUSED_BY_MODEL.because(words);
            case NOT_ABLE -> Problem.UNSUPPORTED_BY_MODEL.because(words);
            case BUSY -> Problem.TOO_MANY_REQUESTS.because(words).retryAfter(RETRY_SECONDS);
            case RECALLED -> Problem.MODEL_RECALLED.because(words);
            case REMOVED -> Problem.MODEL_REMOVED.because(words);
            case TIMED_OUT -> Problem.MODEL_TIMED_OUT.because(words);
            case LEFT -> new EventStream.ClientGone(new IOException(words));
            case FORBIDDEN_ADDRESS -> Problem.MODEL_FAILED.because(FORBIDDEN); // the words name it
            case UNREACHABLE, WRONG_KEY, UNKNOWN_MODEL, NOT_OPENAI, OTHER_MODEL, CUT_OFF, SERVER_ERROR ->
                Problem.MODEL_FAILED.because(words);
        };
    }
}
