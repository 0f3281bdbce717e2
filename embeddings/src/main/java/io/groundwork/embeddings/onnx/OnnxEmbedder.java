package io.groundwork.embeddings.onnx;

import ai.onnxruntime.OrtException;
import io.groundwork.embeddings.Embedder;
import io.groundwork.embeddings.Embedding;
import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.embeddings.EmbeddingModel;
import io.groundwork.embeddings.Embeddings;
import io.groundwork.embeddings.LateInteraction;
import io.groundwork.embeddings.PassageVectors;
import io.groundwork.embeddings.TokenVectors;
import io.groundwork.embeddings.onnx.Workers.Lane;
import io.groundwork.embeddings.onnx.Workers.Work;
import io.groundwork.embeddings.states.CompressedStates;
import io.groundwork.embeddings.states.QuestionStates;
import io.groundwork.embeddings.tokens.Tokens;
import io.groundwork.embeddings.tokens.WordPiece;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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

    /** Of English; only for how much waits. */
    private static final int CHARACTERS_PER_TOKEN = 4;

    /** What a run costs whatever it reads, in tokens. */
    private static final int LEAST_TOKENS = 16;

    /** Tokens of the run that brings the weights into memory before the first caller comes. */
    private static final int WARM_UP_TOKENS = 64;

    private final CompletableFuture<WordPiece> tokenizer = new CompletableFuture<>();
    private final CompletableFuture<Encoder> encoder = new CompletableFuture<>();
    private final EmbeddingModel model;
    private final WorkMeters meters;
    private final Workers workers;

    /**
     * How much is done at once, and how much may wait.
     *
     * @param callers texts that are run at once, each on one core
     * @param maxCalls calls of one kind that may wait before further ones are refused
     * @param maxTokens of one kind that may wait before further calls are refused
     */
    public record Capacity(int callers, int maxCalls, long maxTokens) {}

    /**
     * Returns at once and loads in the background.
     *
     * @param kept a folder, writable by nobody else, where unpacked weights and libraries stay for the next start; without it
     *     they go to a temporary one
     * @param registry where it is told what was done
     */
    public OnnxEmbedder(Optional<Path> kept, Capacity capacity, MeterRegistry registry) {
        this(BgeSmall.MODEL, () -> Encoder.load(kept), capacity, registry);
    }

    /**
     * Other weights, such as the same model's in decimals, for programs that nobody watches.
     *
     * @param weights an encoder in ONNX with the inputs, the output and the vocabulary of the built-in model
     */
    public OnnxEmbedder(Path weights, EmbeddingModel model, int callers, int maxCalls) {
        this(
                model,
                () -> Encoder.load(weights, model),
                new Capacity(callers, maxCalls, Long.MAX_VALUE),
                new SimpleMeterRegistry());
    }

    private OnnxEmbedder(EmbeddingModel model, Source source, Capacity capacity, MeterRegistry registry) {
        this.model = model;
        meters = new WorkMeters(registry, model.name());
        Workers.Limits limits = new Workers.Limits(capacity.maxCalls(), capacity.maxTokens());
        workers = new Workers(capacity.callers(), limits, meters, this::rest);
        Thread.ofPlatform().daemon().name("embeddings-loader").start(() -> load(source));
    }

    /** The same for programs that nobody watches: any number of tokens may wait. */
    public OnnxEmbedder(Optional<Path> kept, int callers, int maxCalls) {
        this(kept, new Capacity(callers, maxCalls, Long.MAX_VALUE), new SimpleMeterRegistry());
    }

    private void load(Source source) {
        long start = System.nanoTime();
        try {
            tokenizer.complete(BgeSmall.tokenizer());
            Encoder loaded = source.load();
            warmUp(loaded);
            encoder.complete(loaded);
            LOG.infof(
                    "Embedding model %s is loaded, in %d ms", model().name(), (System.nanoTime() - start) / 1_000_000);
        } catch (IOException | OrtException | RuntimeException | LinkageError e) {
            EmbeddingException failure = new EmbeddingException("The embedding model could not be loaded", e);
            LOG.error(failure.getMessage(), e);
            tokenizer.completeExceptionally(failure);
            encoder.completeExceptionally(failure);
        }
    }

    private void warmUp(Encoder loaded) {
        long[] sequence = new long[WARM_UP_TOKENS];
        Arrays.fill(sequence, loaded(tokenizer).separator());
        loaded.first(sequence);
    }

    /** Whether the model is loaded and has run once, so that a call waits for neither. */
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
    public Embeddings embed(Kind kind, List<String> texts) {
        List<Vector> vectors =
                switch (kind) {
                    case QUESTION ->
                        run(Lane.QUESTION, texts, text -> vector(Lane.QUESTION, BgeSmall.QUESTION_PREFIX + text));
                    case PASSAGE -> run(Lane.PASSAGES, texts, text -> vector(Lane.PASSAGES, text));
                };
        return embeddings(vectors);
    }

    private static Embeddings embeddings(List<Vector> vectors) {
        List<Integer> cut = new ArrayList<>();
        long tokens = 0;
        for (int i = 0; i < vectors.size(); i++) {
            tokens += vectors.get(i).tokens();
            if (vectors.get(i).cut()) {
                cut.add(i);
            }
        }
        return new Embeddings(vectors.stream().map(Vector::embedding).toList(), tokens, cut);
    }

    @Override
    public List<TokenVectors> embedTokens(List<String> texts) {
        return run(Lane.PASSAGES, texts, text -> {
            Tokens tokens = tokens(Lane.PASSAGES, text);
            return new TokenVectors(loaded(encoder).all(sequence(tokens)), model().dimension());
        });
    }

    @Override
    public boolean givesStates() {
        return model.dimension() == MeanState.DIMENSION;
    }

    @Override
    public PassageVectors embedWithStates(List<String> texts) {
        if (!givesStates()) {
            return new PassageVectors(embed(Kind.PASSAGE, texts), List.of());
        }
        List<Stated> stated = run(Lane.PASSAGES, texts, this::stated);
        return new PassageVectors(
                embeddings(stated.stream().map(Stated::vector).toList()),
                stated.stream().map(Stated::states).toList());
    }

    private record Stated(Vector vector, CompressedStates states) {}

    private Stated stated(String text) {
        Tokens tokens = tokens(Lane.PASSAGES, text);
        Encoder.Both made = loaded(encoder).both(sequence(tokens));
        MeanState.BUILT_IN.centre(made.all());
        return new Stated(vector(made.first(), tokens), CompressedStates.of(made.all(), model().dimension()));
    }

    @Override
    public QuestionStates questionStates(String question) {
        if (!givesStates()) {
            return Embedder.super.questionStates(question);
        }
        return run(Lane.QUESTION, List.of(question), text -> {
                    Tokens tokens = tokens(Lane.QUESTION, text);
                    float[] all = loaded(encoder).all(sequence(tokens));
                    int dimension = model().dimension();
                    int kept = Math.min(tokens.size(), MOST_QUESTION_STATES);
                    float[] states = Arrays.copyOfRange(all, dimension, (kept + 1) * dimension);
                    MeanState.BUILT_IN.centre(states);
                    return new QuestionStates(states, dimension);
                })
                .getFirst();
    }

    @Override
    public List<Scores> score(Question question, List<Text> texts) {
        MaxSim scorer = run(
                        Lane.QUESTION,
                        List.of(question.text()),
                        text -> new MaxSim(question, states(Lane.QUESTION, text)))
                .getFirst();
        return workers.run(
                Lane.ANSWER,
                texts.stream()
                        .map(text -> new Work<>(
                                about(text.text()),
                                () -> scorer.score(states(Lane.ANSWER, text.text()), text.segments())))
                        .toList());
    }

    private <T> List<T> run(Lane lane, List<String> texts, Function<String, T> work) {
        return workers.run(
                lane,
                texts.stream()
                        .map(text -> new Work<>(about(text), () -> work.apply(text)))
                        .toList());
    }

    /** About how many tokens the model will read of a text, without reading it; the shortest takes as long as some of them. */
    private int about(String text) {
        return Math.clamp(text.length() / CHARACTERS_PER_TOKEN, LEAST_TOKENS, model().maxTokens());
    }

    private record Vector(Embedding embedding, int tokens, boolean cut) {}

    private Vector vector(Lane lane, String text) {
        Tokens tokens = tokens(lane, text);
        return vector(loaded(encoder).first(sequence(tokens)), tokens);
    }

    private static Vector vector(float[] values, Tokens tokens) {
        TokenStates.toUnitLength(values, 0, values.length);
        return new Vector(new Embedding(values), tokens.size() + SPECIAL_TOKENS, tokens.isCut());
    }

    private TokenStates states(Lane lane, String text) {
        Tokens tokens = tokens(lane, text);
        return new TokenStates(loaded(encoder).all(sequence(tokens)), tokens);
    }

    private Tokens tokens(Lane lane, String text) {
        Tokens tokens = loaded(tokenizer).encode(text, model().maxTokens() - SPECIAL_TOKENS);
        meters.read(lane, tokens.size() + SPECIAL_TOKENS);
        return tokens;
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
