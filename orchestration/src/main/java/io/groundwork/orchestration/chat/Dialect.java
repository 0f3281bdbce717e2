package io.groundwork.orchestration.chat;

import java.util.Locale;
import java.util.Optional;

/** What a model is served by. All of these speak OpenAI's Chat Completions, each with its own accent. */
public enum Dialect {
    /*         continuous usage | pins sampling | max_completion_tokens | schema under "value" */
    OPENAI(false, true, false, false),
    VLLM(true, true, false, false),
    SGLANG(true, true, false, false),
    OLLAMA(false, true, false, false),
    LLAMA_CPP(false, true, false, false),
    LM_STUDIO(false, true, false, false),
    TGI(false, true, false, true),
    /** Weights of this machine, in a child process of ours. */
    LOCAL(true, true, false, false),
    /** Outside the company. Its reasoning models refuse a temperature, so nothing is sent that was not asked for. */
    HOSTED(false, false, true, false);

    /** Whether it says with each chunk how many tokens were taken so far, so that the count is exact when a stream dies. */
    final boolean countsAsItWrites;

    /** Whether OpenAI's defaults are sent where the caller says nothing, as the server's own come with the model. */
    final boolean pinsSampling;

    /** The name of the longest answer's field. */
    final boolean namesCompletionTokens;

    /** Whether a JSON schema is sent as {@code {"type":"json_object","value":schema}}. */
    final boolean schemaUnderValue;

    Dialect(boolean countsAsItWrites, boolean pinsSampling, boolean namesCompletionTokens, boolean schemaUnderValue) {
        this.countsAsItWrites = countsAsItWrites;
        this.pinsSampling = pinsSampling;
        this.namesCompletionTokens = namesCompletionTokens;
        this.schemaUnderValue = schemaUnderValue;
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
}
