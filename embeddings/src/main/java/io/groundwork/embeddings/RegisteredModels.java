package io.groundwork.embeddings;

import java.util.List;
import java.util.Optional;

/**
 * Engines and rerankers that come and go while the process runs: what administrators register and take back. Each answer is as things are at that moment;
 * implementations are safe for use by many threads and cheap enough to be asked for every search.
 */
public interface RegisteredModels {

    /** Of a process in which nothing is registered. */
    RegisteredModels NONE = new RegisteredModels() {
        @Override
        public List<Engines.Engine> engines() {
            return List.of();
        }

        @Override
        public List<Registered> rerankers() {
            return List.of();
        }

        @Override
        public Optional<String> absence(EmbeddingModel model) {
            return Optional.empty();
        }

        @Override
        public Optional<String> absence(String reranker) {
            return Optional.empty();
        }
    };

    /** A reranker under the name that it is chosen by. */
    record Registered(String name, CrossEncoder encoder) {}

    /** Those that may be used now. */
    List<Engines.Engine> engines();

    /** Those that may be used now. */
    List<Registered> rerankers();

    /** Why none of {@link #engines} makes these vectors, in a few words that go on a sentence, such as {@code it was recalled}; empty where nothing is known of it. */
    Optional<String> absence(EmbeddingModel model);

    /** The same of a reranker that is chosen by this name. */
    Optional<String> absence(String reranker);
}
