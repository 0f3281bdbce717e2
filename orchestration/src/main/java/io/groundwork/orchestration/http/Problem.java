package io.groundwork.orchestration.http;

import java.util.Locale;
import java.util.Optional;

/** Every kind of error the front door answers with: an RFC 9457 problem under {@code /api/v1}, OpenAI's envelope under {@code /v1}. */
enum Problem {
    INVALID_REQUEST(400, "The request is not valid", "invalid_request_error", "invalid_request"),
    EMPTY_INPUT(400, "There is nothing to work on", "invalid_request_error", "empty_input"),
    TOO_MANY_INPUTS(400, "There is too much to work on at once", "invalid_request_error", "too_many_inputs"),
    CONTEXT_LENGTH_EXCEEDED(
            400,
            "The conversation is longer than the model can read",
            "invalid_request_error",
            "context_length_exceeded"),
    UNSUPPORTED_BY_MODEL(400, "The model cannot do this", "invalid_request_error", "unsupported_by_model"),
    REFUSED_BY_MODEL(400, "The model server refused the request", "invalid_request_error", "refused_by_model"),
    UNAUTHENTICATED(401, "Who is asking is not known", "invalid_request_error", "invalid_api_key"),
    FORBIDDEN(403, "This is not permitted", "invalid_request_error", "forbidden"),
    NOT_FOUND(404, "There is no such thing", "invalid_request_error", "not_found"),
    MODEL_NOT_FOUND(404, "There is no such model", "invalid_request_error", "model_not_found"),
    METHOD_NOT_ALLOWED(405, "This cannot be done here", "invalid_request_error", "method_not_allowed"),
    NOT_ACCEPTABLE(406, "This cannot be answered in the form asked for", "invalid_request_error", "not_acceptable"),
    CONFLICT(409, "This does not go with what is there", "invalid_request_error", "conflict"),
    PRECONDITION_FAILED(412, "It is not any more what you have seen", "invalid_request_error", "precondition_failed"),
    TOO_LARGE(413, "The request is too large", "invalid_request_error", "too_large"),
    UNSUPPORTED_MEDIA_TYPE(
            415, "The request is of a kind that is not read here", "invalid_request_error", "unsupported_media_type"),
    TOO_MANY_REQUESTS(429, "Too many requests", "rate_limit_error", "rate_limit_exceeded"),
    OVER_BUDGET(429, "A budget is used up", "insufficient_quota", "insufficient_quota"),
    INTERNAL(500, "The server failed", "server_error", "internal_error"),
    NOT_SUPPORTED(501, "This server does not do that", "server_error", "not_supported"),
    MODEL_FAILED(502, "The model server failed", "server_error", "model_failed"),
    UNAVAILABLE(503, "The server cannot do this now", "server_error", "unavailable"),
    MODEL_REMOVED(503, "The model was removed", "server_error", "model_removed"),
    MODEL_RECALLED(503, "The model was recalled", "server_error", "model_recalled"),
    MODEL_TIMED_OUT(504, "The model server kept silent for too long", "server_error", "model_timed_out");

    final int status;
    final String title;

    /** OpenAI's {@code error.type} and {@code error.code}. */
    final String errorType;

    final String code;

    Problem(int status, String title, String errorType, String code) {
        this.status = status;
        this.title = title;
        this.errorType = errorType;
        this.code = code;
    }

    /** Stable identifier that clients match on. */
    String type() {
        return "/problems/" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether a model server is at fault: its words may hold some of the conversation, and no stack of ours explains them. */
    boolean ofAModel() {
        return switch (this) {
            case MODEL_FAILED, MODEL_REMOVED, MODEL_RECALLED, MODEL_TIMED_OUT -> true;
            default -> false;
        };
    }

    /** @param detail what was wrong this time, fit for the caller's eyes */
    ProblemException because(String detail) {
        return new ProblemException(this, detail, Optional.empty());
    }

    /** @param field the part of the request that was wrong, such as {@code filters.value} */
    ProblemException because(String field, String detail) {
        return new ProblemException(this, detail, Optional.of(field));
    }
}
