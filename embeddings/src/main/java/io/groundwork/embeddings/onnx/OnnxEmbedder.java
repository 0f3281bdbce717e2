package io.groundwork.embeddings.onnx;

import ai.onnxruntime.OrtException;
import io.groundwork.embeddings.Embedder;
import io.groundwork.embeddings.Embedding;
import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.embeddings.EmbeddingModel;
import io.groundwork.embeddings.Embeddings;
import io.groundwork.embeddings.LateInteraction;
import io.groundwork.embeddings.Numbers;
import io.groundwork.embeddings.PassageVectors;
import io.groundwork.embeddings.Precision;
import io.groundwork.embeddings.Provenance;
import io.groundwork.embeddings.TokenVectors;
import io.groundwork.embeddings.onnx.Reading.Wanted;
import io.groundwork.embeddings.onnx.Workers.Lane;
import io.groundwork.embeddings.states.CompressedStates;
import io.groundwork.embeddings.states.QuestionStates;
import io.groundwork.embeddings.states.RecentQuestions;
import io.groundwork.embeddings.tokens.Tokens;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jboss.logging.Logger;

/**
 * The model in this process. In whole numbers the same text gives bit-identical vectors, whoever else is being served; in decimals the same to a cosine of
 * .99999. What it runs on is settled when this returns; it loads in a thread of its own, and a call that comes earlier waits for it.
 */
public final class OnnxEmbedder implements Embedder, LateInteraction, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(OnnxEmbedder.class);

    private final CompletableFuture<Vocabulary> vocabulary = new CompletableFuture<>();
    private final CompletableFuture<Loaded> encoder = new CompletableFuture<>();
    private final CompletableFuture<Loaded> questions = new CompletableFuture<>();
    private final RecentQuestions recent = new RecentQuestions();
    private final LocalModel local;
    private final Reading reading;

    /**
     * How much may wait.
     *
     * @param maxCalls calls of one kind that may wait before further ones are refused
     * @param maxTokens of one kind that may wait before further calls are refused
     */
    public record Capacity(int maxCalls, long maxTokens) {}

    /**
     * @param kept a folder, writable by nobody else, where unpacked weights and libraries stay for the next start; without it
     *     they go to a temporary one
     * @param registry where it is told what was done
     * @throws EmbeddingException when what was wished for cannot be had
     */
    public static OnnxEmbedder start(Wish wish, Optional<Path> kept, Capacity capacity, MeterRegistry registry) {
        Unpacked unpacked = folder(kept);
        try {
            Placement placement = Placement.of(wish, Devices.here(unpacked, wish.ordinal()), BgeSmall.hasDecimals());
            return new OnnxEmbedder(placement, unpacked, capacity, registry);
        } catch (RuntimeException e) {
            unpacked.close();
            throw e;
        }
    }

    private static Unpacked folder(Optional<Path> kept) {
        try {
            return Unpacked.into(kept);
        } catch (IOException e) {
            throw new EmbeddingException("There is no folder for what has to be unpacked", e);
        }
    }

    /**
     * Other weights, such as the same model's in decimals, on the processor, for programs that nobody watches.
     *
     * @param weights an encoder in ONNX with the inputs, the output and the vocabulary of the built-in model
     */
    public OnnxEmbedder(Path weights, EmbeddingModel model, int callers, int maxCalls) {
        this(
                new Placement(LocalModel.of(weights, model), Device.CPU, precision(model), 0, 0, callers),
                folder(Optional.empty()),
                new Capacity(maxCalls, Long.MAX_VALUE),
                new SimpleMeterRegistry());
    }

    /** The built-in model in whole numbers for programs that nobody watches: any number of tokens may wait. */
    public OnnxEmbedder(Optional<Path> kept, int callers, int maxCalls) {
        this(
                new Placement(BgeSmall.wholeNumbers(), Device.CPU, Precision.INT8, 0, 0, callers),
                folder(kept),
                new Capacity(maxCalls, Long.MAX_VALUE),
                new SimpleMeterRegistry());
    }

    private static Precision precision(EmbeddingModel model) {
        return model.numbers() == Numbers.INT8 ? Precision.INT8 : Precision.FP32;
    }

    /** @param unpacked closed when all is loaded */
    OnnxEmbedder(Placement placement, Unpacked unpacked, Capacity capacity, MeterRegistry registry) {
        local = placement.model();
        EmbeddingModel model = local.identity();
        WorkMeters meters = new WorkMeters(registry, model.name(), placement.callers());
        Workers.Limits limits = new Workers.Limits(capacity.maxCalls(), capacity.maxTokens());
        reading = placement.batchTokens() == 0
                ? new OneByOne(
                        local,
                        () -> loaded(vocabulary),
                        () -> (Encoder) loaded(encoder),
                        () -> (Encoder) loaded(questions),
                        placement.callers(),
                        limits,
                        meters)
                : new InBatches(
                        local,
                        () -> loaded(vocabulary),
                        () -> (BatchEncoder) loaded(encoder),
                        placement.callers(),
                        placement.batchTokens(),
                        limits,
                        meters);
        Thread.ofPlatform().daemon().name("embeddings-loader").start(() -> load(placement, unpacked));
    }

    private void load(Placement placement, Unpacked unpacked) {
        long start = System.nanoTime();
        try (unpacked) {
            vocabulary.complete(
                    new Vocabulary(local.tokenizer(), local.identity().maxTokens()));
            Loaded first = Loading.load(placement, unpacked, loaded(vocabulary));
            Loaded asked = forQuestions(placement, unpacked, first);
            encoder.complete(first);
            questions.complete(asked);
            LOG.infof(
                    "Embedding model %s is loaded (%s), in %d ms",
                    model().name(), placement.words(), (System.nanoTime() - start) / 1_000_000);
        } catch (IOException | OrtException | RuntimeException | LinkageError e) {
            EmbeddingException failure = new EmbeddingException("The embedding model could not be loaded", e);
            LOG.error(failure.getMessage(), e);
            vocabulary.completeExceptionally(failure);
            encoder.completeExceptionally(failure);
            questions.completeExceptionally(failure);
        }
    }

    private Loaded forQuestions(Placement placement, Unpacked unpacked, Loaded first) throws IOException, OrtException {
        if (placement.batchTokens() > 0 || placement.callers() == 1) {
            return first;
        }
        try {
            return Loading.loadForQuestions(placement, unpacked, loaded(vocabulary));
        } catch (IOException | OrtException | RuntimeException | LinkageError e) {
            first.close();
            throw e;
        }
    }

    /** Whether the model is loaded and has run once, so that a call waits for neither. */
    @Override
    public boolean ready() {
        return questions.isDone() && !questions.isCompletedExceptionally();
    }

    @Override
    public EmbeddingModel model() {
        return local.identity();
    }

    @Override
    public Provenance provenance() {
        return local.provenance();
    }

    @Override
    public Set<String> languages() {
        return local.languages();
    }

    @Override
    public int countTokens(String text) {
        return loaded(vocabulary).pieces().count(text);
    }

    @Override
    public Embeddings embed(Kind kind, List<String> texts) {
        List<Vector> vectors =
                switch (kind) {
                    case QUESTION ->
                        vectors(Lane.QUESTION, local.identity().prefixes().query(), texts);
                    case PASSAGE ->
                        vectors(Lane.PASSAGES, local.identity().prefixes().passage(), texts);
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

    private List<Vector> vectors(Lane lane, String prefix, List<String> texts) {
        return reading.read(
                lane,
                prefixed(prefix, texts),
                Wanted.SENTENCE,
                (place, tokens, states) -> vector(tokens, states.sentence()));
    }

    private static List<String> prefixed(String prefix, List<String> texts) {
        return prefix.isEmpty() ? texts : texts.stream().map(prefix::concat).toList();
    }

    @Override
    public List<TokenVectors> embedTokens(List<String> texts) {
        int dimension = model().dimension();
        return reading.read(
                Lane.PASSAGES,
                texts,
                Wanted.TOKENS,
                (place, tokens, states) -> new TokenVectors(states.tokens(), dimension));
    }

    @Override
    public boolean givesStates() {
        return local.givesStates();
    }

    @Override
    public PassageVectors embedWithStates(List<String> texts) {
        if (local.meanState().isEmpty()) {
            return new PassageVectors(embed(Kind.PASSAGE, texts), List.of());
        }
        MeanState mean = local.meanState().get();
        List<Stated> stated = reading.read(
                Lane.PASSAGES,
                prefixed(local.identity().prefixes().passage(), texts),
                Wanted.BOTH,
                (place, tokens, states) ->
                        new Stated(vector(tokens, states.sentence()), compressed(mean, states.tokens())));
        return new PassageVectors(
                embeddings(stated.stream().map(Stated::vector).toList()),
                stated.stream().map(Stated::states).toList());
    }

    private record Stated(Vector vector, CompressedStates states) {}

    private static CompressedStates compressed(MeanState mean, float[] states) {
        mean.centre(states);
        return CompressedStates.of(states, mean.dimension());
    }

    @Override
    public QuestionStates questionStates(String question) {
        if (local.meanState().isEmpty()) {
            return Embedder.super.questionStates(question);
        }
        MeanState mean = local.meanState().get();
        return recent.of(question, () -> reading.read(
                        Lane.QUESTION,
                        List.of(question),
                        Wanted.TOKENS,
                        (place, tokens, states) -> questionStates(mean, tokens, states.tokens()))
                .getFirst());
    }

    @Override
    public Tokens tokens(String text) {
        return loaded(vocabulary).tokens(text);
    }

    private static QuestionStates questionStates(MeanState mean, Tokens tokens, float[] all) {
        int kept = Math.min(tokens.size(), MOST_QUESTION_STATES);
        float[] states = Arrays.copyOfRange(all, mean.dimension(), (kept + 1) * mean.dimension());
        mean.centre(states);
        return new QuestionStates(states, mean.dimension());
    }

    @Override
    public List<Scores> score(Question question, List<Text> texts) {
        MaxSim scorer = reading.read(
                        Lane.QUESTION,
                        List.of(question.text()),
                        Wanted.TOKENS,
                        (place, tokens, states) -> new MaxSim(question, new TokenStates(states.tokens(), tokens)))
                .getFirst();
        return reading.read(
                Lane.ANSWER,
                texts.stream().map(Text::text).toList(),
                Wanted.TOKENS,
                (place, tokens, states) -> scorer.score(
                        new TokenStates(states.tokens(), tokens),
                        texts.get(place).segments()));
    }

    private record Vector(Embedding embedding, int tokens, boolean cut) {}

    private static Vector vector(Tokens tokens, float[] values) {
        TokenStates.toUnitLength(values, 0, values.length);
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new EmbeddingException("The model gave numbers that are none, and no vector was made of them");
            }
        }
        return new Vector(new Embedding(values), tokens.size() + Vocabulary.SPECIAL_TOKENS, tokens.isCut());
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
        reading.close();
        if (!encoder.isCompletedExceptionally()) {
            if (loaded(questions) != loaded(encoder)) {
                loaded(questions).close();
            }
            loaded(encoder).close();
        }
    }
}
