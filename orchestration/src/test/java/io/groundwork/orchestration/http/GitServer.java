package io.groundwork.orchestration.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;

/** A repository with a work tree, served by Git's own {@code http-backend} to those who bring the token. */
final class GitServer implements AutoCloseable {

    static final String TOKEN = "token-of-the-test";

    private static final String AUTHORISED =
            "Basic " + Base64.getEncoder().encodeToString(("git:" + TOKEN).getBytes(StandardCharsets.UTF_8));

    private final Path tree;
    private final HttpServer server;

    GitServer(Path folder) throws IOException {
        tree = Files.createDirectories(folder.resolve("handbook"));
        run("init", "-q", "-b", "main");
        run("config", "user.email", "test@example.com");
        run("config", "user.name", "Test");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    String url() {
        return "http://127.0.0.1:%d/handbook/.git".formatted(server.getAddress().getPort());
    }

    void write(String path, String text) throws IOException {
        Files.createDirectories(tree.resolve(path).getParent());
        Files.writeString(tree.resolve(path), text);
    }

    void link(String path, String target) throws IOException {
        Files.createSymbolicLink(tree.resolve(path), Path.of(target));
    }

    void commit(String message) throws IOException {
        run("add", "-A");
        run("commit", "-q", "-m", message);
    }

    void run(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(tree.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException("%s: %s".formatted(command, said));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /** The Common Gateway Interface, as much of it as Git uses (RFC 3875). */
    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (!AUTHORISED.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"git\"");
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            ProcessBuilder backend = new ProcessBuilder("git", "http-backend");
            Map<String, String> environment = backend.environment();
            environment.put("GIT_PROJECT_ROOT", tree.getParent().toString());
            environment.put("GIT_HTTP_EXPORT_ALL", "1");
            environment.put("REQUEST_METHOD", exchange.getRequestMethod());
            environment.put("PATH_INFO", exchange.getRequestURI().getPath());
            String query = exchange.getRequestURI().getRawQuery();
            environment.put("QUERY_STRING", query == null ? "" : query);
            pass(exchange, "Content-Type", environment, "CONTENT_TYPE");
            pass(exchange, "Content-Encoding", environment, "HTTP_CONTENT_ENCODING");
            pass(exchange, "Git-Protocol", environment, "GIT_PROTOCOL");
            environment.put("CONTENT_LENGTH", String.valueOf(body.length));
            Process process = backend.start();
            try (OutputStream in = process.getOutputStream()) {
                in.write(body);
            }
            relay(exchange, process.getInputStream());
        }
    }

    private static void relay(HttpExchange exchange, InputStream answer) throws IOException {
        int status = 200;
        for (String line = line(answer); !line.isEmpty(); line = line(answer)) {
            int colon = line.indexOf(':');
            String name = line.substring(0, colon);
            String value = line.substring(colon + 1).strip();
            if (name.equals("Status")) {
                status = Integer.parseInt(value.substring(0, 3));
            } else {
                exchange.getResponseHeaders().set(name, value);
            }
        }
        byte[] body = answer.readAllBytes();
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.write(c);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    private static void pass(HttpExchange exchange, String header, Map<String, String> to, String variable) {
        String value = exchange.getRequestHeaders().getFirst(header);
        if (value != null) {
            to.put(variable, value);
        }
    }
}
