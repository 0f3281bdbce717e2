package io.groundwork.embeddings;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Where the embedding model runs, and how much of the machine it may take. */
@ConfigMapping(prefix = "groundwork.embeddings")
public interface EmbeddingsConfig {

    /**
     * The server that has the model, such as {@code http://embeddings:8080}: another Groundwork process in the role {@code embeddings}, or what
     * {@link #server} says. None: the built-in model runs in this process.
     */
    Optional<URI> url();

    /** What that server is. */
    @WithDefault("groundwork")
    Server server();

    /**
     * Bearer token for that server; and, in a process whose only role is {@code embeddings}, what it asks of its callers. Without one it serves whoever
     * reaches it.
     */
    Optional<String> key();

    /** How long one request to it may take. */
    @WithDefault("60s")
    Duration timeout();

    /** How long a request for passages is tried again while that process is away or overloaded; a question gives up after 5 s at the latest. */
    @WithDefault("60s")
    Duration patience();

    /** Which model runs there, when the server is none of ours. */
    Remote remote();

    /**
     * Further engines, by name: each makes a space of its own, to which a collection can be moved. One without a {@code url} is the built-in model with
     * its vectors cut to {@code dimension}.
     */
    Map<String, Engine> engines();

    /** What the model in this process runs on. One that is named and cannot be had stops the start. */
    @WithDefault("auto")
    Provider provider();

    /** Which of several cards, from 0. */
    @WithDefault("0")
    int device();

    /**
     * Bits that the model calculates with: {@code int8}, {@code fp32}, {@code fp16}. Default: int8 on a processor, fp16 on an accelerator. With {@link #url} it
     * says what that Groundwork process calculates in: vectors of int8 and of decimals never meet.
     */
    @WithDefault("auto")
    Precision precision();

    /**
     * A folder with a model in place of the built-in one: {@code model.onnx}, {@code tokenizer.json} or {@code vocab.txt}, and {@code groundwork-model.json}
     * that describes it and pins the files. With {@link #url} it tells which model that Groundwork process has, and the weights may be left out.
     */
    Optional<Path> modelFolder();

    /** Places of a batch, filling counted, for weights in decimals. Default: 16,384 on an accelerator; on a processor one text at a time. */
    OptionalInt batchTokens();

    /** Texts that are read at once in this process, each on one core; on an accelerator, batches. Default: the number of processors; 2. */
    OptionalInt callers();

    /** Calls of one kind (questions, answers, passages) that may wait; further ones are refused as overload. */
    @WithDefault("256")
    int maxCalls();

    /** Tokens of the calls of one kind that wait or are being served, about a minute's work of two cores; further calls are refused as overload. */
    @WithDefault("600000")
    long maxQueuedTokens();

    /** Requests for vectors or scores that are read, worked on or answered at once in this process; further ones are refused before they are read. */
    @WithDefault("512")
    int maxRequests();

    /** Longest body of such a request, in bytes. */
    @WithDefault("16777216")
    long maxRequestBytes();

    /** Bytes of the bodies of all such requests at once, so that they cannot fill the memory; further requests are refused. */
    @WithDefault("67108864")
    long maxRequestsBytes();

    /** Most texts of one request on TEI's paths. */
    @WithDefault("256")
    int maxClientBatch();

    /**
     * Where weights and native libraries stay unpacked for the next start, 60 MB, with an accelerator up to 1 GB: a folder that only this user may write to.
     * None: a temporary one, unpacked at every start.
     */
    Optional<Path> cache();

    /** A cross-encoder, which reads question and passage together. None: late interaction of the built-in model alone. */
    Reranker reranker();

    /** Kinds of servers. */
    enum Server {
        /** A Groundwork process with the built-in model. */
        GROUNDWORK,
        /** Text Embeddings Inference. */
        TEI,
        /** Whatever speaks OpenAI's API: vLLM, Ollama, Infinity. */
        OPENAI
    }

    /** A further engine. */
    interface Engine extends Remote {

        /** The server that has the model. */
        Optional<URI> url();

        /** What that server is. */
        @WithDefault("openai")
        Server server();

        /** Bearer token for that server. */
        Optional<String> key();
    }

    /** A model on a server that is not ours. */
    interface Remote {

        /** As the server calls it, such as {@code BAAI/bge-m3}. */
        Optional<String> model();

        /** Of its weights, in whatever words. Vectors of two revisions do not meet. */
        Optional<String> revision();

        /** Of its vectors. */
        OptionalInt dimension();

        /** Longest text it reads, in its tokens, special ones included. */
        @WithDefault("512")
        int maxTokens();

        /** Put before every question, such as {@code query: }; a space at its end belongs to it. */
        Optional<String> queryPrefix();

        /** Put before every passage. */
        Optional<String> passagePrefix();

        /** For which it was trained, as BCP 47 writes them, such as {@code en,de}. None: many. */
        Optional<Set<String>> languages();

        /** Texts a request at most; what the server says it takes counts too. */
        @WithDefault("32")
        int batch();
    }

    /** A cross-encoder: in a folder, or on a server. */
    interface Reranker {

        /**
         * A folder with {@code model.onnx}, {@code tokenizer.json} or {@code vocab.txt}, and {@code groundwork-model.json}, which names the model and
         * pins the files. The model runs in this process, on {@link EmbeddingsConfig#callers} cores.
         */
        Optional<Path> folder();

        /** The server that has the model, such as {@code http://tei:80}. What is searched for and what was found goes there. */
        Optional<URI> url();

        /** What that server speaks. */
        @WithDefault("tei")
        RerankServer server();

        /** As the server calls it, such as {@code BAAI/bge-reranker-v2-m3}. */
        Optional<String> model();

        /** Bearer token for that server. */
        Optional<String> key();

        /** Where servers of Cohere's form take requests. */
        @WithDefault("/v1/rerank")
        String path();

        /** How long scoring a list may take where its caller has not less. */
        @WithDefault("60s")
        Duration timeout();

        /** How long a request is tried again, within that time, while the server is away or overloaded. */
        @WithDefault("2s")
        Duration patience();

        /** Passages a request at most; what TEI says it takes counts too. */
        @WithDefault("32")
        int batch();

        /** Longest question and passage together that the server's model reads, in its tokens, special ones included. */
        @WithDefault("512")
        int maxTokens();
    }

    /** Forms in which servers are asked for scores. */
    enum RerankServer {
        /** Text Embeddings Inference, and other Groundwork processes. */
        TEI,
        /** Cohere, Jina, vLLM, Infinity. */
        COHERE
    }
}
