package io.groundwork.orchestration.http;

import java.util.Optional;

/** Carries a {@link Problem} to the mapper. */
final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Problem problem;
    private final transient Optional<String> field;
    private final int retryAfterSeconds;

    ProblemException(Problem problem, String detail, Optional<String> field) {
        this(problem, detail, field, 0);
    }

    private ProblemException(Problem problem, String detail, Optional<String> field, int retryAfterSeconds) {
        super(detail);
        this.problem = problem;
        this.field = field;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    /** The same, with word of when to come back. */
    ProblemException retryAfter(int seconds) {
        return new ProblemException(problem, String.valueOf(getMessage()), field, seconds);
    }

    /** The same in other words. */
    ProblemException saying(String detail) {
        return new ProblemException(problem, detail, field, retryAfterSeconds);
    }

    Problem problem() {
        return problem;
    }

    Optional<String> field() {
        return field;
    }

    int retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
