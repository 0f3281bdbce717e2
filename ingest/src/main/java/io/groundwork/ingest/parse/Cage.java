package io.groundwork.ingest.parse;

import static java.util.Objects.requireNonNull;

import io.groundwork.ingest.IngestConfig;
import io.groundwork.ingest.parse.child.ReadLimits;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How the processes that read files are held. Each is a JVM with a heap of its own, no environment, no network where the system lets
 * us take it away, a private folder that is emptied after every file, and no more time than {@code timeout} for a file.
 *
 * @param classPath what {@code java -cp} takes; {@code folder/*} for a folder of jars
 * @param scratch where the private folders are made
 * @param processes files read at the same time
 * @param heapMegabytes heap of one process, in mebibytes
 * @param timeout wall-clock time for one file
 * @param idle how long a process with nothing to do is kept
 * @param filesPerProcess after so many files a process is replaced; plain text, Markdown, CSV and JSON do not count
 * @param limits what one file may hold
 */
public record Cage(
        String classPath,
        Path scratch,
        int processes,
        int heapMegabytes,
        Duration timeout,
        Duration idle,
        int filesPerProcess,
        ReadLimits limits) {

    public Cage {
        requireNonNull(scratch, "scratch");
        requireNonNull(limits, "limits");
        if (classPath.isBlank()) {
            throw new IllegalArgumentException("The parser's class path is empty");
        }
        if (processes < 1 || heapMegabytes < 64 || filesPerProcess < 1) {
            throw new IllegalArgumentException(
                    "Parser: %d processes, %d MiB, %d files each".formatted(processes, heapMegabytes, filesPerProcess));
        }
        if (!timeout.isPositive() || !idle.isPositive()) {
            throw new IllegalArgumentException("Parser: timeout %s, idle %s".formatted(timeout, idle));
        }
    }

    /** A cage with the default limits around the folder of jars {@code parserLib}. */
    public static Cage around(Path parserLib) {
        return new Cage(
                jarsOf(parserLib),
                Path.of(System.getProperty("java.io.tmpdir")),
                defaultProcesses(),
                512,
                Duration.ofSeconds(120),
                Duration.ofSeconds(60),
                200,
                ReadLimits.DEFAULT);
    }

    public static Cage of(IngestConfig config) {
        return new Cage(
                jarsOf(config.parserLib()),
                config.parserScratch().orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir"))),
                config.parserProcesses().orElseGet(Cage::defaultProcesses),
                config.parserHeapMegabytes(),
                config.parserTimeout(),
                config.parserIdle(),
                config.parserFilesPerProcess(),
                new ReadLimits(
                        config.parserInputMegabytes(),
                        config.parserOutputCharacters(),
                        config.parserNesting(),
                        config.parserEmbeddedFiles()));
    }

    private static String jarsOf(Path folder) {
        return folder.toAbsolutePath().resolve("*").toString();
    }

    private static int defaultProcesses() {
        return Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, 4);
    }
}
