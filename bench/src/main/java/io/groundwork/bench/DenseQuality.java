package io.groundwork.bench;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import io.groundwork.embeddings.Embedder;
import io.groundwork.embeddings.Embedding;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** How well the vectors alone rank a judged set: whole documents, every one compared with every question. */
final class DenseQuality {

    private static final int BATCH = 64;

    /** What the model was trained to find before a question. */
    private static final String QUESTION_PREFIX = "Represent this sentence for searching relevant passages: ";

    private final List<String> ids = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();
    private final Map<String, String> questions;
    private final Map<String, Map<String, Integer>> judgements;

    DenseQuality(BeirFolder folder) {
        try (Stream<BeirDocument> documents = folder.documents()) {
            documents.forEach(document -> {
                ids.add(document.id());
                texts.add(passage(document));
            });
        }
        questions = folder.queries();
        judgements = folder.judgements(folder.judgementFile(""));
    }

    static String passage(BeirDocument document) {
        return document.title() + "\n" + document.text();
    }

    void print(PrintStream out, Embedder ours, EmbeddingModel theirs) {
        Measures here = measure(ours::embedPassages, ours::embedQuery);
        Measures there = measure(
                batch -> theirs.embedAll(batch.stream().map(TextSegment::from).toList()).content().stream()
                        .map(vector -> new Embedding(vector.vector()))
                        .toList(),
                text -> new Embedding(
                        theirs.embed(QUESTION_PREFIX + text).content().vector()));
        out.printf(
                "nDCG@10 over %s documents, %d questions: Groundwork %s, LangChain4j %s%n",
                Figures.count(ids.size()),
                judgements.size(),
                Figures.decimal(here.ndcg10(), 4),
                Figures.decimal(there.ndcg10(), 4));
    }

    private Measures measure(Function<List<String>, List<Embedding>> passages, Function<String, Embedding> question) {
        List<Embedding> vectors = new ArrayList<>();
        for (int from = 0; from < texts.size(); from += BATCH) {
            vectors.addAll(passages.apply(texts.subList(from, Math.min(from + BATCH, texts.size()))));
        }
        List<Measures> all = new ArrayList<>();
        judgements.forEach(
                (id, judged) -> all.add(Measures.of(ranking(question.apply(questions.get(id)), vectors), judged)));
        return Measures.mean(all);
    }

    private List<String> ranking(Embedding question, List<Embedding> vectors) {
        record Ranked(String id, double cosine) {}
        List<Ranked> ranked = new ArrayList<>();
        for (int i = 0; i < vectors.size(); i++) {
            ranked.add(new Ranked(ids.get(i), question.cosine(vectors.get(i))));
        }
        return ranked.stream()
                .sorted(Comparator.comparingDouble(Ranked::cosine).reversed())
                .map(Ranked::id)
                .limit(100)
                .toList();
    }
}
