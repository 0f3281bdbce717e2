package io.groundwork.orchestration.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * The digests of files, taken once: a file of the same name, length and time of change is the same file. They are kept beside the files,
 * in {@code .digests}, as what is true of this machine's disk has no place in a database that many machines share; where that cannot be
 * written they are taken again at the next start.
 */
final class Digests implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Digests.class);
    private static final String FILE = ".digests";
    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) (\\d+) (-?\\d+) (.+)");
    private static final int READ_AT_ONCE = 1 << 20;

    /** @param changed nanoseconds since 1970 */
    private record Known(String name, long bytes, long changed) {

        static Known of(Path file, BasicFileAttributes attributes) {
            long changed = attributes.lastModifiedTime().to(java.util.concurrent.TimeUnit.NANOSECONDS);
            return new Known(file.getFileName().toString(), attributes.size(), changed);
        }
    }

    private final Path folder;
    private final Map<Known, String> taken = new ConcurrentHashMap<>();
    private final Set<Known> wanted = ConcurrentHashMap.newKeySet();
    private final ExecutorService hashing = Executors.newSingleThreadExecutor(Thread.ofPlatform()
            .daemon()
            .name("local-weights-digest")
            .priority(Thread.MIN_PRIORITY)
            .factory());

    Digests(Path folder) {
        this.folder = folder;
        remember();
    }

    /** The digest of a file as it is now. Where it is not known yet, it is taken in the background. */
    Optional<String> of(Path file, BasicFileAttributes attributes) {
        Known known = Known.of(file, attributes);
        Optional<String> digest = Optional.ofNullable(taken.get(known));
        if (digest.isEmpty() && wanted.add(known)) {
            hashing.execute(() -> take(file, known));
        }
        return digest;
    }

    private void take(Path file, Known known) {
        try {
            String digest = sha256(file);
            if (Known.of(file, Files.readAttributes(file, BasicFileAttributes.class))
                    .equals(known)) {
                taken.put(known, digest);
                keep();
            }
        } catch (IOException e) {
            LOG.warnf("The weights in %s cannot be read: %s", file, e);
        } finally {
            wanted.remove(known);
        }
    }

    private static String sha256(Path file) throws IOException {
        MessageDigest sha256;
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
        byte[] buffer = new byte[READ_AT_ONCE];
        try (InputStream in = Files.newInputStream(file)) {
            int read;
            while ((read = in.read(buffer)) > 0) {
                sha256.update(buffer, 0, read);
            }
        }
        return HexFormat.of().formatHex(sha256.digest());
    }

    private void remember() {
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return;
        }
        try {
            Files.readAllLines(file).forEach(line -> {
                Matcher known = LINE.matcher(line);
                if (known.matches()) {
                    taken.put(
                            new Known(known.group(4), Long.parseLong(known.group(2)), Long.parseLong(known.group(3))),
                            known.group(1));
                }
            });
        } catch (IOException | NumberFormatException e) {
            LOG.warnf("%s cannot be read, so digests are taken again: %s", file, e);
        }
    }

    /** All at once, or not at all. Those of files that are gone are forgotten. */
    private synchronized void keep() {
        taken.keySet().removeIf(known -> !Files.exists(folder.resolve(known.name())));
        StringBuilder lines = new StringBuilder();
        taken.forEach((known, digest) ->
                lines.append("%s %d %d %s%n".formatted(digest, known.bytes(), known.changed(), known.name())));
        Path unfinished = folder.resolve(FILE + ".new");
        try {
            Files.writeString(unfinished, lines, StandardCharsets.UTF_8);
            Files.move(unfinished, folder.resolve(FILE), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.infof("Digests of weights are not kept: %s", e);
        }
    }

    @Override
    public void close() {
        hashing.shutdownNow();
    }
}
