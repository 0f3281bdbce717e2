package io.groundwork.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What an evaluation leaves behind in a folder: a table of queries per configuration ({@code fused.tsv} and the like), the
 * same rankings in TREC's form for other tools ({@code .run}), and all means in {@code summary.json}.
 */
final class EvalFiles {

    private static final int RUN_DEPTH = 100;

    private final Path folder;

    EvalFiles(Path folder) {
        this.folder = folder;
    }

    void write(List<Measured> all, Map<String, Map<String, Integer>> judgements) {
        try {
            Files.createDirectories(folder);
            for (Measured measured : all) {
                String name = measured.configuration().fileName();
                Files.write(folder.resolve(name + ".tsv"), table(measured, judgements));
                Files.write(folder.resolve(name + ".run"), run(measured));
            }
            new ObjectMapper()
                    .writerWithDefaultPrettyPrinter()
                    .writeValue(folder.resolve("summary.json").toFile(), summary(all));
        } catch (IOException e) {
            throw new BenchException("The results cannot be written to %s.".formatted(folder), e);
        }
    }

    private static List<String> table(Measured measured, Map<String, Map<String, Integer>> judgements) {
        List<String> lines = new ArrayList<>();
        lines.add("query-id\tndcg@10\trecall@10\trecall@100\tmrr@10\tmillis\trelevant\tfound-at");
        measured.queries().forEach((id, query) -> {
            Measures measures = query.measures();
            List<String> relevant = judgements.get(id).entrySet().stream()
                    .filter(judgement -> judgement.getValue() > 0)
                    .map(Map.Entry::getKey)
                    .toList();
            List<String> ranking = query.ranking().ids();
            lines.add(String.format(
                    Locale.ROOT,
                    "%s\t%.5f\t%.5f\t%.5f\t%.5f\t%.1f\t%d\t%s",
                    id,
                    measures.ndcg10(),
                    measures.recall10(),
                    measures.recall100(),
                    measures.mrr10(),
                    query.latency().toNanos() / 1e6,
                    relevant.size(),
                    relevant.stream()
                            .map(document -> document + "=" + (ranking.indexOf(document) + 1))
                            .collect(Collectors.joining(" "))));
        });
        return lines;
    }

    /** {@code query Q0 document rank score tag}; the score falls with the rank, so that no tool reorders ties. */
    private static List<String> run(Measured measured) {
        List<String> lines = new ArrayList<>();
        measured.queries().forEach((id, query) -> {
            List<String> ranking =
                    query.ranking().ids().stream().limit(RUN_DEPTH).toList();
            for (int i = 0; i < ranking.size(); i++) {
                lines.add("%s Q0 %s %d %d %s"
                        .formatted(
                                id,
                                ranking.get(i),
                                i + 1,
                                RUN_DEPTH - i,
                                measured.configuration().fileName()));
            }
        });
        return lines;
    }

    private static Map<String, Object> summary(List<Measured> all) {
        Map<String, Object> summary = new LinkedHashMap<>();
        for (Measured measured : all) {
            Measures mean = measured.mean();
            Latencies latencies = measured.latencies();
            Map<String, Object> figures = new LinkedHashMap<>();
            figures.put("queries", measured.queries().size());
            figures.put("ndcg@10", mean.ndcg10());
            figures.put("recall@10", mean.recall10());
            figures.put("recall@100", mean.recall100());
            figures.put("mrr@10", mean.mrr10());
            figures.put("millis_p50", latencies.millis(.5));
            figures.put("millis_p95", latencies.millis(.95));
            figures.put("millis_p99", latencies.millis(.99));
            summary.put(measured.configuration().fileName(), figures);
        }
        return summary;
    }
}
