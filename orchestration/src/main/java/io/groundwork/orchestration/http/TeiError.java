package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Set;

/**
 * An error as Text Embeddings Inference writes it, on its own paths.
 *
 * @param error one sentence
 * @param errorType one of TEI's kinds
 */
record TeiError(String error, @JsonProperty("error_type") Type errorType) {

    private static final Set<String> PATHS = Set.of("/embed", "/embed_all", "/rerank", "/health", "/metrics", "/info");

    /** TEI's kinds, in its spelling on the wire. */
    enum Type {
        @JsonProperty("Unhealthy")
        UNHEALTHY,
        @JsonProperty("Backend")
        BACKEND,
        @JsonProperty("Overloaded")
        OVERLOADED,
        @JsonProperty("Validation")
        VALIDATION,
        @JsonProperty("Empty")
        EMPTY
    }

    static boolean isWrittenAt(String path) {
        return PATHS.contains(path);
    }

    static TeiError of(ProblemException failure) {
        Type type =
                switch (failure.problem()) {
                    case EMPTY_INPUT -> Type.EMPTY;
                    case TOO_MANY_REQUESTS -> Type.OVERLOADED;
                    case UNAVAILABLE -> Type.UNHEALTHY;
                    case INTERNAL, MODEL_FAILED, NOT_SUPPORTED -> Type.BACKEND;
                    default -> Type.VALIDATION;
                };
        return new TeiError(String.valueOf(failure.getMessage()), type);
    }

    /** TEI's status where it is another than ours. */
    static int status(Problem problem) {
        return switch (problem) {
            case INVALID_REQUEST -> 422;
            case TOO_MANY_INPUTS -> 413;
            case INTERNAL, NOT_SUPPORTED -> 424;
            default -> problem.status;
        };
    }
}
