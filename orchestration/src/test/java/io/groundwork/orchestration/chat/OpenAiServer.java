package io.groundwork.orchestration.chat;

import com.fasterxml.jackson.databind.node.TextNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** A real HTTP server that speaks OpenAI's API, well or badly, as each test says. */
public final class OpenAiServer implements AutoCloseable {

    /** What the server does with a chat request. */
    public interface Script {

        void play(Stage stage) throws IOException, InterruptedException;
    }

    public static final String USAGE =
            "{\"choices\":[],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":3,\"total_tokens\":15}}";

    private final HttpServer server;
    private final AtomicReference<Script> script = new AtomicReference<>(stage -> stage.status(500, ""));
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> keys = new CopyOnWriteArrayList<>();
    private final CountDownLatch left = new CountDownLatch(1);
    private final AtomicBoolean open = new AtomicBoolean(true);

    public OpenAiServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/models", exchange -> {
            byte[] body = "{\"object\":\"list\",\"data\":[{\"id\":\"tiny\",\"owned_by\":\"vllm\"},{\"id\":\"small\"}]}"
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.createContext("/version", exchange -> {
            byte[] body = "{\"version\":\"0.8.1\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.createContext("/v1/chat/completions", exchange -> {
            requests.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            try {
                script.get().play(new Stage(exchange));
            } catch (IOException e) {
                left.countDown();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        server.start();
    }

    public OpenAiServer plays(Script next) {
        script.set(next);
        return this;
    }

    public URI url() {
        return URI.create("http://127.0.0.1:%d/v1".formatted(port()));
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public List<String> requests() {
        return requests;
    }

    public List<String> keys() {
        return keys;
    }

    /** Counted down when a client was found gone while it was written to. */
    public CountDownLatch clientLeft() {
        return left;
    }

    @Override
    public void close() {
        if (open.getAndSet(false)) {
            server.stop(0);
        }
    }

    public static String chunk(String text) {
        return "{\"choices\":[{\"index\":0,\"delta\":{\"content\":%s}}]}".formatted(TextNode.valueOf(text));
    }

    public static String finish(String reason) {
        return "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"%s\"}]}".formatted(reason);
    }

    /** One exchange. */
    public static final class Stage {

        private final HttpExchange exchange;
        private boolean open;

        Stage(HttpExchange exchange) {
            this.exchange = exchange;
        }

        public void status(int code, String body) throws IOException {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(code, bytes.length == 0 ? -1 : bytes.length);
            if (bytes.length > 0) {
                exchange.getResponseBody().write(bytes);
            }
        }

        /** A whole reply. */
        public void says(String text) throws IOException {
            events(chunk(text), finish("stop"), USAGE, "[DONE]");
        }

        public void events(String... data) throws IOException {
            for (String each : data) {
                raw("data: %s\n\n".formatted(each));
            }
        }

        public void raw(String text) throws IOException {
            if (!open) {
                exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
                exchange.sendResponseHeaders(200, 0);
                open = true;
            }
            OutputStream body = exchange.getResponseBody();
            body.write(text.getBytes(StandardCharsets.UTF_8));
            body.flush();
        }
    }

    /** Thrown by a script, breaks the connection without the chunk that ends a body well. */
    public static final class BrokenOff extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }
}
