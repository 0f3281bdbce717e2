package io.groundwork.orchestration.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundwork.orchestration.chat.ChatClient;
import io.groundwork.orchestration.chat.ChatConfig;
import io.groundwork.orchestration.chat.ChatOutcome;
import io.groundwork.orchestration.chat.ChatRequest;
import io.groundwork.orchestration.chat.Dialect;
import io.groundwork.orchestration.chat.Message;
import io.groundwork.orchestration.chat.ModelServer;
import io.groundwork.orchestration.chat.Sampling;
import io.groundwork.orchestration.chat.Stop;
import io.groundwork.orchestration.local.LocalAddress;
import io.groundwork.orchestration.outbound.Outbound;
import io.groundwork.orchestration.outbound.Purpose;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Tries model servers before they are registered, and finds those that run on this machine. */
@Singleton
public final class ModelServers {

    private static final Duration PATIENCE = Duration.ofMillis(1500);
    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST_MODELS = 100;

    /** Room for a greeting, also after a little thinking. */
    private static final int TEST_TOKENS = 64;

    /** Where such servers listen unless told otherwise. */
    private static final List<Port> USUAL = List.of(
            new Port(11434, "Ollama"),
            new Port(8000, "vLLM"),
            new Port(1234, "LM Studio"),
            new Port(8080, "llama.cpp or LocalAI"),
            new Port(8081, "llama.cpp"),
            new Port(1337, "Jan"),
            new Port(30000, "SGLang"),
            new Port(5000, "text-generation-webui"),
            new Port(4891, "GPT4All"));

    private final ChatClient client;
    private final ChatConfig chat;
    private final Outbound outbound;
    private final ModelsConfig config;
    private final ObjectMapper json;

    ModelServers(ChatClient client, ChatConfig chat, Outbound outbound, ModelsConfig config, ObjectMapper json) {
        this.client = client;
        this.chat = chat;
        this.outbound = outbound;
        this.config = config;
        this.json = json;
    }

    /**
     * Says one sentence to a model and waits for the reply.
     *
     * @throws IllegalArgumentException for a key that no header can carry
     */
    public TestOutcome test(URI baseUrl, String model, Optional<String> key) {
        ModelServer server = new ModelServer(baseUrl, model, key, chat.patience());
        long began = System.nanoTime();
        ChatOutcome outcome = client.chat(
                server,
                new ChatRequest(
                        List.of(new Message(Message.Role.USER, "Reply with the one word: ready")),
                        Sampling.steady(0, TEST_TOKENS)),
                event -> {},
                new Stop());
        return switch (outcome) {
            case ChatOutcome.Finished finished ->
                new TestOutcome.Works(finished.text().strip(), Duration.ofNanos(System.nanoTime() - began));
            case ChatOutcome.Failed failed
            when failed.reason() == ChatOutcome.Reason.UNKNOWN_MODEL ->
                new TestOutcome.Fails(failed.reason(), failed.words() + offered(server));
            case ChatOutcome.Failed failed -> new TestOutcome.Fails(failed.reason(), failed.words());
        };
    }

    /** What a server tells of itself and the model in its list of models; nothing where it has none. */
    Told told(ModelServer server) {
        try {
            List<Offered> offered = models(server).orElse(List.of());
            Optional<Offered> named = offered.stream()
                    .filter(model -> model.id().equals(server.remoteName()))
                    .findFirst();
            Optional<Dialect> dialect =
                    offered.isEmpty() ? Optional.empty() : maker(offered).flatMap(ModelServers::dialect);
            Dialect spoken = server.dialect() == Dialect.OPENAI ? dialect.orElse(Dialect.OPENAI) : server.dialect();
            return new Told(dialect, named.map(Offered::window).orElse(OptionalInt.empty()), engine(server, spoken));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Told(Optional.empty(), OptionalInt.empty(), Optional.empty());
        }
    }

    /** What serves it, with its version, by the page on which each kind tells it. */
    private Optional<String> engine(ModelServer server, Dialect dialect) throws InterruptedException {
        return switch (dialect) {
            case VLLM -> version(server, "/version", "version").map("vllm "::concat);
            case OLLAMA -> version(server, "/api/version", "version").map("ollama "::concat);
            case TGI -> version(server, "/info", "version").map("text-generation-inference "::concat);
            case TEI -> version(server, "/info", "version").map("text-embeddings-inference "::concat);
            case SGLANG -> version(server, "/get_server_info", "version").map("sglang "::concat);
            case LLAMA_CPP -> version(server, "/props", "build_info").map("llama.cpp "::concat);
            case OPENAI, LM_STUDIO, LOCAL, HOSTED -> Optional.empty();
        };
    }

    private Optional<String> version(ModelServer server, String page, String field) throws InterruptedException {
        String root = server.baseUrl().toString().replaceFirst("/v1/?$", "");
        return told(server, URI.create(root + page))
                .map(told -> told.path(field).asText(""))
                .filter(version -> version.matches("[0-9A-Za-z][0-9A-Za-z.+!_-]{0,60}"));
    }

    private static Optional<Dialect> dialect(String maker) {
        return Optional.ofNullable(
                switch (maker) {
                    case "vLLM" -> Dialect.VLLM;
                    case "llama.cpp" -> Dialect.LLAMA_CPP;
                    case "SGLang" -> Dialect.SGLANG;
                    case "Ollama" -> Dialect.OLLAMA;
                    default -> null;
                });
    }

    /** Servers on this machine's usual ports, in the order of that list. Takes two seconds at most. */
    public List<Discovered> discover() {
        return at(
                USUAL.stream().filter(port -> port.number() != config.ownPort()).toList());
    }

    List<Discovered> at(List<Port> ports) {
        List<Callable<Optional<Discovered>>> probes = ports.stream()
                .map(port -> (Callable<Optional<Discovered>>) () -> probe(port))
                .toList();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Discovered> found = new ArrayList<>();
            for (Future<Optional<Discovered>> probe :
                    threads.invokeAll(probes, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                if (probe.state() == Future.State.SUCCESS) {
                    probe.resultNow().ifPresent(found::add);
                }
            }
            return List.copyOf(found);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    private Optional<Discovered> probe(Port port) throws InterruptedException {
        ModelServer server = new ModelServer(
                URI.create("http://127.0.0.1:%d/v1".formatted(port.number())), "", Optional.empty(), chat.patience());
        return models(server)
                .filter(models -> !models.isEmpty())
                .map(models -> new Discovered(
                        maker(models).orElse(port.usual()),
                        server.baseUrl(),
                        models.stream().map(Offered::id).toList()));
    }

    private String offered(ModelServer server) {
        try {
            Function<List<Offered>, String> words = models -> models.isEmpty()
                    ? ""
                    : " It offers: "
                            + String.join(
                                    ", ",
                                    models.stream().limit(10).map(Offered::id).toList()) + ".";
            return models(server).map(words).orElse("");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    /** Empty where nothing answers as an OpenAI server would, or one that wants a key first. Weights of this machine are on their card already. */
    private Optional<List<Offered>> models(ModelServer server) throws InterruptedException {
        if (LocalAddress.is(server.baseUrl())) {
            return Optional.empty();
        }
        return told(server, URI.create(server.baseUrl() + "/models")).flatMap(ModelServers::read);
    }

    /** JSON from one of a server's pages. */
    private Optional<JsonNode> told(ModelServer server, URI page) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(page).timeout(PATIENCE);
        server.key().ifPresent(key -> request.header("Authorization", "Bearer " + key));
        try {
            HttpResponse<InputStream> response =
                    outbound.client(Purpose.MODEL_SERVER).send(request.build(), BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                return response.statusCode() == 200
                        ? Optional.ofNullable(json.readTree(body.readNBytes(MOST_BYTES)))
                        : Optional.empty();
            }
        } catch (IOException e) {
            return Optional.empty(); // nothing there, or something else: what a probe is for
        }
    }

    private static Optional<List<Offered>> read(JsonNode answer) {
        JsonNode data = answer.path("data");
        if (!data.isArray()) {
            return Optional.empty();
        }
        List<Offered> models = new ArrayList<>();
        for (JsonNode model : data) {
            if (model.path("id").isTextual() && models.size() < MOST_MODELS) {
                models.add(new Offered(
                        model.path("id").asText(), model.path("owned_by").asText(""), window(model)));
            }
        }
        return Optional.of(models);
    }

    /** Several kinds share a port; some name themselves. */
    private static Optional<String> maker(List<Offered> models) {
        return switch (models.getFirst().owner()) {
            case "vllm" -> Optional.of("vLLM");
            case "llamacpp" -> Optional.of("llama.cpp");
            case "sglang" -> Optional.of("SGLang");
            case "library" -> Optional.of("Ollama");
            default -> Optional.empty();
        };
    }

    /**
     * A server that answered.
     *
     * @param server what it seems to be, such as {@code Ollama}
     * @param models what it offers, by its own names
     */
    public record Discovered(String server, URI baseUrl, List<String> models) {

        public Discovered {
            models = List.copyOf(models);
        }

        /** What a model of it is probably for, told by its name. */
        public Task likelyTask(String model) {
            return LikelyTask.of(model);
        }
    }

    record Port(int number, String usual) {}

    /** Where vLLM, SGLang, LM Studio and llama.cpp say how much a model reads. */
    private static OptionalInt window(JsonNode model) {
        for (JsonNode tokens : List.of(
                model.path("max_model_len"),
                model.path("max_context_length"),
                model.path("context_length"),
                model.path("meta").path("n_ctx"),
                model.path("meta").path("n_ctx_train"))) {
            if (tokens.isIntegralNumber() && tokens.intValue() > 0) {
                return OptionalInt.of(tokens.intValue());
            }
        }
        return OptionalInt.empty();
    }

    private record Offered(String id, String owner, OptionalInt window) {}

    /**
     * What a server tells of itself and of a model.
     *
     * @param engine with its version, such as {@code vllm 0.22.1}
     */
    record Told(Optional<Dialect> dialect, OptionalInt contextWindow, Optional<String> engine) {}
}
