package io.groundwork.orchestration.local.child;

/** llama.cpp does not do what it was asked. The message is its own. */
final class EngineException extends RuntimeException {

    private static final long serialVersionUID = 1;

    EngineException(String words, Throwable cause) {
        super(words, cause);
    }
}
