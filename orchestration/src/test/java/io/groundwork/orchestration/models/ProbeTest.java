package io.groundwork.orchestration.models;

import static io.groundwork.orchestration.chat.OpenAiServer.chunk;
import static io.groundwork.orchestration.chat.OpenAiServer.finish;
import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.orchestration.chat.Ability;
import io.groundwork.orchestration.chat.ChatClient;
import io.groundwork.orchestration.chat.ChatOutcome;
import io.groundwork.orchestration.chat.ChatSettings;
import io.groundwork.orchestration.chat.Clients;
import io.groundwork.orchestration.chat.ModelServer;
import io.groundwork.orchestration.chat.OpenAiServer;
import io.groundwork.orchestration.outbound.Doors;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProbeTest {

    private static final String REFUSAL = "{\"error\":{\"message\":\"not with me\"}}";

    private final OpenAiServer server = new OpenAiServer();
    private final ChatClient client = Clients.through(Doors.open());

    @AfterEach
    void stop() {
        server.close();
        Clients.stop(client);
    }

    @Test
    void whatAModelDoesAsAskedIsProven() {
        server.plays(stage -> {
            String asked = server.requests().getLast();
            if (asked.contains("\"tools\"")) {
                stage.events("""
                        {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c1","function":{"name":"weather","arguments":"{\\"town\\":\\"Bonn\\"}"}}]}}]}""", finish("tool_calls"), OpenAiServer.USAGE, "[DONE]");
            } else if (asked.contains("json_schema")) {
                stage.says("{\"colour\":\"green\"}");
            } else if (asked.contains("image_url")) {
                stage.says("It is red.");
            } else {
                stage.events(
                        "{\"model\":\"tiny-v1\",\"choices\":[{\"index\":0,\"delta\":{\"reasoning_content\":\"hm\"}}]}",
                        chunk("ready"),
                        finish("stop"),
                        OpenAiServer.USAGE,
                        "[DONE]");
            }
        });

        assertThat(probe()).isInstanceOfSatisfying(Probe.Found.Able.class, able -> {
            assertThat(able.abilities().proven()).containsExactlyInAnyOrder(Ability.values());
            assertThat(able.answersAs()).contains("tiny-v1");
        });
    }

    @Test
    void whatAServerRefusesOrAnswersOtherwiseIsMissing() {
        server.plays(stage -> {
            String asked = server.requests().getLast();
            if (asked.contains("stream_options") || asked.contains("\"system\"") || asked.contains("image_url")) {
                stage.status(400, REFUSAL);
            } else {
                stage.events(chunk("The weather is fine in colour."), finish("stop"), "[DONE]");
            }
        });

        assertThat(probe()).isInstanceOfSatisfying(Probe.Found.Able.class, able -> {
            assertThat(able.abilities().proven()).containsExactly(Ability.FREE_TURNS);
            assertThat(able.abilities().missing())
                    .contains(
                            Ability.SYSTEM_ROLE,
                            Ability.TOOLS,
                            Ability.JSON_SCHEMA,
                            Ability.IMAGES,
                            Ability.STREAM_USAGE);
        });
    }

    @Test
    void ofASilentServerNothingIsFoundOut() {
        server.plays(stage -> stage.status(401, REFUSAL));

        assertThat(probe()).isInstanceOfSatisfying(Probe.Found.Silent.class, silent -> assertThat(
                        silent.why().reason())
                .isEqualTo(ChatOutcome.Reason.WRONG_KEY));
    }

    private Probe.Found probe() {
        return new Probe(client)
                .of(new ModelServer(server.url(), "tiny", Optional.empty(), new ChatSettings().patience()));
    }
}
