package io.groundwork.embeddings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The engines that this process can call, by name. A space is served by the engine whose model is the very same, numbers and prefixes included, or
 * by none: another is never put in its place. Those of the configuration stay; those that are registered come and go. Safe for use by many threads.
 */
public final class Engines {

    /** Of the model that comes with the program. */
    public static final String BUILT_IN = "built-in";

    /** Of the model behind {@code groundwork.embeddings.url}, where that is not the built-in one. */
    public static final String DEFAULT = "default";

    private final List<Engine> engines;
    private final RegisteredModels registered;

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
        this(engines, RegisteredModels.NONE);
    }

    /** The same with those that are registered behind them. */
    public Engines(Map<String, Embedder> engines, RegisteredModels registered) {
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
        this.registered = registered;
    }

    /** A process with one engine. */
    public static Engines only(Embedder embedder) {
        return new Engines(Map.of(DEFAULT, embedder));
    }

    /** What new collections get. */
    public Embedder preferred() {
        return engines.getFirst().embedder();
    }

    /** In the order of their configuration, the preferred one first; then those that are registered and may be used now. */
    public List<Engine> all() {
        List<Engine> all = new ArrayList<>(engines);
        for (Engine one : registered.engines()) {
            boolean known = all.stream()
                    .anyMatch(other ->
                            other.name().equals(one.name()) || other.model().sharesSpaceWith(one.model()));
            if (!known) {
                all.add(one);
            }
        }
        return List.copyOf(all);
    }

    public Optional<Engine> named(String name) {
        return all().stream().filter(engine -> engine.name().equals(name)).findFirst();
    }

    /** The engine whose vectors may meet those of {@code model}; empty when this process has none. */
    public Optional<Engine> serving(EmbeddingModel model) {
        return engines.stream()
                .filter(engine -> engine.model().sharesSpaceWith(model))
                .findFirst()
                .or(() -> registered.engines().stream()
                        .filter(engine -> engine.model().sharesSpaceWith(model))
                        .findFirst());
    }

    /** Why none is {@link #serving} these vectors, in a few words, where that is known. */
    public Optional<String> why(EmbeddingModel model) {
        return registered.absence(model);
    }

    /** The same as a sentence. */
    public String absence(EmbeddingModel model) {
        String none = "There is no engine here for vectors of %s".formatted(model.name());
        return registered.absence(model).map(why -> none + ": " + why + ".").orElse(none + ".");
    }
}
