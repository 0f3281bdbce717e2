package io.groundwork.ingest.parse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The folders that parser processes work in: made for one process, readable by its user alone, gone with it. */
final class PrivateFolders {

    private static final String NAME = "groundwork-parser-";
    private static final Duration SURELY_LEFT_BEHIND = Duration.ofHours(1);

    private PrivateFolders() {}

    static Path make(Path scratch) throws IOException {
        Files.createDirectories(scratch);
        String prefix = NAME + ProcessHandle.current().pid() + "-";
        FileAttribute<?>[] ownerOnly =
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                        }
                        : new FileAttribute<?>[0];
        return Files.createTempDirectory(scratch.toAbsolutePath(), prefix, ownerOnly);
    }

    /** Removes a folder and all in it; what cannot be removed now is swept later. Links are removed, not followed. */
    static void remove(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) {
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                        throws IOException {
                    Files.deleteIfExists(directory);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            // A dying process may still write there. The sweep at the next start takes what is left.
            System.getLogger(PrivateFolders.class.getName())
                    .log(System.Logger.Level.DEBUG, "Parser folder {0} is not empty yet", folder);
        }
    }

    /** Removes what platforms that were killed have left in {@code scratch}: folders of no living process, untouched for an hour. */
    static void sweep(Path scratch) {
        if (!Files.isDirectory(scratch)) {
            return;
        }
        try (Stream<Path> all = Files.list(scratch)) {
            List<Path> leftBehind = all.filter(PrivateFolders::isLeftBehind).toList();
            leftBehind.forEach(PrivateFolders::remove);
        } catch (IOException | UncheckedIOException e) {
            System.getLogger(PrivateFolders.class.getName())
                    .log(System.Logger.Level.WARNING, "Old parser folders under {0} could not be listed", scratch);
        }
    }

    private static boolean isLeftBehind(Path folder) {
        String name = folder.getFileName().toString();
        if (!name.matches(NAME + "\\d{1,18}-.*") || !Files.isDirectory(folder)) {
            return false;
        }
        long owner = Long.parseLong(name.substring(NAME.length(), name.indexOf('-', NAME.length())));
        try {
            Instant touched = Files.getLastModifiedTime(folder).toInstant();
            return ProcessHandle.of(owner).isEmpty()
                    && touched.isBefore(Instant.now().minus(SURELY_LEFT_BEHIND));
        } catch (IOException e) {
            // Gone, or not ours to look at.
            return false;
        }
    }
}
