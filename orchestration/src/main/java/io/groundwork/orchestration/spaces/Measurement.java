package io.groundwork.orchestration.spaces;

import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.ingest.DocumentId;
import io.groundwork.orchestration.spaces.SpaceReport.Flip;
import io.groundwork.orchestration.spaces.SpaceReport.Latency;
import io.groundwork.orchestration.spaces.SpaceReport.Pair;
import io.groundwork.orchestration.spaces.SpaceReport.Quality;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.Hit;
import io.groundwork.retrieval.Retriever;
import io.groundwork.retrieval.Scope;
import io.groundwork.retrieval.SearchRequest;
import io.groundwork.retrieval.SearchResult;
import io.groundwork.retrieval.Side;
import io.groundwork.retrieval.Spaces;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.ToDoubleFunction;

/** Asks both spaces of a collection the same questions, in turns, and compares. */
@Singleton
final class Measurement {

    private static final int MOST_QUESTIONS = 500;
    private static final int SAMPLE = 50;
    private static final int DEPTH = 10;

    /** Passages asked for, so that ten documents are among them even where several passages of one come first. */
    private static final int PASSAGES = 50;

    private static final int WORDS_OF_SAMPLE = 12;

    private final Retriever retriever;
    private final QuestionBank bank;
    private final Spaces spaces;

    Measurement(Retriever retriever, QuestionBank bank, Spaces spaces) {
        this.retriever = retriever;
        this.bank = bank;
        this.spaces = spaces;
    }

    /** What was measured, but for who asked and how large all is. */
    record Measured(Quality bank, Quality sample, Pair<Latency> latency, List<Flip> flips) {}

    Measured measure(CollectionId collection, Scope scope) {
        List<Asked> known = new ArrayList<>();
        List<Asked> sampled = new ArrayList<>();
        spaces.sample(scope, collection, 1).forEach(warm -> ask(collection, scope, question(warm), 0));
        int turn = 0;
        for (QuestionBank.Entry entry : bank.list(collection, Optional.empty(), MOST_QUESTIONS)) {
            Question question = new Question(Optional.of(entry.id()), entry.question(), Set.copyOf(entry.documents()));
            known.add(ask(collection, scope, question, turn++));
        }
        for (Spaces.Sample one : spaces.sample(scope, collection, SAMPLE)) {
            sampled.add(ask(collection, scope, question(one), turn++));
        }
        List<Asked> all = new ArrayList<>(known);
        all.addAll(sampled);
        return new Measured(
                quality(known),
                quality(sampled),
                new Pair<>(
                        latency(all.stream().map(asked -> asked.from().nanos()).toList()),
                        latency(all.stream().map(asked -> asked.to().nanos()).toList())),
                known.stream().filter(Asked::flipped).map(Asked::flip).toList());
    }

    private record Question(Optional<UUID> id, String text, Set<DocumentId> expected) {}

    private static Question question(Spaces.Sample sample) {
        List<String> words = List.of(sample.text().strip().split("\\s+", -1));
        return new Question(
                Optional.empty(),
                String.join(" ", words.subList(0, Math.min(WORDS_OF_SAMPLE, words.size()))),
                Set.of(sample.document()));
    }

    /** @param documents best first, each once, at most ten */
    private record Given(List<DocumentId> documents, long nanos) {

        /** Counted from 1; 0 when none of the first ten. */
        int rank(Set<DocumentId> expected) {
            for (int i = 0; i < documents.size(); i++) {
                if (expected.contains(documents.get(i))) {
                    return i + 1;
                }
            }
            return 0;
        }

        double recall(Set<DocumentId> expected) {
            return documents.stream().filter(expected::contains).count() / (double) Math.min(DEPTH, expected.size());
        }

        double ndcg(Set<DocumentId> expected) {
            double gained = 0;
            double ideal = 0;
            for (int i = 0; i < DEPTH; i++) {
                double discount = Math.log(2) / Math.log(i + 2);
                gained += i < documents.size() && expected.contains(documents.get(i)) ? discount : 0;
                ideal += i < expected.size() ? discount : 0;
            }
            return gained / ideal;
        }
    }

    private record Asked(Question question, Given from, Given to) {

        boolean flipped() {
            return !from.documents().stream()
                    .findFirst()
                    .equals(to.documents().stream().findFirst());
        }

        double overlap() {
            int most = Math.max(from.documents().size(), to.documents().size());
            return most == 0
                    ? 1
                    : from.documents().stream().filter(to.documents()::contains).count() / (double) most;
        }

        Flip flip() {
            return new Flip(
                    question.id().orElseThrow(),
                    question.text(),
                    new Pair<>(from.rank(question.expected()), to.rank(question.expected())));
        }
    }

    /** Which of the two is asked first changes with every question, so that neither finds the pages warm more often. */
    private Asked ask(CollectionId collection, Scope scope, Question question, int turn) {
        if (turn % 2 == 0) {
            Given from = give(collection, scope, question, Side.ANSWERING);
            return new Asked(question, from, give(collection, scope, question, Side.OTHER));
        }
        Given to = give(collection, scope, question, Side.OTHER);
        return new Asked(question, give(collection, scope, question, Side.ANSWERING), to);
    }

    private Given give(CollectionId collection, Scope scope, Question question, Side side) {
        SearchRequest request =
                new SearchRequest(question.text(), List.of(collection), Optional.empty(), PASSAGES, List.of());
        long started = System.nanoTime();
        SearchResult result = retriever.search(scope, request, side);
        long nanos = System.nanoTime() - started;
        if (!result.away().isEmpty()) {
            throw new EmbeddingException(
                    "%s cannot be asked now, and what words alone find says nothing of its vectors. Measure again when it is back."
                            .formatted(String.join(", ", result.away())));
        }
        Set<DocumentId> documents = new LinkedHashSet<>();
        for (Hit hit : result.hits()) {
            documents.add(hit.document());
            hit.copies().forEach(copy -> documents.add(copy.document()));
        }
        return new Given(documents.stream().limit(DEPTH).toList(), nanos);
    }

    private static Quality quality(List<Asked> asked) {
        return new Quality(
                asked.size(),
                new Pair<>(mean(asked, one -> one.from().recall(one.question().expected())), mean(asked, one -> one.to()
                        .recall(one.question().expected()))),
                new Pair<>(mean(asked, one -> one.from().ndcg(one.question().expected())), mean(asked, one -> one.to()
                        .ndcg(one.question().expected()))),
                mean(asked, Asked::overlap),
                (int) asked.stream().filter(Asked::flipped).count());
    }

    private static double mean(List<Asked> asked, ToDoubleFunction<Asked> figure) {
        return Math.round(asked.stream().mapToDouble(figure).average().orElse(0) * 10_000) / 10_000.0;
    }

    private static Latency latency(List<Long> nanos) {
        if (nanos.isEmpty()) {
            return new Latency(0, 0);
        }
        List<Long> sorted = new ArrayList<>(nanos);
        Collections.sort(sorted);
        return new Latency(millis(sorted, 0.5), millis(sorted, 0.99));
    }

    private static double millis(List<Long> sorted, double share) {
        int rank = (int) Math.ceil(share * sorted.size());
        return Math.round(sorted.get(Math.max(1, rank) - 1) / 10_000.0) / 100.0;
    }
}
