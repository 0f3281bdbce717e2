package io.groundwork.embeddings.onnx;

import ai.onnxruntime.OrtException;
import io.groundwork.embeddings.Embedder;
import io.groundwork.embeddings.Embedding;
import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.embeddings.EmbeddingModel;
import io.groundwork.embeddings.LateInteraction;
import io.groundwork.embeddings.onnx.Workers.Lane;
import io.groundwork.embeddings.tokens.Tokens;
import io.groundwork.embeddings.tokens.WordPiece;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * The built-in model in this process. The same text gives bit-identical vectors, whoever else is being served. Loads in a thread of
 * its own; a call that comes earlier waits for it.
 */
public final class OnnxEmbedder implements Embedder, LateInteraction, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(OnnxEmbedder.class);

    /** {@code [CLS]} and {@code [SEP]}. */
    private static final int SPECIAL_TOKENS = 2;

    private final CompletableFuture<WordPiece> tokenizer = new CompletableFuture<>();
    private final CompletableFuture<Encoder> encoder = new CompletableFuture<>();
    private final EmbeddingModel model;
    private final Workers workers;

    /**
     * Returns at once and loads in the background.
     *
     * @param kept a folder, writable by nobody else, where unpacked weights and libraries stay for the next start; without it
     *     they go to a temporary one
     * @param callers texts that are run at once, each on one core
     * @param maxCalls calls of one kind that may wait before further ones are refused
     */
    public OnnxEmbedder(Optional<Path> kept, int callers, int maxCalls) {
        this(BgeSmall.MODEL, () -> Encoder.load(kept), callers, maxCalls);
    }

    /**
     * Other weights, such as the same model's in decimals.
     *
     * @param weights an encoder in ONNX with the inputs, the output and the vocabulary of the built-in model
     */
    public OnnxEmbedder(Path weights, EmbeddingModel model, int callers, int maxCalls) {
        this(model, () -> Encoder.load(weights, model), callers, maxCalls);
    }

    private OnnxEmbedder(EmbeddingModel model, Source source, int callers, int maxCalls) {
        this.model = model;
        workers = new Workers(callers, maxCalls, this::rest);
        Thread.ofPlatform().daemon().name("embeddings-loader").start(() -> load(source));
    }

    private void load(Source source) {
        long start = System.nanoTime();
        try {
            tokenizer.complete(BgeSmall.tokenizer());
            encoder.complete(source.load());
            LOG.infof(
                    "Embedding model %s is loaded, in %d ms", model().name(), (System.nanoTime() - start) / 1_000_000);
        } catch (IOException | OrtException | RuntimeException | LinkageError e) {
            EmbeddingException failure = new EmbeddingException("The embedding model could not be loaded", e);
            LOG.error(failure.getMessage(), e);
            tokenizer.completeExceptionally(failure);
            encoder.completeExceptionally(failure);
        }
    }

    /** Whether the model is loaded, so that a call does not wait for that. */
    @Override
    public boolean ready() {
        return encoder.isDone() && !encoder.isCompletedExceptionally();
    }

    @Override
    public EmbeddingModel model() {
        return model;
    }

    @Override
    public int countTokens(String text) {
        return loaded(tokenizer).count(text);
    }

    @Override
    public Embedding embedQuery(String text) {
        return one(Lane.QUESTION, () -> embed(BgeSmall.QUESTION_PREFIX + text));
    }

    @Override
    public List<Embedding> embedPassages(List<String> texts) {
        return workers.run(Lane.PASSAGES, tasks(texts, this::embed));
    }

    @Override
    public List<Scores> score(Question question, List<Text> texts) {
        MaxSim scorer = one(Lane.QUESTION, () -> new MaxSim(question, states(question.text())));
        return workers.run(Lane.ANSWER, tasks(texts, text -> scorer.score(states(text.text()), text.segments())));
    }

    private <T> T one(Lane lane, Callable<T> task) {
        return workers.run(lane, List.of(task)).getFirst();
    }

    private static <A, T> List<Callable<T>> tasks(List<A> inputs, Function<A, T> work) {
        return inputs.stream()
                .<Callable<T>>map(input -> () -> work.apply(input))
                .toList();
    }

    private Embedding embed(String text) {
        float[] values = loaded(encoder).first(sequence(tokens(text)));
        TokenStates.toUnitLength(values, 0, values.length);
        return new Embedding(values);
    }

    private TokenStates states(String text) {
        Tokens tokens = tokens(text);
        return new TokenStates(loaded(encoder).all(sequence(tokens)), tokens);
    }

    private Tokens tokens(String text) {
        return loaded(tokenizer).encode(text, model().maxTokens() - SPECIAL_TOKENS);
    }

    private long[] sequence(Tokens tokens) {
        long[] sequence = new long[tokens.size() + SPECIAL_TOKENS];
        sequence[0] = loaded(tokenizer).classifier();
        for (int i = 0; i < tokens.size(); i++) {
            sequence[i + 1] = tokens.id(i);
        }
        sequence[sequence.length - 1] = loaded(tokenizer).separator();
        return sequence;
    }

    private void rest() {
        try {
            loaded(encoder).rest();
        } catch (EmbeddingException e) {
            LOG.warn("Memory was not given back", e);
        }
    }

    private static <T> T loaded(CompletableFuture<T> part) {
        try {
            return part.join();
        } catch (CompletionException e) {
            throw new EmbeddingException("The embedding model could not be loaded", e.getCause());
        }
    }

    /** Waits for a load and for runs in progress. Calls after this, and calls that wait, fail. */
    @Override
    public void close() {
        workers.close();
        if (!encoder.isCompletedExceptionally()) {
            loaded(encoder).close();
        }
    }

    private interface Source {

        Encoder load() throws IOException, OrtException;
    }
}
