package io.groundwork.orchestration.sources;

import java.util.Locale;
import java.util.Optional;

/** The kinds of places that documents come from; each is one class of {@link io.groundwork.ingest.source}. */
public enum SourceKind {
    FOLDER,
    S3,
    GIT,
    WEB,
    SHAREPOINT,
    CONFLUENCE;

    public static Optional<SourceKind> parse(String name) {
        for (SourceKind kind : values()) {
            if (kind.toString().equals(name)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
