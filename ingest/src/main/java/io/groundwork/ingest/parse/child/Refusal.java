package io.groundwork.ingest.parse.child;

import io.groundwork.ingest.parse.ParseOutcome;

/** Thrown through the libraries from where a file turns out not to be readable; carries what to say of it. */
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient ParseOutcome outcome;
    private final boolean atLimit;

    Refusal(ParseOutcome outcome) {
        this(outcome, false);
    }

    private Refusal(ParseOutcome outcome, boolean atLimit) {
        super("refused", null, false, false);
        this.outcome = outcome;
        this.atLimit = atLimit;
    }

    /** An honest file, only longer than what is read of one: what was read of it up to there may be kept. */
    static Refusal atLimit(String reason) {
        return new Refusal(new ParseOutcome.TooCostly(reason), true);
    }

    boolean isAtLimit() {
        return atLimit;
    }

    static Refusal tooCostly(String reason) {
        return new Refusal(new ParseOutcome.TooCostly(reason));
    }

    static Refusal unreadable(String reason) {
        return new Refusal(new ParseOutcome.Unreadable(reason));
    }

    ParseOutcome outcome() {
        return outcome;
    }
}
