package io.groundwork.orchestration.local;

import java.util.Optional;
import java.util.Set;

/**
 * What the llama.cpp that comes with the program can load. It says so itself only when it is given the weights, which takes as long as reading them; so its list stands
 * here.
 *
 * @see <a href="https://github.com/ggml-org/llama.cpp/blob/b4916/src/llama-arch.cpp">LLM_ARCH_NAMES</a>
 */
final class EngineArchitectures {

    private static final String ENGINE = "llama.cpp b4916";

    private static final Set<String> KNOWN = Set.of(
            ("llama deci falcon grok gpt2 gptj gptneox mpt baichuan starcoder refact bert nomic-bert jina-bert-v2 bloom stablelm qwen qwen2 qwen2moe qwen2vl"
                            + " phi2 phi3 phimoe plamo codeshell orion internlm2 minicpm minicpm3 gemma gemma2 gemma3 starcoder2 mamba xverse command-r cohere2 dbrx"
                            + " olmo olmo2 olmoe openelm arctic deepseek deepseek2 chatglm bitnet t5 t5encoder jais nemotron exaone rwkv6 rwkv6qwen2 rwkv7 arwkv7"
                            + " granite granitemoe chameleon wavtokenizer-dec")
                    .split(" "));

    private EngineArchitectures() {}

    /** Why weights of an architecture cannot be loaded, in two sentences; empty when they can. */
    static Optional<String> objection(String architecture) {
        return KNOWN.contains(architecture)
                ? Optional.empty()
                : Optional.of(
                        "The engine here (%s) does not know the architecture %s. A newer one can be named by GROUNDWORK_LOCAL_LIBRARY, or run as a server beside."
                                .formatted(ENGINE, architecture));
    }
}
