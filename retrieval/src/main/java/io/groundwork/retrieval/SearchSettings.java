package io.groundwork.retrieval;

import static java.util.Objects.requireNonNull;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How a collection is searched.
 *
 * @param stages of {@link Stage#RANKING}, those that run; what else is named is left out. At least one of {@link Stage#LEXICAL} and {@link Stage#VECTOR}
 * @param collapse which passages are given as one
 * @param maxPerDocument most passages of one document, 1 to 100; 0 for as many as there are
 * @param recency what is old counts less; empty where age does not matter
 * @param ranker name of the reranker that ranks the first passages anew; empty for the one that is usual here
 */
public record SearchSettings(
        Set<Stage> stages, Collapse collapse, int maxPerDocument, Optional<Recency> recency, String ranker) {

    public static final int MOST_PER_DOCUMENT = 100;

    public static final SearchSettings DEFAULT = new SearchSettings(Stage.RANKING, Collapse.SAME, 0, Optional.empty());

    /** Ranked anew by what is usual here. */
    public SearchSettings(Set<Stage> stages, Collapse collapse, int maxPerDocument, Optional<Recency> recency) {
        this(stages, collapse, maxPerDocument, recency, "");
    }

    public SearchSettings {
        requireNonNull(collapse, "collapse");
        requireNonNull(recency, "recency");
        requireNonNull(ranker, "ranker");
        EnumSet<Stage> ranking = EnumSet.copyOf(Stage.RANKING);
        ranking.retainAll(stages);
        stages = Set.copyOf(ranking);
        if (!stages.contains(Stage.LEXICAL) && !stages.contains(Stage.VECTOR)) {
            throw new IllegalArgumentException("A search needs the lexical or the vector stage");
        }
        if (maxPerDocument < 0 || maxPerDocument > MOST_PER_DOCUMENT) {
            throw new IllegalArgumentException(
                    "%d passages of a document are not within 0 to %d".formatted(maxPerDocument, MOST_PER_DOCUMENT));
        }
    }

    /** The same but for what is wished, the last word counting. */
    public SearchSettings changedBy(List<Wish> wishes) {
        SearchSettings changed = this;
        for (Wish wish : wishes) {
            changed = wish.in(changed);
        }
        return changed;
    }

    /** Whether something is left out of what was ranked. */
    boolean leavesOut() {
        return collapse != Collapse.NONE || maxPerDocument > 0;
    }
}
