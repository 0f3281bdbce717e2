package io.groundwork.orchestration.models;

import static io.groundwork.orchestration.chat.OpenAiServer.chunk;
import static io.groundwork.orchestration.chat.OpenAiServer.finish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.groundwork.orchestration.chat.ChatClient;
import io.groundwork.orchestration.chat.ChatSettings;
import io.groundwork.orchestration.chat.Clients;
import io.groundwork.orchestration.chat.OpenAiServer;
import io.groundwork.orchestration.models.ModelServers.Discovered;
import io.groundwork.orchestration.models.ModelServers.Port;
import io.groundwork.orchestration.outbound.Doors;
import io.groundwork.orchestration.outbound.Outbound;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelServersTest {

    private final OpenAiServer server = new OpenAiServer();
    private final Outbound outbound = Doors.open();
    private final ChatClient client = Clients.through(outbound);
    private final ModelServers servers =
            new ModelServers(client, new ChatSettings(), outbound, Settings.plain(), new ObjectMapper());

    @AfterEach
    void stop() {
        server.close();
        Clients.stop(client);
    }

    @Test
    void aServerThatWritesWorksAlsoWhenItsUrlLacksThePath() {
        server.plays(stage -> stage.events(chunk(" Ready"), finish("stop"), "[DONE]"));

        TestOutcome outcome =
                servers.test(URI.create("http://127.0.0.1:%d/".formatted(server.port())), "tiny", Optional.empty());

        assertThat(outcome).isInstanceOfSatisfying(TestOutcome.Works.class, works -> assertThat(works.reply())
                .isEqualTo("Ready"));
        assertThat(server.keys()).containsExactly("null");
    }

    @Test
    void anUnknownModelIsAnsweredWithThoseThatAreThere() {
        server.plays(stage -> stage.status(404, "{\"error\":{\"message\":\"no such model\"}}"));

        assertThat(servers.test(server.url(), "huge", Optional.empty()))
                .isInstanceOfSatisfying(TestOutcome.Fails.class, fails -> assertThat(fails.words())
                        .contains("no such model", "tiny, small"));
    }

    @Test
    void aKeyThatNoHeaderCarriesIsRefusedWithoutRepeatingIt() {
        assertThatThrownBy(() -> servers.test(server.url(), "tiny", Optional.of("se\ncret")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("cret");
    }

    @Test
    void serversOnThisMachineAreFoundByWhatTheyAnswer() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Discovered> found = servers.at(
                    List.of(new Port(silent.getLocalPort(), "Silent"), new Port(server.port(), "llama.cpp")));

            assertThat(found).containsExactly(new Discovered("vLLM", server.url(), List.of("tiny", "small")));
        }
    }

    /** As each of them answers at {@code /v1/models}. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Ollama | {\"object\":\"list\",\"data\":[{\"id\":\"llama3.2:1b\",\"object\":\"model\",\"created\":1727205081,\"owned_by\":\"library\"},"
                        + "{\"id\":\"nomic-embed-text:latest\",\"object\":\"model\",\"created\":1727205082,\"owned_by\":\"library\"}]} | nomic-embed-text:latest | EMBED",
                "vLLM | {\"object\":\"list\",\"data\":[{\"id\":\"BAAI/bge-reranker-v2-m3\",\"object\":\"model\",\"created\":1,\"owned_by\":\"vllm\","
                        + "\"root\":\"BAAI/bge-reranker-v2-m3\",\"max_model_len\":8192,\"permission\":[]}]} | BAAI/bge-reranker-v2-m3 | RERANK",
                "llama.cpp | {\"models\":[{\"name\":\"m.gguf\"}],\"object\":\"list\",\"data\":[{\"id\":\"/models/m.gguf\",\"object\":\"model\","
                        + "\"owned_by\":\"llamacpp\",\"meta\":{\"n_ctx_train\":4096}}]} | /models/m.gguf | CHAT",
                "LM Studio | {\"data\":[{\"id\":\"text-embedding-nomic-embed-text-v1.5\",\"object\":\"model\",\"owned_by\":\"organization_owner\"}],"
                        + "\"object\":\"list\"} | text-embedding-nomic-embed-text-v1.5 | EMBED"
            })
    void theUsualServersAreKnownByHowTheySpeak(String usual, String answer, String model, Task task)
            throws IOException {
        AtomicInteger asked = new AtomicInteger();
        HttpServer speaking = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        speaking.createContext("/v1/models", exchange -> {
            asked.incrementAndGet();
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        speaking.start();
        try {
            List<Discovered> found =
                    servers.at(List.of(new Port(speaking.getAddress().getPort(), usual)));

            assertThat(found).hasSize(1);
            assertThat(found.getFirst().server()).isEqualTo(usual);
            assertThat(found.getFirst().models()).contains(model);
            assertThat(found.getFirst().likelyTask(model)).isEqualTo(task);
            assertThat(asked).as("requests of one look").hasValue(1);
        } finally {
            speaking.stop(0);
        }
    }
}
