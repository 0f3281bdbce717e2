package io.groundwork.orchestration.http;

import io.groundwork.retrieval.Wish;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** OpenAI's {@code ranking_options.ranker} as wishes of a search. */
final class Rankers {

    private Rankers() {}

    /** As the collections are set, with {@code none} in any case without the stage that ranks anew. */
    static List<Wish> wishes(@Nullable String ranker) {
        return wishes("ranking_options.ranker", ranker);
    }

    /** @param field what names the ranker in the request */
    static List<Wish> wishes(String field, @Nullable String ranker) {
        return switch (ranker == null ? "auto" : ranker) {
            case "auto", "default-2024-11-15" -> List.of();
            case "none" -> List.of(new Wish.NoReranking());
            default ->
                throw Problem.INVALID_REQUEST.because(
                        field, "There is no ranker '%s'; there are 'auto' and 'none'.".formatted(ranker));
        };
    }
}
