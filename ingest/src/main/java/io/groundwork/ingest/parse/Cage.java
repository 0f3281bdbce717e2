package io.groundwork.ingest.parse;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import io.groundwork.ingest.IngestConfig;
import io.groundwork.ingest.parse.child.OcrProgram;
import io.groundwork.ingest.parse.child.ReadLimits;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

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
 * @param filesPerProcess after so many files a process is replaced; plain text, Markdown, HTML, CSV and JSON do not count
 * @param limits what one file may hold
 * @param ocr what reads scanned pages
 */
public record Cage(
        String classPath,
        Path scratch,
        int processes,
        int heapMegabytes,
        Duration timeout,
        Duration idle,
        int filesPerProcess,
        ReadLimits limits,
        OcrProgram ocr) {

    private static final String OCR_PROGRAM = "tesseract";
    private static final String OCR_LANGUAGES = "eng";
    private static final Path NONE = Path.of("none");

    public Cage {
        requireNonNull(scratch, "scratch");
        requireNonNull(limits, "limits");
        requireNonNull(ocr, "ocr");
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
                ReadLimits.DEFAULT,
                new OcrProgram(onSearchPath(OCR_PROGRAM), OCR_LANGUAGES));
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
                        config.parserEmbeddedFiles(),
                        config.parserPages(),
                        config.parserUnpackedMegabytes()),
                new OcrProgram(ocrProgram(config), config.ocrLanguages()));
    }

    private static Optional<Path> ocrProgram(IngestConfig config) {
        return config.ocrProgram().isEmpty()
                ? onSearchPath(OCR_PROGRAM)
                : config.ocrProgram().filter(path -> !path.equals(NONE)).map(Path::toAbsolutePath);
    }

    /** The processes have no search path: they are told where it is. */
    private static Optional<Path> onSearchPath(String program) {
        return Stream.of(requireNonNullElse(System.getenv("PATH"), "").split(File.pathSeparator))
                .filter(folder -> !folder.isBlank())
                .map(folder -> Path.of(folder, program).toAbsolutePath())
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static String jarsOf(Path folder) {
        return folder.toAbsolutePath().resolve("*").toString();
    }

    private static int defaultProcesses() {
        return Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, 4);
    }
}
