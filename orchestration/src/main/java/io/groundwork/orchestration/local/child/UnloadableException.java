package io.groundwork.orchestration.local.child;

/** The weights cannot be loaded. The message is for the admin. */
final class UnloadableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    UnloadableException(String words) {
        super(words);
    }
}
