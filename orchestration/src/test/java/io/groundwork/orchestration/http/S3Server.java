package io.groundwork.orchestration.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A bucket {@code library} that speaks as much of S3 as is read with: signatures (version 4), lists two at a time, objects. */
final class S3Server implements AutoCloseable {

    static final String ACCESS_KEY = "AKIATEST";
    static final String SECRET_KEY = "secret-of-the-test";

    private static final int PAGE = 2;

    private final HttpServer server;
    private final ConcurrentSkipListMap<String, String> objects = new ConcurrentSkipListMap<>();
    private final AtomicInteger failures = new AtomicInteger();

    S3Server() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    void put(String key, String text) {
        objects.put(key, text);
    }

    void remove(String key) {
        objects.remove(key);
    }

    void move(String from, String to) {
        objects.put(to, objects.remove(from));
    }

    /** The next requests are answered with 503. */
    void fail(int requests) {
        failures.set(requests);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            URI asked = exchange.getRequestURI();
            if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                send(exchange, 503, error("SlowDown"));
            } else if (!isSigned(exchange)) {
                send(exchange, 403, error("SignatureDoesNotMatch"));
            } else if (asked.getPath().matches("/library/?")) {
                send(exchange, 200, list(query(asked)));
            } else {
                String object = objects.get(asked.getPath().substring("/library/".length()));
                send(exchange, object == null ? 404 : 200, object == null ? error("NoSuchKey") : object);
            }
        }
    }

    private String list(Map<String, String> query) {
        String prefix = query.getOrDefault("prefix", "");
        String after = query.getOrDefault("continuation-token", "");
        List<Map.Entry<String, String>> found = objects.entrySet().stream()
                .filter(entry ->
                        entry.getKey().startsWith(prefix) && entry.getKey().compareTo(after) > 0)
                .toList();
        int most = Math.min(PAGE, Integer.parseInt(query.getOrDefault("max-keys", "1000")));
        List<Map.Entry<String, String>> page = found.stream().limit(most).toList();
        String contents = page.stream()
                .map(entry -> """
                        <Contents><Key>%s</Key><LastModified>2026-11-21T12:00:00.000Z</LastModified>\
                        <ETag>&quot;%s&quot;</ETag><Size>%d</Size><StorageClass>STANDARD</StorageClass></Contents>""".formatted(
                                entry.getKey(),
                                hex(digest("MD5", entry.getValue())),
                                entry.getValue().length()))
                .collect(Collectors.joining());
        boolean more = found.size() > page.size();
        String next = more
                ? "<NextContinuationToken>%s</NextContinuationToken>"
                        .formatted(page.getLast().getKey())
                : "";
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>library</Name>\
                <KeyCount>%d</KeyCount><IsTruncated>%s</IsTruncated>%s%s</ListBucketResult>""".formatted(page.size(), more, next, contents);
    }

    private static String error(String code) {
        return "<?xml version=\"1.0\"?><Error><Code>%s</Code><Message>no</Message></Error>".formatted(code);
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders()
                .set("Content-Type", status == 200 && !body.startsWith("<") ? "text/plain" : "application/xml");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /** AWS Signature Version 4, for requests without a body. */
    private static boolean isSigned(HttpExchange exchange) {
        String header = exchange.getRequestHeaders().getFirst("Authorization");
        if (header == null || !header.contains("Credential=" + ACCESS_KEY + "/")) {
            return false;
        }
        Map<String, String> parts = Arrays.stream(
                        header.substring(header.indexOf(' ') + 1).split(","))
                .map(part -> part.strip().split("=", 2))
                .collect(Collectors.toMap(part -> part[0], part -> part[1]));
        String scope = parts.get("Credential").substring(ACCESS_KEY.length() + 1);
        String signed = parts.get("SignedHeaders");
        StringBuilder headers = new StringBuilder();
        for (String name : signed.split(";")) {
            headers.append(name)
                    .append(':')
                    .append(exchange.getRequestHeaders().getFirst(name).strip())
                    .append('\n');
        }
        String rawQuery = exchange.getRequestURI().getRawQuery();
        String query = rawQuery == null
                ? ""
                : Arrays.stream(rawQuery.split("&"))
                        .map(pair -> pair.contains("=") ? pair : pair + "=")
                        .sorted()
                        .collect(Collectors.joining("&"));
        String canonical = String.join(
                "\n",
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                query,
                headers.toString(),
                signed,
                exchange.getRequestHeaders().getFirst("x-amz-content-sha256"));
        String toSign = String.join(
                "\n",
                "AWS4-HMAC-SHA256",
                exchange.getRequestHeaders().getFirst("X-Amz-Date"),
                scope,
                hex(digest("SHA-256", canonical)));
        byte[] key = ("AWS4" + SECRET_KEY).getBytes(StandardCharsets.UTF_8);
        for (String part : scope.split("/")) {
            key = hmac(key, part);
        }
        return hex(hmac(key, toSign)).equals(parts.get("Signature"));
    }

    private static Map<String, String> query(URI uri) {
        Map<String, String> query = new TreeMap<>();
        if (uri.getRawQuery() != null) {
            for (String pair : uri.getRawQuery().split("&")) {
                String[] parts = pair.split("=", 2);
                query.put(parts[0], parts.length == 1 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
            }
        }
        return query;
    }

    private static byte[] digest(String algorithm, String text) {
        try {
            return MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
