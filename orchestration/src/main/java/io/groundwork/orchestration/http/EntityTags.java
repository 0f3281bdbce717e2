package io.groundwork.orchestration.http;

import jakarta.ws.rs.core.EntityTag;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Revisions as the entity tags of RFC 9110: who sends {@code If-Match} changes what they have seen, or nothing. */
final class EntityTags {

    private EntityTags() {}

    static EntityTag of(int revision) {
        return new EntityTag(String.valueOf(revision));
    }

    /** @param ifMatch {@code *}, or tags, one of which must be the present one; null for a caller who does not ask for it */
    static void check(@Nullable String ifMatch, int revision) {
        if (ifMatch == null || ifMatch.strip().equals("*")) {
            return;
        }
        String now = "\"%d\"".formatted(revision);
        if (Arrays.stream(ifMatch.split(",", -1)).map(String::strip).noneMatch(now::equals)) {
            throw Problem.PRECONDITION_FAILED.because("It is at revision %d by now; you sent If-Match: %s."
                    .formatted(revision, ifMatch.replaceAll("[^\\x21-\\x7e ]", "")));
        }
    }
}
