package io.groundwork.bench;

import java.util.Arrays;
import java.util.List;

/**
 * The stages of a search that are measured together.
 *
 * @param stages as {@code POST /api/v1/search} takes them
 */
record Configuration(List<String> stages) {

    /** By meaning alone, by words alone, both fused, and the first of these ranked anew, which is what a search does that says nothing. */
    static final List<Configuration> USUAL = List.of(
            parse("vector"), parse("lexical"), parse("lexical,vector,fusion"), parse("lexical,vector,fusion,rerank"));

    Configuration {
        stages = List.copyOf(stages);
    }

    /** @param list names with commas between them */
    static Configuration parse(String list) {
        return new Configuration(
                Arrays.stream(list.split(",", -1)).map(String::strip).toList());
    }

    /** What it is called in the table. */
    String label() {
        return switch (String.join(",", stages)) {
            case "vector" -> "dense only";
            case "lexical" -> "BM25 only";
            case "lexical,vector,fusion" -> "fused";
            case "lexical,vector,fusion,rerank" -> "reranked (the default)";
            default -> String.join("+", stages);
        };
    }

    /** What it is called in file names. */
    String fileName() {
        return String.join("-", stages).replaceAll("[^A-Za-z0-9-]", "_");
    }
}
