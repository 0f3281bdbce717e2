package io.groundwork.orchestration.audit;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What is about to be decided.
 *
 * @param caller the person, or the key where it stands for a service
 * @param question in the asker's words; how it is recorded is a setting
 * @param collections where the answer is looked for
 * @param requested the model that was asked for by name
 * @param route the model, or the route, that was chosen
 * @param prompt version of the templates that the model is told by; empty where it is told nothing of ours
 * @param erased the keys, as they stand in other records, of who is to be erased; empty for an answer
 */
public record Intent(
        Kind kind,
        UUID caller,
        String question,
        List<UUID> collections,
        Optional<String> requested,
        String route,
        Optional<String> prompt,
        Ruling ruling,
        List<UUID> erased) {

    public Intent {
        collections = List.copyOf(collections);
        erased = List.copyOf(erased);
    }

    /**
     * What the policies said.
     *
     * @param policy version of the set that was in force; empty where there is none
     * @param rules names of those that bore on this
     */
    public record Ruling(Optional<String> policy, List<String> rules) {

        public static final Ruling NONE = new Ruling(Optional.empty(), List.of());

        public Ruling {
            rules = List.copyOf(rules);
        }
    }
}
