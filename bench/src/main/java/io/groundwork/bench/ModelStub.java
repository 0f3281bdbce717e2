package io.groundwork.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.groundwork.bench.Script.Kind;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server of OpenAI's Chat Completions API on this machine's loopback that costs next to nothing: it sends what the {@link Script} in a request says,
 * and knows how many tokens it sent and whether its client stayed. The n-th token of an answer is the first letter of the door that was asked at, and n:
 * {@code h0 h1 h2 …}. Safe for use by many clients.
 */
final class ModelStub implements AutoCloseable {

    /** Doors whose name begins so do what scripts say; all others answer whole. */
    static final String FAULTY = "faulty";

    /** What it says a conversation takes to read. */
    static final int INPUT_TOKENS = 7;

    private static final int BACKLOG = 4_096;
    private static final int LONGEST_SILENCE_MILLIS = 120_000;
    private static final Duration TO_NOTE = Duration.ofMinutes(1);
    private static final int LARGE_FRAME = 65_536;
    private static final int LARGEST_HEAD = 65_536;
    private static final Pattern MODEL = Pattern.compile("\"model\"\\s*:\\s*\"([^\"]*)\"");
    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length:\\s*(\\d+)");
    private static final Script READY = Script.whole(1, Duration.ZERO, Script.NONE);

    private final ServerSocket listening;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final Map<String, List<Sent>> sent = new ConcurrentHashMap<>();
    private final LongAdder tokens = new LongAdder();
    private final LongAdder requests = new LongAdder();
    private final AtomicInteger writing = new AtomicInteger();

    /** Listens on a port of its own. */
    ModelStub() throws IOException {
        listening = new ServerSocket(0, BACKLOG, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        Thread.ofPlatform().daemon().name("model-stub").start(this::accept);
    }

    /**
     * What was sent for one request.
     *
     * @param tokens frames of text that went out whole
     * @param lastNanos when the last of them went out, by {@link System#nanoTime}
     */
    record Sent(String door, int tokens, End end, long lastNanos) {}

    /** How an answer of the stub ended. */
    enum End {
        WHOLE,
        /** As the script wanted it. */
        FAULT,
        /** The client closed the connection before. */
        LEFT
    }

    /** Of its API at one of its doors, whatever that is called. */
    URI base(String door) {
        return URI.create("http://127.0.0.1:%d/%s/v1".formatted(listening.getLocalPort(), door));
    }

    /** All that was sent under an id, in the order in which it ended. */
    List<Sent> sent(String id) {
        return List.copyOf(sent.getOrDefault(id, List.of()));
    }

    long tokens() {
        return tokens.sum();
    }

    long requests() {
        return requests.sum();
    }

    /** How many answers are being written now. */
    int writing() {
        return writing.get();
    }

    /** Waits until all answers are noted: a client has heard the end of one a little before it stands in {@link #sent}. */
    void awaitQuiet() {
        CrashDrill.await(TO_NOTE, "the drill's model server writes no answer", () -> writing() == 0);
    }

    @Override
    public void close() throws IOException {
        listening.close();
        connections.forEach(ModelStub::closeQuietly);
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                connections.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                if (!listening.isClosed()) {
                    throw new BenchException("The model server of the drill cannot take connections.", e);
                }
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream(), 8_192);
            Optional<Request> request = read(in);
            while (request.isPresent()) {
                if (!answer(socket, in, request.get())) {
                    return;
                }
                request = read(in);
            }
        } catch (IOException e) {
            // The client has gone; what it had got by then is noted where it was written.
        } finally {
            connections.remove(socket);
        }
    }

    /**
     * @param path with the door before {@code /v1}
     */
    private record Request(String method, String path, String body) {

        String door() {
            int end = path.indexOf('/', 1);
            return end < 0 ? "" : path.substring(1, end);
        }

        boolean has(String json) {
            return body.contains(json);
        }
    }

    private static Optional<Request> read(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream(512);
        int ended = 0;
        while (ended < 4) {
            int next = in.read();
            if (next < 0 || head.size() > LARGEST_HEAD) {
                return Optional.empty();
            }
            head.write(next);
            ended = next == (ended % 2 == 0 ? '\r' : '\n') ? ended + 1 : next == '\r' ? 1 : 0;
        }
        String text = head.toString(UTF_8);
        Matcher length = LENGTH.matcher(text);
        byte[] body = in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
        String[] first = text.substring(0, text.indexOf('\r')).split(" ", 3);
        return Optional.of(new Request(first[0], first.length < 2 ? "/" : first[1], new String(body, UTF_8)));
    }

    /** Whether the connection serves the next request. */
    private boolean answer(Socket socket, InputStream in, Request request) throws IOException {
        OutputStream out = socket.getOutputStream();
        if (!request.path().endsWith("/chat/completions")) {
            out.write(
                    request.path().endsWith("/v1/models")
                            ? plain("200 OK", "application/json", "{\"object\":\"list\",\"data\":[]}")
                            : plain("404 Not Found", "application/json", "{\"detail\":\"Not Found\"}"));
            return true;
        }
        requests.increment();
        Script asked = Script.in(request.body()).orElse(READY);
        Script script =
                request.door().startsWith(FAULTY) ? asked : Script.whole(asked.frames(), asked.every(), asked.id());
        writing.incrementAndGet();
        try {
            return new Answer(request, script, socket, in, out).write();
        } finally {
            writing.decrementAndGet();
        }
    }

    private static byte[] plain(String status, String type, String body) {
        return "HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(status, type, body.getBytes(UTF_8).length, body)
                .getBytes(UTF_8);
    }

    private static void closeQuietly(Closeable open) {
        try {
            open.close();
        } catch (IOException e) {
            throw new BenchException("A connection of the drill's model server cannot be closed.", e);
        }
    }

    /** One answer as it is written. Used by one thread. */
    private final class Answer {

        private final Request request;
        private final Script script;
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;
        private final String model;
        private int written;
        private long lastNanos = System.nanoTime();

        Answer(Request request, Script script, Socket socket, InputStream in, OutputStream out) {
            this.request = request;
            this.script = script;
            this.socket = socket;
            this.in = in;
            this.out = out;
            Matcher named = MODEL.matcher(request.body());
            this.model = script.kind() == Kind.OTHER_MODEL ? "another-model" : named.find() ? named.group(1) : "stub";
        }

        boolean write() throws IOException {
            End end = End.LEFT;
            try {
                end = switch (script.kind()) {
                    case WHOLE, WRONG_USAGE, OTHER_MODEL -> whole();
                    case SLOW -> untilItLeaves();
                    case RESET -> {
                        socket.setSoLinger(true, 0);
                        yield End.FAULT;
                    }
                    case BUSY -> {
                        out.write(plain("503 Service Unavailable", "application/json", "{\"error\":\"loading\"}"));
                        yield End.FAULT;
                    }
                    case HTML -> {
                        out.write(plain("200 OK", "text/html", "<html><body>Please sign in.</body></html>"));
                        yield End.FAULT;
                    }
                    case ERROR_CHUNK -> {
                        half();
                        send("data: {\"error\":{\"message\":\"out of memory\",\"code\":500}}\n\n");
                        yield End.FAULT;
                    }
                    case MALFORMED -> {
                        half();
                        send("data: {\"id\":\"chatcmpl-stub\",\"choices\":[{\"ind\n\n");
                        yield End.FAULT;
                    }
                    case CUT -> {
                        half();
                        yield End.FAULT;
                    }
                    case SILENT -> {
                        half();
                        yield untilItLeaves();
                    }
                    case ENDLESS -> endless();
                };
            } finally {
                tokens.add(written);
                if (!script.id().equals(Script.NONE)) {
                    sent.computeIfAbsent(script.id(), id -> new CopyOnWriteArrayList<>())
                            .add(new Sent(request.door(), written, end, lastNanos));
                }
            }
            return end == End.WHOLE || script.kind() == Kind.BUSY || script.kind() == Kind.HTML;
        }

        private End whole() throws IOException {
            if (!request.has("\"stream\":true")) {
                pause(script.frames());
                StringBuilder text = new StringBuilder();
                for (int i = 0; i < script.frames(); i++) {
                    text.append(piece(i));
                }
                String body =
                        "{\"id\":\"chatcmpl-stub\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"%s\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"%s\"},\"finish_reason\":\"stop\"}],%s}"
                                .formatted(model, text, usage());
                out.write(plain("200 OK", "application/json", body));
                written = script.frames();
            } else if (script.every().isZero()) {
                StringBuilder all = new StringBuilder(256 * script.frames());
                for (int i = 0; i < script.frames(); i++) {
                    all.append(chunk(frame(piece(i))));
                }
                out.write((head() + all + ending()).getBytes(UTF_8));
                written = script.frames();
            } else {
                out.write(head().getBytes(UTF_8));
                frames(script.frames());
                out.write(ending().getBytes(UTF_8));
            }
            lastNanos = System.nanoTime();
            return End.WHOLE;
        }

        private void half() throws IOException {
            out.write(head().getBytes(UTF_8));
            frames(script.frames() / 2);
        }

        private void frames(int count) throws IOException {
            long start = System.nanoTime();
            for (int i = 0; i < count; i++) {
                long left = start + i * script.every().toNanos() - System.nanoTime();
                if (left > 0) {
                    sleep(Duration.ofNanos(left));
                }
                send(frame(piece(i)));
                written++;
                lastNanos = System.nanoTime();
            }
        }

        private End endless() throws IOException {
            out.write(head().getBytes(UTF_8));
            String padding = ".".repeat(LARGE_FRAME);
            while (true) {
                send(frame(piece(written).strip() + padding + " "));
                written++;
                lastNanos = System.nanoTime();
            }
        }

        private End untilItLeaves() throws IOException {
            socket.setSoTimeout(LONGEST_SILENCE_MILLIS);
            return in.read() < 0 ? End.LEFT : End.FAULT;
        }

        private void pause(int frames) {
            if (!script.every().isZero()) {
                sleep(script.every().multipliedBy(frames));
            }
        }

        private void send(String event) throws IOException {
            out.write(chunk(event).getBytes(UTF_8));
        }

        private String head() {
            return "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
        }

        private String piece(int number) {
            return request.door().substring(0, 1).toLowerCase(Locale.ROOT) + number + " ";
        }

        private String frame(String words) {
            return event("{\"index\":0,\"delta\":{\"content\":\"" + words + "\"},\"finish_reason\":null}", "");
        }

        /** The last piece, the count of tokens, and the mark of the end. */
        private String ending() {
            String counted = request.has("\"include_usage\":true") ? chunk(event("", "," + usage())) : "";
            return chunk(event("{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}", ""))
                    + counted
                    + chunk("data: [DONE]\n\n")
                    + "0\r\n\r\n";
        }

        private String event(String choice, String more) {
            return "data: {\"id\":\"chatcmpl-stub\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\""
                    + model + "\",\"choices\":[" + choice + "]" + more + "}\n\n";
        }

        private String usage() {
            int told = script.kind() == Kind.WRONG_USAGE ? 10_000_000 : script.frames();
            return "\"usage\":{\"prompt_tokens\":%d,\"completion_tokens\":%d,\"total_tokens\":%d}"
                    .formatted(INPUT_TOKENS, told, INPUT_TOKENS + told);
        }

        private static String chunk(String event) {
            return Integer.toHexString(event.getBytes(UTF_8).length) + "\r\n" + event + "\r\n";
        }

        private static void sleep(Duration time) {
            try {
                Thread.sleep(time);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BenchException("Interrupted.", e);
            }
        }
    }
}
