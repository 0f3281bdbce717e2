package io.groundwork.orchestration.chat;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a model is served by. All of these speak OpenAI's Chat Completions, each with its own accent. */
public enum Dialect {
    OPENAI(Choosing.BY_NAME),
    VLLM(Choosing.BY_NAME, Trait.COUNTS_AS_IT_WRITES),
    SGLANG(Choosing.BY_NAME, Trait.COUNTS_AS_IT_WRITES),
    OLLAMA(Choosing.NOT_AT_ALL),
    /** Takes a named tool for "auto", and says nothing (their issue 26535). */
    LLAMA_CPP(Choosing.IN_A_WORD),
    /** Refuses a named tool (their issue 670). */
    LM_STUDIO(Choosing.IN_A_WORD),
    /** Refuses a {@code top_p} of 1: it must be less. */
    TGI(Choosing.BY_NAME, Trait.SCHEMA_UNDER_VALUE, Trait.TOP_P_BELOW_ONE),
    /** Text Embeddings Inference: makes vectors and scores, and writes nothing. */
    TEI(Choosing.NOT_AT_ALL),
    /** Weights of this machine, in a child process of ours. */
    LOCAL(Choosing.BY_NAME, Trait.COUNTS_AS_IT_WRITES),
    /** Outside the company. Its reasoning models refuse a temperature, so nothing is sent that was not asked for. */
    HOSTED(Choosing.BY_NAME, Trait.SENDS_ONLY_WHAT_WAS_ASKED, Trait.NAMES_COMPLETION_TOKENS);

    /** Whether it says with each chunk how many tokens were taken so far, so that the count is exact when a stream dies. */
    final boolean countsAsItWrites;

    /** Whether OpenAI's defaults are sent where the caller says nothing, as the server's own come with the model. */
    final boolean pinsSampling;

    /** Whether the longest answer's field is {@code max_completion_tokens}. */
    final boolean namesCompletionTokens;

    /** Whether a JSON schema is sent as {@code {"type":"json_object","value":schema}}. */
    final boolean schemaUnderValue;

    /** Whether a {@code top_p} of 1, all words, is said by leaving it out. */
    final boolean topPBelowOne;

    final Choosing choosing;

    Dialect(Choosing choosing, Trait... traits) {
        Set<Trait> all = Set.of(traits);
        this.choosing = choosing;
        this.countsAsItWrites = all.contains(Trait.COUNTS_AS_IT_WRITES);
        this.pinsSampling = !all.contains(Trait.SENDS_ONLY_WHAT_WAS_ASKED);
        this.namesCompletionTokens = all.contains(Trait.NAMES_COMPLETION_TOKENS);
        this.schemaUnderValue = all.contains(Trait.SCHEMA_UNDER_VALUE);
        this.topPBelowOne = all.contains(Trait.TOP_P_BELOW_ONE);
    }

    /** As it stands in JSON: {@code vllm}, {@code llama_cpp}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Dialect> of(String word) {
        for (Dialect dialect : values()) {
            if (dialect.word().equals(word)) {
                return Optional.of(dialect);
            }
        }
        return Optional.empty();
    }

    /** How a server reads which tool is to be asked for. */
    enum Choosing {
        /** As OpenAI does: a word, or an object that names one tool. */
        BY_NAME,
        /** {@code auto}, {@code none} or {@code required} only. */
        IN_A_WORD,
        NOT_AT_ALL
    }

    private enum Trait {
        COUNTS_AS_IT_WRITES,
        SENDS_ONLY_WHAT_WAS_ASKED,
        NAMES_COMPLETION_TOKENS,
        SCHEMA_UNDER_VALUE,
        TOP_P_BELOW_ONE
    }
}
