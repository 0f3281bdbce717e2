package io.groundwork.ingest.source;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Something in a source that can be read as a document.
 *
 * @param externalId names it within its source, for as long as the source itself says it is the same thing
 * @param name what people call it, with the ending that tells its format; without folders
 * @param path where it lies, parts divided by {@code /}, the name last
 * @param mediaType as the source declares it; {@code application/octet-stream} where it does not
 * @param link where a person opens it, where there is such a place
 * @param mark changes when the bytes may have: etag, blob id, content tag; never blank, meaningful to the source alone
 * @param sizeBytes −1 where the source does not say beforehand
 * @param modified when the source last saw it change, where it says
 */
public record SourceItem(
        String externalId,
        String name,
        String path,
        String mediaType,
        Optional<URI> link,
        String mark,
        long sizeBytes,
        Optional<Instant> modified,
        Audience audience) {

    /** The type of what nothing is known of. */
    public static final String OCTETS = "application/octet-stream";

    /** Stores let names hold what no page can show. */
    private static final Pattern CONTROLS = Pattern.compile("\\p{Cntrl}");

    public SourceItem {
        requireNonNull(audience, "audience");
        name = name.isBlank() ? "unnamed" : CONTROLS.matcher(name).replaceAll(" ");
        path = CONTROLS.matcher(path).replaceAll(" ");
        if (externalId.isBlank() || mark.isBlank()) {
            throw new IllegalArgumentException("An item without id or mark: '%s'".formatted(path));
        }
    }
}
