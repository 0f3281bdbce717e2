package io.groundwork.embeddings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The engines that this process can call, by name. A space is served by the engine whose model is the very same, numbers and prefixes included, or
 * by none: another is never put in its place. Immutable; safe for use by many threads.
 */
public final class Engines {

    /** Of the model that comes with the program. */
    public static final String BUILT_IN = "built-in";

    /** Of the model behind {@code groundwork.embeddings.url}, where that is not the built-in one. */
    public static final String DEFAULT = "default";

    private final List<Engine> engines;

    /** An engine under the name that an administrator chooses it by. */
    public record Engine(String name, Embedder embedder) {

        public EmbeddingModel model() {
            return embedder.model();
        }
    }

    /**
     * @param engines by name; the first is what new collections get
     * @throws IllegalArgumentException when there is none, or two would serve the same space
     */
    public Engines(Map<String, Embedder> engines) {
        List<Engine> named = new ArrayList<>();
        new LinkedHashMap<>(engines).forEach((name, embedder) -> {
            named.stream()
                    .filter(known -> known.model().sharesSpaceWith(embedder.model()))
                    .findFirst()
                    .ifPresent(known -> {
                        throw new IllegalArgumentException(
                                "The engines '%s' and '%s' make the same vectors".formatted(known.name(), name));
                    });
            named.add(new Engine(name, embedder));
        });
        if (named.isEmpty()) {
            throw new IllegalArgumentException("There is no engine");
        }
        this.engines = List.copyOf(named);
    }

    /** A process with one engine. */
    public static Engines only(Embedder embedder) {
        return new Engines(Map.of(DEFAULT, embedder));
    }

    /** What new collections get. */
    public Embedder preferred() {
        return engines.getFirst().embedder();
    }

    /** In the order of their configuration, the preferred one first. */
    public List<Engine> all() {
        return engines;
    }

    public Optional<Engine> named(String name) {
        return engines.stream().filter(engine -> engine.name().equals(name)).findFirst();
    }

    /** The engine whose vectors may meet those of {@code model}; empty when this process has none. */
    public Optional<Engine> serving(EmbeddingModel model) {
        return engines.stream()
                .filter(engine -> engine.model().sharesSpaceWith(model))
                .findFirst();
    }
}
