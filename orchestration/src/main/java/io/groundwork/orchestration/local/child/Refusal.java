package io.groundwork.orchestration.local.child;

/** A request that is not answered. The message goes to the caller and repeats nothing of the conversation. */
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;

    Refusal(int status, String code, String words) {
        super(words);
        this.status = status;
        this.code = code;
    }

    static Refusal invalid(String words) {
        return new Refusal(400, "invalid_request_error", words);
    }

    static Refusal tooLong(int tokens, int context) {
        return new Refusal(
                400,
                "context_length_exceeded",
                "This takes %d tokens, and the model looks at %d at most, its answer included."
                        .formatted(tokens, context));
    }

    static Refusal busy() {
        return new Refusal(429, "rate_limit_exceeded", "Too many requests wait for this model.");
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }
}
