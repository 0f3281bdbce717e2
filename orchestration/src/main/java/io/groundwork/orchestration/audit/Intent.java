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
 * @param assistant through which it was asked, where it was
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
        List<UUID> erased,
        Optional<Assistant> assistant) {

    public Intent {
        collections = List.copyOf(collections);
        erased = List.copyOf(erased);
    }

    /** Of what is not asked through an assistant. */
    public Intent(
            Kind kind,
            UUID caller,
            String question,
            List<UUID> collections,
            Optional<String> requested,
            String route,
            Optional<String> prompt,
            Ruling ruling,
            List<UUID> erased) {
        this(kind, caller, question, collections, requested, route, prompt, ruling, erased, Optional.empty());
    }

    /**
     * An assistant as it was when it was asked.
     *
     * @param name by which it was asked
     * @param language in which its prompt was said; empty code: the one for all that have none of their own; empty: it has no prompt
     */
    public record Assistant(UUID id, String name, int revision, Optional<String> language) {}

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
