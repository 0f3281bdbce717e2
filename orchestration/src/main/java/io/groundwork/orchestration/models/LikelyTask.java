package io.groundwork.orchestration.models;

import java.util.Locale;
import java.util.regex.Pattern;

/** What a model is probably for, by its name: lists of models do not say so. A proposal, no more. */
final class LikelyTask {

    private static final Pattern RERANKER = Pattern.compile("rerank|\\bmonot5|ms-marco");
    private static final Pattern EMBEDDER = Pattern.compile("embed|\\bbge-|\\be5-|\\bgte-|minilm|mpnet|\\bsentence-t5");

    private LikelyTask() {}

    static Task of(String model) {
        String name = model.toLowerCase(Locale.ROOT);
        if (RERANKER.matcher(name).find()) {
            return Task.RERANK;
        }
        return EMBEDDER.matcher(name).find() ? Task.EMBED : Task.CHAT;
    }
}
