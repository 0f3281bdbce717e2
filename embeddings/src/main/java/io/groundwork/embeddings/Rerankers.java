package io.groundwork.embeddings;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The cross-encoders that this process can call: the one that is configured, which ranks where nobody says otherwise, and those that are registered, by name.
 * Safe for use by many threads.
 */
public final class Rerankers {

    private final Optional<CrossEncoder> usual;
    private final RegisteredModels registered;

    public Rerankers(Optional<CrossEncoder> usual, RegisteredModels registered) {
        this.usual = usual;
        this.registered = registered;
    }

    /** A process that has this one, or none. */
    public static Rerankers only(Optional<CrossEncoder> usual) {
        return new Rerankers(usual, RegisteredModels.NONE);
    }

    /** That of the configuration. */
    public Optional<CrossEncoder> usual() {
        return usual;
    }

    /** What may be chosen now, the configured one first. */
    public List<String> names() {
        return Stream.concat(
                        usual.stream().map(CrossEncoder::model),
                        registered.rerankers().stream().map(RegisteredModels.Registered::name))
                .distinct()
                .toList();
    }

    public Optional<CrossEncoder> named(String name) {
        return usual.filter(encoder -> encoder.model().equals(name)).or(() -> registered.rerankers().stream()
                .filter(one -> one.name().equals(name))
                .map(RegisteredModels.Registered::encoder)
                .findFirst());
    }

    /** Why there is no {@link #named} one of this name, in a few words. */
    public String absence(String name) {
        return registered.absence(name).orElse("there is no such reranker here");
    }
}
