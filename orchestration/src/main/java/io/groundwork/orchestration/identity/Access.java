package io.groundwork.orchestration.identity;

import java.util.Locale;
import java.util.Optional;

/** What a grant on a collection allows; each includes those before it. */
public enum Access {
    /** Search it and open what is found. */
    READ,
    /** Add documents, and take back one's own. */
    CONTRIBUTE,
    /** Everything: settings, grants, every document, deletion. */
    CURATE;

    public boolean includes(Access other) {
        return compareTo(other) >= 0;
    }

    public static Optional<Access> parse(String name) {
        for (Access access : values()) {
            if (access.toString().equals(name)) {
                return Optional.of(access);
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
