package io.groundwork.embeddings.states;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The states of the last few questions, in memory only: who answers a question wants those that the search for it had made a moment before. Safe for use by
 * many threads; two who ask the same at once may both make them.
 */
public final class RecentQuestions {

    /** Some 20 kB each. */
    private static final int MOST = 32;

    private final Map<String, QuestionStates> kept = new LinkedHashMap<>(MOST, 0.75f, true) {

        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, QuestionStates> eldest) {
            return size() > MOST;
        }
    };

    /** Those that are kept, or new ones, which are kept from then on. What making them throws is thrown on. */
    public QuestionStates of(String question, Supplier<QuestionStates> made) {
        Optional<QuestionStates> known = known(question);
        if (known.isPresent()) {
            return known.get();
        }
        QuestionStates states = made.get();
        synchronized (kept) {
            kept.put(question, states);
        }
        return states;
    }

    private Optional<QuestionStates> known(String question) {
        synchronized (kept) {
            return Optional.ofNullable(kept.get(question));
        }
    }
}
