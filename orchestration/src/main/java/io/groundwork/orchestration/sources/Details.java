package io.groundwork.orchestration.sources;

import io.groundwork.ingest.source.SourceItem;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What is written with a document beside its bytes, boiled down so that a later walk can tell what of it differs.
 *
 * @param place of name, path, type and link
 * @param readers of those who may read
 */
record Details(String place, String readers) {

    private static final int HEX_DIGITS = 24;

    /** @param readers empty: the source does not say */
    static Details of(SourceItem item, Optional<List<UUID>> readers) {
        return new Details(
                hash(item.name(), item.path(), item.mediaType(), item.link().toString()),
                readers.map(who ->
                                hash(who.stream().sorted().map(UUID::toString).toArray(String[]::new)))
                        .orElse("-"));
    }

    static Details parse(String text) {
        int colon = text.indexOf(':');
        return colon < 0 ? new Details(text, "") : new Details(text.substring(0, colon), text.substring(colon + 1));
    }

    @Override
    public String toString() {
        return place + ":" + readers;
    }

    private static String hash(String... parts) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(String.join("\u0000", parts).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, HEX_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
