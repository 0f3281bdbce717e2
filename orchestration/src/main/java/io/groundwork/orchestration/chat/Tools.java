package io.groundwork.orchestration.chat;

import java.util.List;
import java.util.Optional;

/**
 * What a model may ask the caller to do.
 *
 * @param offered each name once; empty: no tools
 * @param parallel whether it may ask for several at once; the server's own way when empty
 */
public record Tools(List<Tool> offered, Choice choice, Optional<Boolean> parallel) {

    public static final Tools NONE = new Tools(List.of(), new Choice.Auto(), Optional.empty());

    public Tools {
        offered = List.copyOf(offered);
    }

    public boolean isEmpty() {
        return offered.isEmpty();
    }

    /**
     * @param parameters JSON schema of its arguments, as text; empty for none
     * @param strict whether arguments must keep to the schema
     */
    public record Tool(String name, Optional<String> description, Optional<String> parameters, boolean strict) {}

    /** Whether a tool is to be asked for. */
    public sealed interface Choice {

        record Auto() implements Choice {}

        record None() implements Choice {}

        /** One at least. */
        record Required() implements Choice {}

        record Named(String name) implements Choice {}
    }
}
