package io.groundwork.retrieval.selection;

import io.groundwork.retrieval.Collapse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Takes passages from the best on and says of each whether it is given. Each is compared only with those that are, so that what it says depends on nothing
 * behind it. A passage whose collection gives each by itself takes no part, neither as the first nor as the second of its kind. Not safe for
 * use by several threads.
 */
final class Chooser {

    private final Map<String, Reading> bySame = new HashMap<>();
    private final Map<Long, List<Reading>> byRun = new HashMap<>();
    private final Map<Reading.Place, Integer> given = new HashMap<>();

    /** What becomes of a passage. */
    sealed interface Fate {

        record Given() implements Fate {}

        /**
         * It says what another says that is given.
         *
         * @param same whether in the same words
         */
        record Copy(Reading original, boolean same) implements Fate {}

        /** Its document gives as many as it may. */
        record Beyond() implements Fate {}
    }

    Fate take(Reading passage) {
        Optional<Fate> copy = copy(passage);
        if (copy.isPresent()) {
            return copy.get();
        }
        int most = passage.settings().maxPerDocument();
        if (given.merge(passage.place(), 1, Integer::sum) > most && most > 0) {
            return new Fate.Beyond();
        }
        remember(passage);
        return new Fate.Given();
    }

    private Optional<Fate> copy(Reading passage) {
        Collapse collapse = passage.settings().collapse();
        if (collapse == Collapse.NONE) {
            return Optional.empty();
        }
        Reading same = bySame.get(passage.wording().same());
        if (same != null) {
            return Optional.of(new Fate.Copy(same, true));
        }
        return collapse == Collapse.NEAR ? near(passage) : Optional.empty();
    }

    /** The best placed of those that are near. */
    private Optional<Fate> near(Reading passage) {
        SortedMap<Integer, Reading> perhaps = new TreeMap<>();
        for (long run : passage.wording().first()) {
            byRun.getOrDefault(run, List.of()).forEach(other -> perhaps.put(other.rank(), other));
        }
        return perhaps.values().stream()
                .filter(other -> other.wording().isNear(passage.wording()))
                .findFirst()
                .map(other -> new Fate.Copy(other, false));
    }

    private void remember(Reading passage) {
        Collapse collapse = passage.settings().collapse();
        if (collapse == Collapse.NONE) {
            return;
        }
        bySame.put(passage.wording().same(), passage);
        if (collapse == Collapse.NEAR) {
            for (long run : passage.wording().first()) {
                byRun.computeIfAbsent(run, first -> new ArrayList<>()).add(passage);
            }
        }
    }
}
