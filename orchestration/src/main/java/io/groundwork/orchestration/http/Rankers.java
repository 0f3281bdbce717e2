package io.groundwork.orchestration.http;

import io.groundwork.embeddings.Rerankers;
import io.groundwork.retrieval.Wish;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which reranker a request wants, as wishes of a search: OpenAI's {@code ranking_options.ranker}, and our own {@code ranker}. */
@Singleton
final class Rankers {

    static final String AUTO = "auto";
    private static final String NONE = "none";

    private final Rerankers rerankers;
    private final NamedModels names;

    Rankers(Rerankers rerankers, NamedModels names) {
        this.names = names;
        this.rerankers = rerankers;
    }

    List<Wish> wishes(@Nullable String ranker) {
        return wishes("ranking_options.ranker", ranker);
    }

    /** As the collections are set, with {@code none} in any case without the stage that ranks anew, with a name by that model. */
    List<Wish> wishes(String field, @Nullable String ranker) {
        return switch (ranker == null ? AUTO : ranker) {
            case AUTO, "default-2024-11-15" -> List.of();
            case NONE -> List.of(new Wish.NoReranking());
            default -> List.of(named(field, ranker));
        };
    }

    /** The same of what was checked when it was written down: one that is out of use by now ranks nothing, and the search goes on. */
    List<Wish> known(String ranker) {
        return switch (ranker) {
            case AUTO, "default-2024-11-15" -> List.of();
            case NONE -> List.of(new Wish.NoReranking());
            default -> List.of(new Wish.RankedBy(ranker));
        };
    }

    /** Refuses a reranker that is not there; what a collection has named before stays, whatever became of it. */
    void check(List<Wish> wishes) {
        for (Wish wish : wishes) {
            if (wish instanceof Wish.RankedBy(String ranker) && !ranker.isEmpty()) {
                Wish unused = named("search.ranker", ranker);
            }
        }
    }

    private Wish named(String field, String ranker) {
        if (rerankers.named(ranker).filter(found -> names.open(ranker)).isEmpty()) {
            String known = Stream.concat(
                            Stream.of(AUTO, NONE), rerankers.names().stream().filter(names::open))
                    .map("'%s'"::formatted)
                    .collect(Collectors.joining(", "));
            throw Problem.INVALID_REQUEST.because(
                    field, "There is no ranker '%s'; there are %s.".formatted(ranker, known));
        }
        return new Wish.RankedBy(ranker);
    }
}
