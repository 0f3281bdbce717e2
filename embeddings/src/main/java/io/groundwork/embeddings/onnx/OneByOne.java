package io.groundwork.embeddings.onnx;

import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.embeddings.onnx.Workers.Lane;
import io.groundwork.embeddings.onnx.Workers.Work;
import io.groundwork.embeddings.tokens.Tokens;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;

/** One text a run, each on one core: the fastest on a processor, and the same to the bit whoever else is being served. */
final class OneByOne implements Reading {

    private static final Logger LOG = Logger.getLogger(OneByOne.class);

    private final LocalModel model;
    private final Supplier<Vocabulary> vocabulary;
    private final Supplier<Encoder> encoder;
    private final Supplier<Encoder> forQuestions;
    private final WorkMeters meters;
    private final Workers workers;

    /**
     * @param vocabulary waits until it is loaded
     * @param encoder waits until it is loaded
     * @param forQuestions likewise; reads those
     * @param callers texts that are run at once
     */
    OneByOne(
            LocalModel model,
            Supplier<Vocabulary> vocabulary,
            Supplier<Encoder> encoder,
            Supplier<Encoder> forQuestions,
            int callers,
            Workers.Limits limits,
            WorkMeters meters) {
        this.model = model;
        this.vocabulary = vocabulary;
        this.encoder = encoder;
        this.forQuestions = forQuestions;
        this.meters = meters;
        workers = new Workers(callers, limits, meters, this::rest);
    }

    @Override
    public <T> List<T> read(Lane lane, List<String> texts, Wanted wanted, Finish<T> finish) {
        int maxTokens = model.identity().maxTokens();
        return workers.run(
                lane,
                IntStream.range(0, texts.size())
                        .mapToObj(place -> new Work<>(
                                Vocabulary.about(texts.get(place), maxTokens),
                                () -> read(
                                        lane,
                                        texts.get(place),
                                        wanted,
                                        (tokens, states) -> finish.of(place, tokens, states))))
                        .toList());
    }

    private <T> T read(Lane lane, String text, Wanted wanted, BiFunction<Tokens, States, T> finish) {
        Tokens tokens = vocabulary.get().tokens(text);
        meters.read(lane, tokens.size() + Vocabulary.SPECIAL_TOKENS);
        return finish.apply(
                tokens,
                states(
                        (lane == Lane.QUESTION ? forQuestions : encoder).get(),
                        vocabulary.get().sequence(tokens),
                        wanted));
    }

    private States states(Encoder loaded, long[] sequence, Wanted wanted) {
        if (wanted == Wanted.TOKENS) {
            return States.ofTokens(loaded.all(sequence));
        }
        return switch (model.pooling()) {
            case CLS -> wanted == Wanted.BOTH ? loaded.both(sequence) : States.ofSentence(loaded.first(sequence));
            case MEAN -> States.withMean(loaded.all(sequence), model.identity().dimension());
        };
    }

    private void rest() {
        try {
            encoder.get().rest();
            if (forQuestions.get() != encoder.get()) {
                forQuestions.get().rest();
            }
        } catch (EmbeddingException e) {
            LOG.warn("Memory was not given back", e);
        }
    }

    @Override
    public void close() {
        workers.close();
    }
}
