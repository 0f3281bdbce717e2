package io.groundwork.orchestration.http;

import io.groundwork.retrieval.Stage;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** OpenAI's {@code ranking_options.ranker} as stages of a search. */
final class Rankers {

    private Rankers() {}

    /** All stages, or with {@code none} all but the one that ranks anew. */
    static Set<Stage> stages(@Nullable String ranker) {
        return switch (ranker == null ? "auto" : ranker) {
            case "auto", "default-2024-11-15" -> EnumSet.allOf(Stage.class);
            case "none" -> EnumSet.complementOf(EnumSet.of(Stage.RERANK));
            default ->
                throw Problem.INVALID_REQUEST.because(
                        "ranking_options.ranker",
                        "There is no ranker '%s'; there are 'auto' and 'none'.".formatted(ranker));
        };
    }
}
