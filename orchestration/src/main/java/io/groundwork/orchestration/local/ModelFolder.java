package io.groundwork.orchestration.local;

import io.groundwork.orchestration.local.LocalWeights.State;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * The folder of weights: every {@code .gguf} file in it, what it says of itself, and its digest. Looked at anew with each question, as
 * files come and go; heads and digests are remembered for as long as a file does not change. Safe for use by many threads.
 */
@Singleton
public final class ModelFolder {

    private static final Logger LOG = Logger.getLogger(ModelFolder.class);
    private static final int MOST_FILES = 1000;

    private record Seen(long bytes, FileTime changed, Gguf.Outcome outcome) {}

    private final LocalConfig config;
    private final Digests digests;
    private final Map<Path, Seen> seen = new ConcurrentHashMap<>();

    ModelFolder(LocalConfig config) {
        this.config = config;
        this.digests = new Digests(path());
    }

    @PreDestroy
    void close() {
        digests.close();
    }

    public Path path() {
        return config.folder().toAbsolutePath().normalize();
    }

    /** All files by name; empty where there is no folder. */
    public List<LocalWeights> found() {
        if (!Files.isDirectory(path())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(path())) {
            List<LocalWeights> found = files.filter(file -> file.getFileName()
                            .toString()
                            .toLowerCase(Locale.ROOT)
                            .endsWith(".gguf"))
                    .sorted()
                    .limit(MOST_FILES)
                    .flatMap(file -> look(file).stream())
                    .toList();
            seen.keySet().removeIf(file -> found.stream()
                    .noneMatch(weights -> weights.path().equals(file)));
            return found;
        } catch (IOException e) {
            LOG.warnf("The folder of weights cannot be read: %s", e);
            return List.of();
        }
    }

    /** @param named by its digest, or by its name in the folder */
    public Optional<LocalWeights> find(String named) {
        return found().stream()
                .filter(weights -> weights.file().equals(named)
                        || weights.digest().filter(named::equals).isPresent())
                .findFirst();
    }

    private Optional<LocalWeights> look(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.isRegularFile() ? Optional.of(look(file, attributes)) : Optional.empty();
        } catch (IOException e) {
            // Gone since the folder was listed, or not ours to read; the latter is worth a word.
            LOG.debugf("%s cannot be looked at: %s", file, e);
            return Optional.empty();
        }
    }

    private LocalWeights look(Path file, BasicFileAttributes attributes) throws IOException {
        Duration age = Duration.between(attributes.lastModifiedTime().toInstant(), Instant.now());
        // A time to come is another machine's, and tells nothing.
        if (age.compareTo(config.settle()) < 0 && age.compareTo(config.settle().negated()) > 0) {
            return weights(file, attributes, State.ARRIVING, Optional.empty(), "It is still being written.");
        }
        Seen known = seen.get(file);
        if (known == null
                || known.bytes() != attributes.size()
                || !known.changed().equals(attributes.lastModifiedTime())) {
            known = new Seen(attributes.size(), attributes.lastModifiedTime(), Gguf.read(file));
            seen.put(file, known);
        }
        return switch (known.outcome()) {
            case Gguf.Outcome.Refused(String words) ->
                weights(file, attributes, State.REFUSED, Optional.empty(), words);
            case Gguf.Outcome.Read(GgufHead head) -> look(file, attributes, head);
        };
    }

    private LocalWeights look(Path file, BasicFileAttributes attributes, GgufHead head) {
        Optional<String> objection = objection(head, attributes.size());
        if (objection.isPresent()) {
            return weights(file, attributes, State.REFUSED, Optional.of(head), objection.get());
        }
        Optional<String> digest = digests.of(file, attributes);
        return digest.isEmpty()
                ? weights(file, attributes, State.HASHING, Optional.of(head), "Its digest is being taken.")
                : new LocalWeights(file, attributes.size(), State.READY, digest, Optional.of(head), Optional.empty());
    }

    private static LocalWeights weights(
            Path file, BasicFileAttributes attributes, State state, Optional<GgufHead> head, String words) {
        return new LocalWeights(file, attributes.size(), state, Optional.empty(), head, Optional.of(words));
    }

    private Optional<String> objection(GgufHead head, long bytes) {
        if (head.parts() > 1) {
            return Optional.of("It is one of %d parts; join them first, with llama.cpp's gguf-split --merge."
                    .formatted(head.parts()));
        }
        if (head.made() == GgufHead.Made.PART) {
            return Optional.of("It is a part of another model, such as an adapter, and answers nothing alone.");
        }
        return head.fileBytes()
                .filter(whole -> whole > bytes)
                .map(whole -> "It holds %d of the %d bytes that its tensors take: the download is not complete."
                        .formatted(bytes, whole))
                .or(() -> config.library().isPresent()
                        ? Optional.empty()
                        : EngineArchitectures.objection(head.architecture()));
    }
}
