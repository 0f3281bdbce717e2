package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/** A page of a list under {@code /api/v1}. */
record Listing<T>(List<T> data, @JsonProperty("has_more") boolean hasMore) {

    /** @param oneMore up to {@code limit + 1} entries: the last tells that there are more */
    static <T> Listing<T> of(List<T> oneMore, int limit) {
        boolean hasMore = oneMore.size() > limit;
        return new Listing<>(hasMore ? List.copyOf(oneMore.subList(0, limit)) : oneMore, hasMore);
    }

    static <T> Listing<T> whole(List<T> data) {
        return new Listing<>(data, false);
    }
}
