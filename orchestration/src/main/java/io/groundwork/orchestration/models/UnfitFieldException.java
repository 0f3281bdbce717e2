package io.groundwork.orchestration.models;

/** A description of a model or a route cannot be taken as it is; the message says why, fit for the caller's eyes. */
public final class UnfitFieldException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String field;

    UnfitFieldException(String field, String words) {
        super("'%s' %s.".formatted(field, words));
        this.field = field;
    }

    /** The part that is wrong, such as {@code licence.id}. */
    public String field() {
        return field;
    }
}
