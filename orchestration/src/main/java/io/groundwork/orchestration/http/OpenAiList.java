package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.groundwork.retrieval.Page;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's list object: a page of a longer list.
 *
 * @param firstId id of the first entry, empty when there is none: OpenAI's description wants a text
 */
record OpenAiList<T>(
        String object,
        List<T> data,
        @JsonProperty("first_id") String firstId,
        @JsonProperty("last_id") String lastId,
        @JsonProperty("has_more") boolean hasMore) {

    private static final int MAX = 100;

    /** @param oneMore up to {@code limit + 1} entries: the last tells that there are more */
    static <T> OpenAiList<T> of(List<T> oneMore, int limit, Function<T, String> id) {
        boolean hasMore = oneMore.size() > limit;
        List<T> data = hasMore ? List.copyOf(oneMore.subList(0, limit)) : oneMore;
        return new OpenAiList<>(
                "list",
                data,
                data.isEmpty() ? "" : id.apply(data.getFirst()),
                data.isEmpty() ? "" : id.apply(data.getLast()),
                hasMore);
    }

    /** A {@code limit} parameter within 1 to 100, or the default of 20. */
    static int limit(@Nullable Integer wanted) {
        if (wanted == null) {
            return 20;
        }
        if (wanted < 1 || wanted > MAX) {
            throw Problem.INVALID_REQUEST.because(
                    "limit", "'limit' is %d; it must be within 1 to %d.".formatted(wanted, MAX));
        }
        return wanted;
    }

    /** What to ask for: one more than is shown, newest first unless {@code asc} is asked for. */
    static <K> Page<K> page(Optional<K> after, int limit, @Nullable String order) {
        if (order == null || order.equals("desc")) {
            return new Page<>(after, limit + 1, Page.Order.NEWEST_FIRST);
        }
        if (order.equals("asc")) {
            return new Page<>(after, limit + 1, Page.Order.OLDEST_FIRST);
        }
        throw Problem.INVALID_REQUEST.because("order", "'order' must be asc or desc.");
    }
}
