package io.groundwork.embeddings.onnx;

import io.groundwork.embeddings.CrossEncoder;
import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.embeddings.ModelFolder;
import io.groundwork.embeddings.onnx.Workers.Lane;
import io.groundwork.embeddings.onnx.Workers.Work;
import io.groundwork.embeddings.tokens.Tokens;
import io.groundwork.embeddings.tokens.WordPiece;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * A cross-encoder of BERT's kind in this process, from a folder: {@code [CLS] question [SEP] passage [SEP]}, one pair a run, on threads of its own.
 * The same pair gives a bit-identical score, whoever else is being served.
 */
public final class OnnxCrossEncoder implements CrossEncoder, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(OnnxCrossEncoder.class);

    private static final String ELSEWHERE =
            "a model with another one runs on a server (GROUNDWORK_EMBEDDINGS_RERANKER_URL)";

    /** {@code [CLS]} and two {@code [SEP]}. */
    private static final int SPECIAL_TOKENS = 3;

    /** What a run costs whatever it reads, in tokens. */
    private static final int LEAST_TOKENS = 16;

    /** Of English; only for how much waits. */
    private static final int CHARACTERS_PER_TOKEN = 4;

    private final String name;
    private final int maxTokens;
    private final WordPiece tokenizer;
    private final PairModel pairs;
    private final Duration longest;
    private final WorkMeters meters;
    private final Workers workers;

    private OnnxCrossEncoder(
            ModelFolder folder,
            WordPiece tokenizer,
            PairModel pairs,
            OnnxEmbedder.Capacity capacity,
            Pace pace,
            MeterRegistry registry) {
        this.name = folder.name();
        this.maxTokens = folder.maxTokens();
        this.tokenizer = tokenizer;
        this.pairs = pairs;
        longest = pace.longest();
        meters = new WorkMeters(registry, name, pace.callers());
        Workers.Limits limits = new Workers.Limits(capacity.maxCalls(), capacity.maxTokens());
        workers = new Workers(pace.callers(), limits, meters, this::rest);
    }

    /**
     * How fast.
     *
     * @param callers pairs that are read at once
     * @param longest how long scoring a list may take where its caller has not less
     */
    public record Pace(int callers, Duration longest) {}

    /**
     * Reads tokenizer and weights, and has the model read as much as it is to read.
     *
     * @param kept where ONNX Runtime's libraries stay unpacked, as {@link OnnxEmbedder} has it
     * @param registry where it is told what was done
     * @throws IllegalArgumentException saying what is wrong with the folder
     */
    public static OnnxCrossEncoder load(
            ModelFolder folder,
            Optional<Path> kept,
            OnnxEmbedder.Capacity capacity,
            Pace pace,
            MeterRegistry registry) {
        long start = System.nanoTime();
        WordPiece tokenizer = ModelFiles.tokenizer(folder, ELSEWHERE);
        Path weights = ModelFiles.weights(folder);
        PairModel pairs;
        try {
            pairs = PairModel.load(weights, kept);
        } catch (IOException e) {
            throw new IllegalArgumentException("%s cannot be loaded".formatted(weights), e);
        }
        try {
            pairs.logit(longest(folder, tokenizer), 2);
        } catch (EmbeddingException | IllegalArgumentException e) {
            pairs.close();
            throw new IllegalArgumentException("%s is of no use: %s".formatted(weights, e.getMessage()), e);
        }
        LOG.infof(
                "Reranking model %s is loaded, in %d ms: %s, revision %s, %s",
                folder.name(),
                (System.nanoTime() - start) / 1_000_000,
                folder.source(),
                folder.revision(),
                folder.licence());
        return new OnnxCrossEncoder(folder, tokenizer, pairs, capacity, pace, registry);
    }

    /** A model that reads less than the folder says would fail on the first long passage. */
    private static long[] longest(ModelFolder folder, WordPiece tokenizer) {
        long[] ids = new long[folder.maxTokens()];
        Arrays.fill(ids, tokenizer.separator());
        ids[0] = tokenizer.classifier();
        return ids;
    }

    @Override
    public String model() {
        return name;
    }

    @Override
    public int maxTokens() {
        return maxTokens;
    }

    @Override
    public Scale scale() {
        return Scale.LOGIT;
    }

    @Override
    public Duration longest() {
        return longest;
    }

    @Override
    public Relevance score(String query, List<String> passages, Duration within) {
        Tokens question = tokenizer.encode(query, maxQuestionTokens(SPECIAL_TOKENS));
        List<Scored> scored = workers.run(
                Lane.ANSWER,
                passages.stream()
                        .map(passage -> new Work<>(about(question, passage), () -> score(question, passage)))
                        .toList(),
                within);
        List<Integer> cut = new ArrayList<>();
        for (int i = 0; i < scored.size(); i++) {
            if (scored.get(i).cut()) {
                cut.add(i);
            }
        }
        return new Relevance(scored.stream().map(Scored::logit).toList(), cut);
    }

    /** About how many tokens the model will read of a pair, without reading it. */
    private int about(Tokens question, String passage) {
        return Math.clamp(question.size() + passage.length() / CHARACTERS_PER_TOKEN, LEAST_TOKENS, maxTokens);
    }

    private record Scored(float logit, boolean cut) {}

    private Scored score(Tokens question, String passage) {
        Tokens tokens = tokenizer.encode(passage, maxTokens - SPECIAL_TOKENS - question.size());
        long[] ids = new long[question.size() + tokens.size() + SPECIAL_TOKENS];
        ids[0] = tokenizer.classifier();
        int second = append(question, ids, 1);
        int end = append(tokens, ids, second);
        meters.read(Lane.ANSWER, end);
        return new Scored(pairs.logit(ids, second), question.isCut() || tokens.isCut());
    }

    /** Puts the tokens at {@code from}, and one that closes them; returns the place behind it. */
    private int append(Tokens tokens, long[] ids, int from) {
        for (int i = 0; i < tokens.size(); i++) {
            ids[from + i] = tokens.id(i);
        }
        ids[from + tokens.size()] = tokenizer.separator();
        return from + tokens.size() + 1;
    }

    private void rest() {
        try {
            pairs.rest();
        } catch (EmbeddingException e) {
            LOG.warn("Memory was not given back", e);
        }
    }

    /** Waits for runs in progress. Calls after this, and calls that wait, fail. */
    @Override
    public void close() {
        workers.close();
        pairs.close();
    }
}
