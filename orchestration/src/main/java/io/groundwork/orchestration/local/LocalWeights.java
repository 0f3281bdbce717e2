package io.groundwork.orchestration.local;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A file in the folder of weights.
 *
 * @param digest SHA-256 in hexadecimal digits, once it has been taken
 * @param head what the file says of itself; empty where it could not be read
 * @param words why it cannot be served now, in one sentence; empty when it can
 */
public record LocalWeights(
        Path path, long bytes, State state, Optional<String> digest, Optional<GgufHead> head, Optional<String> words) {

    /** How far a file is on its way to being served. */
    public enum State {
        /** Somebody is still writing it. */
        ARRIVING,
        /** Its digest is being taken. */
        HASHING,
        /** It can be proposed, approved and served. */
        READY,
        /** It cannot be served as it is. */
        REFUSED
    }

    public LocalWeights {
        requireNonNull(state, "state");
        requireNonNull(path, "path");
    }

    /** The name in the folder. */
    public String file() {
        return path.getFileName().toString();
    }
}
