package io.groundwork.orchestration.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundwork.orchestration.FreshDatabase;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Imports against a program that is killed, or has less memory than the file is large. */
class ImportRecoveryIT {

    private static final int DIMENSION = 384;

    /** Of characters that a compressed column makes small, so that this needs little disk. */
    private static final String MEGABYTE = "kiln ".repeat(200_000);

    /** More than the 512 MiB of memory that the program has. */
    private static final int MEGABYTES = 600;

    @Test
    void ofAnImportThatItsProcessDidNotSurviveNothingIsEverFoundAndNothingStays()
            throws IOException, InterruptedException, SQLException {
        try (FreshDatabase database = new FreshDatabase();
                RunningGroundwork groundwork =
                        RunningGroundwork.start(with(database)).awaitReady()) {
            String head = head(groundwork);
            String files = database.one("SELECT count(*) FROM file");
            try (Socket client = client(groundwork)) {
                OutputStream out = client.getOutputStream();
                out.write(head.getBytes(UTF_8));
                for (int i = 0; i < 50; i++) {
                    out.write(document(i, "The kiln is fired on day %d.".formatted(i))
                            .getBytes(UTF_8));
                }
                out.flush();
                groundwork.await("under way", () -> !database.one("SELECT count(*) FROM passage")
                        .equals("0"));
                groundwork.kill();
            }
            assertThat(database.one("SELECT count(*) FROM collection_import")).isEqualTo("1");

            groundwork.restart();
            groundwork.awaitReady();
            String found =
                    groundwork.post("/api/v1/search", Map.of("query", "kiln")).body();
            JsonNode collections = RunningGroundwork.json(groundwork.get("/v1/vector_stores"));
            silentForLong(database);

            assertThat(found).doesNotContain("is fired");
            assertThat(collections.path("data")).isEmpty();
            groundwork.await("removed", () -> database.one("SELECT count(*) FROM collection_import")
                    .equals("0"));
            for (String table : List.of("collection", "membership", "passage", "term", "document")) {
                assertThat(database.one("SELECT count(*) FROM " + table))
                        .as(table)
                        .isEqualTo("0");
            }
            assertThat(database.one("SELECT count(*) FROM file")).isEqualTo(files);
        }
    }

    @Test
    void aFileLargerThanTheMemoryIsImportedAndExported() throws IOException {
        try (FreshDatabase database = new FreshDatabase();
                RunningGroundwork groundwork =
                        RunningGroundwork.start(with(database)).awaitReady()) {
            HttpURLConnection sending = connection(groundwork, "/api/v1/collections/import");
            sending.setRequestMethod("POST");
            sending.setDoOutput(true);
            sending.setChunkedStreamingMode(1 << 16);
            sending.setRequestProperty("Content-Type", "application/x-ndjson");
            try (OutputStream out = new BufferedOutputStream(sending.getOutputStream(), 1 << 16)) {
                out.write(head(groundwork).getBytes(UTF_8));
                for (int i = 0; i < MEGABYTES; i++) {
                    out.write(document(i, "Day %d. ".formatted(i) + MEGABYTE).getBytes(UTF_8));
                }
                out.write("{\"type\":\"end\",\"documents\":%1$d,\"passages\":%1$d}\n"
                        .formatted(MEGABYTES)
                        .getBytes(UTF_8));
            }
            assertThat(sending.getResponseCode()).isEqualTo(201);

            String store = RunningGroundwork.json(groundwork.get("/v1/vector_stores"))
                    .at("/data/0/id")
                    .asText();
            HttpURLConnection reading = connection(groundwork, "/api/v1/collections/%s/export".formatted(store));
            long bytes = 0;
            byte[] last = new byte[0];
            try (InputStream in = reading.getInputStream()) {
                byte[] chunk = new byte[1 << 16];
                for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                    bytes += read;
                    last = tail(last, chunk, read);
                }
            }

            assertThat(bytes).isGreaterThan(MEGABYTES * 1_000_000L);
            assertThat(new String(last, UTF_8))
                    .endsWith("{\"type\":\"end\",\"documents\":%1$d,\"passages\":%1$d,\"withheld\":0}\n"
                            .formatted(MEGABYTES));
        }
    }

    private static byte[] tail(byte[] before, byte[] chunk, int read) {
        byte[] both = ByteBuffer.allocate(before.length + read)
                .put(before)
                .put(chunk, 0, read)
                .array();
        int kept = Math.min(100, both.length);
        return Arrays.copyOfRange(both, both.length - kept, both.length);
    }

    /** The first line of a collection of the space that the program serves. */
    private static String head(RunningGroundwork groundwork) throws IOException {
        String empty = RunningGroundwork.json(groundwork.post("/v1/vector_stores", Map.of("name", "empty")))
                .path("id")
                .asText();
        String line = groundwork
                .get("/api/v1/collections/%s/export".formatted(empty))
                .body()
                .lines()
                .findFirst()
                .orElseThrow();
        HttpURLConnection deleting = connection(groundwork, "/v1/vector_stores/" + empty);
        deleting.setRequestMethod("DELETE");
        assertThat(deleting.getResponseCode()).isEqualTo(200);
        return line + "\n";
    }

    /** With one passage, of its first words. */
    private static String document(int number, String text) {
        int end = text.indexOf('.') + 1;
        ByteBuffer unit = ByteBuffer.allocate(2 * DIMENSION).order(ByteOrder.LITTLE_ENDIAN);
        unit.putShort(2 * (number % DIMENSION), Float.floatToFloat16(1));
        return """
                {"type":"document","id":"%1$d","name":"day-%1$d.txt","media_type":"text/plain","text":"%2$s"}
                {"type":"passage","ordinal":0,"text":"%3$s","start":0,"end":%4$d,"vector":"%5$s"}
                """.formatted(
                number, text, text.substring(0, end), end, Base64.getEncoder().encodeToString(unit.array()));
    }

    /** A connection on which the program waits for more lines than will ever come. */
    private static Socket client(RunningGroundwork groundwork) throws IOException {
        URI url = URI.create(groundwork.url());
        Socket client = new Socket(url.getHost(), url.getPort());
        client.getOutputStream()
                .write(
                        "POST /api/v1/collections/import HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: application/x-ndjson\r\nContent-Length: 100000000\r\n\r\n"
                                .formatted(RunningGroundwork.KEY)
                                .getBytes(UTF_8));
        return client;
    }

    private static HttpURLConnection connection(RunningGroundwork groundwork, String path) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(groundwork.url() + path).toURL().openConnection();
        connection.setRequestProperty("Authorization", "Bearer " + RunningGroundwork.KEY);
        return connection;
    }

    private static void silentForLong(FreshDatabase database) throws SQLException {
        try (Connection connection = database.source().getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate("UPDATE collection_import SET alive_at = now() - interval '1 hour'"))
                    .isEqualTo(1);
        }
    }

    private static Map<String, String> with(FreshDatabase database) {
        return Map.of(
                "GROUNDWORK_DB_URL", database.url(),
                "GROUNDWORK_DB_USER", database.user(),
                "GROUNDWORK_DB_PASSWORD", database.password());
    }
}
