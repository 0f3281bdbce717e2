package io.groundwork.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A judged set in the form of BEIR: {@code corpus.jsonl} ({@code _id}, {@code title}, {@code text}), {@code queries.jsonl}
 * ({@code _id}, {@code text}) and {@code qrels/*.tsv} (query, document, score; tabs; a header).
 *
 * @see <a href="https://github.com/beir-cellar/beir">BEIR</a>
 */
final class BeirFolder {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;

    BeirFolder(Path folder) {
        if (!Files.isReadable(folder.resolve("corpus.jsonl"))) {
            throw new BenchException("There is no corpus.jsonl in %s.".formatted(folder));
        }
        this.folder = folder;
    }

    Path folder() {
        return folder;
    }

    String name() {
        return folder.toAbsolutePath().normalize().getFileName().toString();
    }

    /** The documents in the file's order, read as they are taken; to be closed. */
    Stream<BeirDocument> documents() {
        return lines(folder.resolve("corpus.jsonl"))
                .map(line -> new BeirDocument(
                        line.path("_id").asText(),
                        line.path("title").asText(""),
                        line.path("text").asText("")));
    }

    /** Text by query id, in the file's order. */
    Map<String, String> queries() {
        try (Stream<JsonNode> lines = lines(folder.resolve("queries.jsonl"))) {
            Map<String, String> queries = new LinkedHashMap<>();
            lines.forEach(line ->
                    queries.put(line.path("_id").asText(), line.path("text").asText()));
            return queries;
        }
    }

    /**
     * Which file of judgements to use: the one asked for, else {@code test.tsv}, else the only one.
     *
     * @param split its name without {@code .tsv}; empty for the usual one
     */
    Path judgementFile(String split) {
        Path qrels = folder.resolve("qrels");
        if (!split.isEmpty()) {
            return qrels.resolve(split + ".tsv");
        }
        if (Files.exists(qrels.resolve("test.tsv"))) {
            return qrels.resolve("test.tsv");
        }
        try (Stream<Path> files = Files.list(qrels)) {
            List<Path> found =
                    files.filter(file -> file.toString().endsWith(".tsv")).toList();
            if (found.size() != 1) {
                throw new BenchException(
                        "%s holds %d files of judgements; --split names one.".formatted(qrels, found.size()));
            }
            return found.getFirst();
        } catch (IOException e) {
            throw new BenchException("The judgements in %s cannot be read.".formatted(qrels), e);
        }
    }

    /** Score by document id by query id, in the file's order. */
    Map<String, Map<String, Integer>> judgements(Path file) {
        Map<String, Map<String, Integer>> judgements = new LinkedHashMap<>();
        try (Stream<String> lines = Files.lines(file)) {
            lines.skip(1).filter(line -> !line.isBlank()).forEach(line -> {
                String[] cells = line.split("\t", -1);
                judgements
                        .computeIfAbsent(cells[0], query -> new LinkedHashMap<>())
                        .put(cells[1], Integer.valueOf(cells[2].strip()));
            });
        } catch (IOException | UncheckedIOException | ArrayIndexOutOfBoundsException | NumberFormatException e) {
            throw new BenchException("%s is not a header and lines of query, document, score.".formatted(file), e);
        }
        return judgements;
    }

    /** The first half of the SHA-256 of {@code corpus.jsonl}, by which a store that already holds it is found again. */
    String digest() {
        try (InputStream bytes = Files.newInputStream(folder.resolve("corpus.jsonl"));
                DigestInputStream digest = new DigestInputStream(bytes, MessageDigest.getInstance("SHA-256"))) {
            digest.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.getMessageDigest().digest(), 0, 16);
        } catch (IOException e) {
            throw new BenchException("%s cannot be read.".formatted(folder.resolve("corpus.jsonl")), e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("StreamResourceLeak") // closed by the callers, which all read within a try
    private static Stream<JsonNode> lines(Path file) {
        try {
            return Files.lines(file).filter(line -> !line.isBlank()).map(line -> object(file, line));
        } catch (IOException e) {
            throw new BenchException("%s cannot be read.".formatted(file), e);
        }
    }

    private static JsonNode object(Path file, String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new BenchException("%s holds a line that is not JSON.".formatted(file), e);
        }
    }
}
