package io.groundwork.orchestration.assistants;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * An assistant as it is now, for one caller.
 *
 * @param name what callers send as {@code model}
 * @param owner who made it
 * @param revision counts its changes from 1
 * @param changedAt when that revision was made
 * @param right what the caller may do with it
 */
public record Assistant(
        UUID id,
        String name,
        UUID owner,
        State state,
        int revision,
        Instant createdAt,
        Instant changedAt,
        Brief brief,
        Right right) {

    /** Whether it answers. */
    public enum State {
        ENABLED,
        /** It answers nobody; who may change it still sees it. */
        DISABLED;

        /** As it stands in JSON. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<State> of(String word) {
            for (State state : values()) {
                if (state.word().equals(word)) {
                    return Optional.of(state);
                }
            }
            return Optional.empty();
        }
    }

    /** What a caller may do with an assistant; each includes those before it. */
    public enum Right {
        /** Ask it. */
        USE,
        /** See all of it, change it, and go back to how it was. */
        EDIT,
        /** Share it, and remove it: its owner, and administrators. */
        OWN;

        public boolean includes(Right other) {
            return compareTo(other) >= 0;
        }

        /** As it stands in JSON and in the database. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Those that can be shared: nobody is made an owner. */
        public static Optional<Right> shared(String word) {
            return Optional.of(word)
                    .filter(known -> known.equals(USE.word()) || known.equals(EDIT.word()))
                    .map(known -> valueOf(known.toUpperCase(Locale.ROOT)));
        }
    }
}
