package io.groundwork.embeddings.onnx;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A folder for what must be a file before it can be used, unpacked from the class path: weights and native libraries.
 * Two processes may share one, as a file appears under its name only when it is whole.
 */
final class Unpacked implements AutoCloseable {

    private final Path folder;
    private final boolean temporary;

    private Unpacked(Path folder, boolean temporary) {
        this.folder = folder;
        this.temporary = temporary;
    }

    /**
     * @param kept where files stay for the next start, a folder that nobody else may write to; without it they go to a
     *     temporary folder of this user alone, and with {@link #close()}
     */
    static Unpacked into(Optional<Path> kept) throws IOException {
        if (kept.isPresent()) {
            return new Unpacked(Files.createDirectories(kept.get()), false);
        }
        return new Unpacked(Files.createTempDirectory("groundwork-embeddings-"), true);
    }

    Path folder() {
        return folder;
    }

    /** The folder, where it stays for the next start. */
    Optional<Path> kept() {
        return temporary ? Optional.empty() : Optional.of(folder.toAbsolutePath());
    }

    /** A file whose digest was checked just now, whether it was unpacked before or not. */
    Path verified(Resource resource) throws IOException {
        Path file = folder.resolve(resource.fileName());
        if (!Files.exists(file) || !sha256(file).equals(resource.sha256())) {
            unpack(resource.path(), file);
            check(file, resource);
        }
        return file;
    }

    /**
     * A file that is made from another, once. Its digest was checked just now, whether it was made before or not.
     *
     * @param derived its content is known, as that of what it is made from
     */
    <X extends Exception> Path derived(Resource derived, Resource source, Derivation<X> derivation)
            throws IOException, X {
        Path file = folder.resolve(derived.fileName());
        if (Files.exists(file) && sha256(file).equals(derived.sha256())) {
            return file;
        }
        Path from = Files.createTempFile(folder, "unpacking-", ".part");
        Path part = Files.createTempFile(folder, "deriving-", ".part");
        try {
            unpack(source.path(), from);
            check(from, source);
            derivation.write(from, part);
            check(part, derived);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(from);
            Files.deleteIfExists(part);
        }
        return file;
    }

    /**
     * The same for a file whose content cannot be known beforehand: its digest is kept beside it.
     *
     * @param name tells of the source's digest and of the way it is made
     */
    <X extends Exception> Path derived(String name, Source source, Derivation<X> derivation) throws IOException, X {
        Path file = folder.resolve(name);
        Path digest = folder.resolve(name + ".sha256");
        if (Files.exists(file) && Files.exists(digest) && sha256(file).equals(Files.readString(digest))) {
            return file;
        }
        Path part = Files.createTempFile(folder, "deriving-", ".part");
        Path digestPart = Files.createTempFile(folder, "deriving-", ".part");
        try {
            derivation.write(source.file(), part);
            Files.writeString(digestPart, sha256(part));
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            Files.move(digestPart, digest, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
            Files.deleteIfExists(digestPart);
        }
        return file;
    }

    private static void check(Path file, Resource expected) throws IOException {
        String found = sha256(file);
        if (!found.equals(expected.sha256())) {
            throw new IOException("Not the expected content: %s is %s".formatted(expected.path(), found));
        }
    }

    /** A file by its name, taken as it is when it was unpacked before. */
    Path unverified(String resource, String fileName) throws IOException {
        Path file = folder.resolve(fileName);
        if (!Files.exists(file)) {
            Files.createDirectories(file.getParent());
            unpack(resource, file);
        }
        return file;
    }

    private static void unpack(String resource, Path file) throws IOException {
        Path part = Files.createTempFile(file.getParent(), "unpacking-", ".part");
        try (InputStream from = Resource.open(resource)) {
            Files.copy(from, part, StandardCopyOption.REPLACE_EXISTING);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** In hexadecimal. */
    static String sha256(Path file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (OutputStream sink = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
                Files.copy(file, sink);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    /** Deletes a temporary folder. On Linux and macOS what was loaded from it stays usable. */
    @Override
    public void close() {
        if (!temporary) {
            return;
        }
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, IOException failure) throws IOException {
                    Files.delete(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("Could not delete " + folder, e);
        }
    }

    /** What a file is made from, which need not be looked at where that was done before. */
    interface Source {

        Path file() throws IOException;
    }

    /** How one file is made from another. */
    interface Derivation<X extends Exception> {

        /** @param to exists, and is empty */
        void write(Path from, Path to) throws IOException, X;
    }
}
