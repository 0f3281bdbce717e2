package io.groundwork.embeddings.onnx;

import io.groundwork.embeddings.onnx.Batches.Waiting;
import io.groundwork.embeddings.onnx.Workers.Lane;
import io.groundwork.embeddings.onnx.Workers.Stage;
import io.groundwork.embeddings.onnx.Workers.Work;
import io.groundwork.embeddings.tokens.Tokens;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Many texts a run, which is what accelerators want. Two stages: threads of all cores cut texts into tokens, in the order of lanes and calls, and others
 * run batches of what is cut, so that the card need not wait for words.
 */
final class InBatches implements Reading {

    private final LocalModel model;
    private final Supplier<Vocabulary> vocabulary;
    private final WorkMeters meters;
    private final Workers cutting;
    private final Batches batches;

    /**
     * @param vocabulary waits until it is loaded
     * @param encoder waits until it is loaded
     * @param callers batches that are run at once, besides one of questions
     * @param budget places of a batch
     */
    InBatches(
            LocalModel model,
            Supplier<Vocabulary> vocabulary,
            Supplier<BatchEncoder> encoder,
            int callers,
            int budget,
            Workers.Limits limits,
            WorkMeters meters) {
        this.model = model;
        this.vocabulary = vocabulary;
        this.meters = meters;
        int cores = Runtime.getRuntime().availableProcessors();
        Stage stage = new Stage("embeddings-words", (lane, ticket) -> ticket.run());
        cutting = new Workers(cores, limits, meters, stage, () -> {});
        batches = new Batches(callers, budget, (sequences, wanted) -> run(encoder.get(), sequences, wanted), meters);
    }

    private record Cut(int place, Tokens tokens, CompletableFuture<States> states) {}

    @Override
    public <T> List<T> read(Lane lane, List<String> texts, Wanted wanted, Finish<T> finish) {
        AtomicBoolean gone = new AtomicBoolean();
        long since = System.nanoTime();
        int maxTokens = model.identity().maxTokens();
        try {
            return cutting.run(
                    lane,
                    IntStream.range(0, texts.size())
                            .mapToObj(place -> new Work<>(
                                    Vocabulary.about(texts.get(place), maxTokens),
                                    () -> cut(place, lane, texts.get(place), wanted, since, gone)))
                            .toList(),
                    cut -> finish.of(cut.place(), cut.tokens(), cut.states().get()));
        } finally {
            gone.set(true);
        }
    }

    private Cut cut(int place, Lane lane, String text, Wanted wanted, long since, AtomicBoolean gone) {
        Tokens tokens = vocabulary.get().tokens(text);
        meters.read(lane, tokens.size() + Vocabulary.SPECIAL_TOKENS);
        Waiting waiting = new Waiting(vocabulary.get().sequence(tokens), wanted, since, gone::get);
        return new Cut(place, tokens, batches.add(lane, waiting));
    }

    private List<States> run(BatchEncoder encoder, List<long[]> sequences, Wanted wanted) {
        if (wanted == Wanted.TOKENS || model.pooling() == Pooling.CLS) {
            return encoder.run(sequences, wanted);
        }
        int dimension = model.identity().dimension();
        return encoder.run(sequences, Wanted.TOKENS).stream()
                .map(states -> States.withMean(states.tokens(), dimension))
                .toList();
    }

    @Override
    public void close() {
        batches.close();
        cutting.close();
    }
}
