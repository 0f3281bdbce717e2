package io.groundwork.ingest.parse.child;

import io.groundwork.ingest.parse.ParseOutcome;

/** Thrown through the libraries from where a file turns out not to be readable; carries what to say of it. */
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient ParseOutcome outcome;

    Refusal(ParseOutcome outcome) {
        super("refused", null, false, false);
        this.outcome = outcome;
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
