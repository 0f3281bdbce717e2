package io.groundwork.orchestration.models;

import static io.groundwork.orchestration.chat.OpenAiServer.chunk;
import static io.groundwork.orchestration.chat.OpenAiServer.finish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

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
}
