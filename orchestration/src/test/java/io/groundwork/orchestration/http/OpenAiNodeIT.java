package io.groundwork.orchestration.http;

import static io.groundwork.orchestration.chat.OpenAiServer.chunk;
import static io.groundwork.orchestration.chat.OpenAiServer.finish;
import static io.groundwork.orchestration.http.FrontDoor.asAdmin;
import static io.groundwork.orchestration.http.FrontDoor.unique;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundwork.orchestration.PostgresForTests;
import io.groundwork.orchestration.chat.OpenAiServer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** OpenAI's own JavaScript client, unchanged: {@code openai-client/client.mjs}, with the versions that stand in the lock file beside it. */
@QuarkusTest
@QuarkusTestResource(PostgresForTests.class)
class OpenAiNodeIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> FILES = List.of("package.json", "package-lock.json", "client.mjs");
    private static final Path FOLDER = Path.of("target", "openai-client").toAbsolutePath();

    @TestHTTPResource("/v1")
    URI base;

    @Test
    void theJavaScriptClientIsServedUnchanged() throws Exception {
        assumeTrue(runs("node") && runs("npm"), "node or npm is missing: OpenAI's JavaScript client is not tried");
        install();
        try (OpenAiServer server = new OpenAiServer()) {
            server.plays(stage -> answer(stage, server.requests().getLast()));
            String model = unique("node");
            String id = asAdmin()
                    .body(Map.of("name", model, "base_url", server.url().toString(), "model", "tiny"))
                    .post("/api/v1/models")
                    .then()
                    .statusCode(201)
                    .extract()
                    .path("id");
            try {
                Process client = start(
                        Map.of("BASE_URL", base.toString(), "API_KEY", PostgresForTests.ADMIN_KEY, "MODEL", model),
                        "node",
                        "client.mjs");
                assertThat(client.waitFor(120, TimeUnit.SECONDS)).isTrue();

                assertThat(client.exitValue())
                        .as(Files.readString(FOLDER.resolve("err")))
                        .isZero();
                assertThat(held()).isGreaterThan(20);
            } finally {
                asAdmin().delete("/api/v1/models/{id}", id);
            }
        }
    }

    /** Holds what the client was given to OpenAI's description; the answer is how many it was given. */
    private static int held() throws IOException {
        List<String> lines = Files.readAllLines(FOLDER.resolve("out"));
        for (String line : lines) {
            JsonNode seen = JSON.readTree(line);
            String path = seen.path("path").asText();
            String body = seen.path("body").asText();
            if (!seen.path("stream").asBoolean()) {
                OpenAiContract.check(seen.path("method").asText(), path, body);
                continue;
            }
            String schema = path.endsWith("/responses") ? "ResponseStreamEvent" : "CreateChatCompletionStreamResponse";
            body.lines()
                    .filter(data -> data.startsWith("data: {"))
                    .forEach(data -> OpenAiContract.checkEvent(schema, data.substring("data: ".length())));
        }
        return lines.size();
    }

    /** A model that does what the conversation calls for. */
    private static void answer(OpenAiServer.Stage stage, String request) throws IOException {
        JsonNode asked = JSON.readTree(request);
        JsonNode last = asked.path("messages").path(asked.path("messages").size() - 1);
        if (last.path("role").asText().equals("tool")) {
            stage.says("It costs 120.");
        } else if (last.path("content").isArray()) {
            stage.says("A picture.");
        } else if (asked.has("response_format")) {
            stage.says("{\"item\":\"pump\"}");
        } else if (asked.has("tools")) {
            stage.events(
                    call(
                            "{\"index\":0,\"id\":\"call_a\",\"type\":\"function\",\"function\":{\"name\":\"price\",\"arguments\":\"\"}}"),
                    call("{\"index\":0,\"function\":{\"arguments\":\"{\\\"item\\\":\"}}"),
                    call("{\"index\":0,\"function\":{\"arguments\":\"\\\"pump\\\"}\"}}"),
                    finish("tool_calls"),
                    OpenAiServer.USAGE,
                    "[DONE]");
        } else {
            stage.events(chunk("About "), chunk("120 euro."), finish("stop"), OpenAiServer.USAGE, "[DONE]");
        }
    }

    private static String call(String piece) {
        return "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[%s]}}]}".formatted(piece);
    }

    private static void install() throws IOException, InterruptedException {
        Files.createDirectories(FOLDER);
        for (String file : FILES) {
            try (InputStream in = OpenAiNodeIT.class.getResourceAsStream("/openai-client/" + file)) {
                Files.write(FOLDER.resolve(file), in.readAllBytes());
            }
        }
        Process npm = start(
                Map.of(),
                "npm",
                "ci",
                "--ignore-scripts",
                "--prefer-offline",
                "--no-audit",
                "--no-fund",
                "--cache",
                FOLDER.resolve("cache").toString());
        assertThat(npm.waitFor(180, TimeUnit.SECONDS)).isTrue();
        assertThat(npm.exitValue()).as(Files.readString(FOLDER.resolve("err"))).isZero();
    }

    private static Process start(Map<String, String> environment, String... command) throws IOException {
        ProcessBuilder process = new ProcessBuilder(command).directory(FOLDER.toFile());
        process.environment().putAll(environment);
        return process.redirectOutput(FOLDER.resolve("out").toFile())
                .redirectError(FOLDER.resolve("err").toFile())
                .start();
    }

    private static boolean runs(String program) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(program, "--version")
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 && !said.isBlank();
        } catch (IOException e) {
            return false; // not on the path
        }
    }
}
