package io.groundwork.orchestration.advisories;

/** A file of advisories cannot be taken as it is; the message names the item and says why, fit for the caller's eyes. */
public final class UnreadableAdvisoryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean tooLarge;

    UnreadableAdvisoryException(String words) {
        super(words);
        this.tooLarge = false;
    }

    private UnreadableAdvisoryException(String words, boolean tooLarge) {
        super(words);
        this.tooLarge = tooLarge;
    }

    static UnreadableAdvisoryException beyond(String words) {
        return new UnreadableAdvisoryException(words, true);
    }

    /** Whether it was more than is taken, rather than wrong. */
    public boolean isTooLarge() {
        return tooLarge;
    }
}
