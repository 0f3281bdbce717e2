package io.groundwork.retrieval;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** One thing that is to be otherwise than a collection has it: for one search, or in the collection's settings. */
public sealed interface Wish {

    /** The settings with this in them. */
    SearchSettings in(SearchSettings settings);

    /** These stages and no others; see {@link SearchSettings#stages}. */
    record Stages(Set<Stage> stages) implements Wish {

        public Stages {
            stages = Set.copyOf(stages);
            if (!stages.contains(Stage.LEXICAL) && !stages.contains(Stage.VECTOR)) {
                throw new IllegalArgumentException("A search needs the lexical or the vector stage");
            }
        }

        @Override
        public SearchSettings in(SearchSettings settings) {
            return new SearchSettings(
                    stages, settings.collapse(), settings.maxPerDocument(), settings.recency(), settings.ranker());
        }
    }

    /** Nothing is ranked anew. */
    record NoReranking() implements Wish {

        @Override
        public SearchSettings in(SearchSettings settings) {
            EnumSet<Stage> stages = EnumSet.copyOf(settings.stages());
            stages.remove(Stage.RERANK);
            return new SearchSettings(
                    stages, settings.collapse(), settings.maxPerDocument(), settings.recency(), settings.ranker());
        }
    }

    /** These passages are given as one. */
    record Collapsed(Collapse collapse) implements Wish {

        @Override
        public SearchSettings in(SearchSettings settings) {
            return new SearchSettings(
                    settings.stages(), collapse, settings.maxPerDocument(), settings.recency(), settings.ranker());
        }
    }

    /** @param passages of one document at most; 0 for as many as there are */
    record MaxPerDocument(int passages) implements Wish {

        @Override
        public SearchSettings in(SearchSettings settings) {
            return new SearchSettings(
                    settings.stages(), settings.collapse(), passages, settings.recency(), settings.ranker());
        }
    }

    /** What is old counts less in this way; empty: as much as what is new. */
    record Aged(Optional<Recency> recency) implements Wish {

        @Override
        public SearchSettings in(SearchSettings settings) {
            return new SearchSettings(
                    settings.stages(), settings.collapse(), settings.maxPerDocument(), recency, settings.ranker());
        }
    }

    /** @param ranker that ranks the first passages anew, by its name; empty for the one that is usual here */
    record RankedBy(String ranker) implements Wish {

        @Override
        public SearchSettings in(SearchSettings settings) {
            return new SearchSettings(
                    settings.stages(), settings.collapse(), settings.maxPerDocument(), settings.recency(), ranker);
        }
    }
}
