package io.groundwork.ingest.parse;

import static io.groundwork.ingest.parse.ParserSetup.parsed;
import static io.groundwork.ingest.parse.ParserSetup.source;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.groundwork.ingest.IngestException;
import io.groundwork.ingest.parse.ParseOutcome.Parsed;
import io.groundwork.ingest.parse.ParseOutcome.TooCostly;
import io.groundwork.ingest.parse.child.ReadLimits;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class CageIT {

    @TempDir
    Path scratch;

    @Test
    void aProcessThatHangsIsKilledAndTheNextFileIsRead() throws Exception {
        try (Parser parser = new Parser(withTimeout(Duration.ofSeconds(8)))) {
            read(parser, "first");
            signal("STOP", onlyProcess());

            ParseOutcome outcome = parser.parse(source("second"), "b.txt", "");

            assertThat(outcome).isEqualTo(new TooCostly("Reading this file took longer than the limit of 8 seconds."));
            assertThat(read(parser, "third")).isEqualTo("third");
        }
    }

    @Test
    @Timeout(60)
    void theTimeToReadBeginsWhenTheBytesAreThere() throws Exception {
        try (Parser parser = new Parser(withTimeout(Duration.ofSeconds(4)))) {
            read(parser, "first");

            ParseOutcome outcome = parser.parse(
                    () -> {
                        LockSupport.parkNanos(Duration.ofSeconds(5).toNanos());
                        signal("STOP", onlyProcess());
                        return new ByteArrayInputStream("second".getBytes(UTF_8));
                    },
                    "b.txt",
                    "");

            assertThat(outcome).isEqualTo(new TooCostly("Reading this file took longer than the limit of 4 seconds."));
        }
    }

    @Test
    void aFileThatNeedsTooMuchMemoryNamesTheLimit() {
        Cage usual = ParserSetup.cage(scratch);
        Cage small = new Cage(
                usual.classPath(),
                scratch,
                1,
                64,
                usual.timeout(),
                usual.idle(),
                200,
                new ReadLimits(512, 500_000_000, 10, 1_000, 20_000, 1_024),
                usual.ocr());
        try (Parser parser = new Parser(small)) {
            byte[] large = "many words ".repeat(6_000_000).getBytes(UTF_8);

            assertThat(parser.parse(source(large), "large.txt", ""))
                    .isEqualTo(new TooCostly("Reading this file needs more memory than the limit of 64 MiB."));
            assertThat(read(parser, "next")).isEqualTo("next");
        }
    }

    @Test
    void aFileIsReadAgainWhenItsProcessWasKilledFromOutside() {
        try (Parser parser = new Parser(ParserSetup.cage(scratch))) {
            AtomicInteger opened = new AtomicInteger();

            ParseOutcome outcome = parser.parse(
                    () -> {
                        if (opened.incrementAndGet() == 1) {
                            signal("KILL", onlyProcess());
                        }
                        return bytes("innocent");
                    },
                    "a.txt",
                    "");

            assertThat(parsed(outcome).text()).isEqualTo("innocent");
            assertThat(opened).hasValue(2);
        }
    }

    @Test
    void whatAKilledProcessHadTakenOutOfAFileIsNotThereTwice() {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        Random random = new Random(1);
        for (int i = 0; i < 800; i++) {
            byte[] content = new byte[50_000];
            random.nextBytes(content);
            entries.put(i + ".txt", content);
        }
        byte[] archive = Zips.of(entries);
        try (Parser parser = new Parser(ParserSetup.cage(scratch));
                Parts parts = ParserSetup.parts(parser);
                ExecutorService killer = Executors.newVirtualThreadPerTaskExecutor()) {
            AtomicInteger opened = new AtomicInteger();

            ParseOutcome outcome = parser.parse(
                    () -> {
                        if (opened.incrementAndGet() == 1) {
                            Future<?> unused = killer.submit(() -> {
                                await(this::partsAreComing, Duration.ofSeconds(20));
                                signal("KILL", onlyProcess());
                                return true;
                            });
                        }
                        return new ByteArrayInputStream(archive);
                    },
                    "many.zip",
                    "",
                    parts);

            assertThat(outcome).isInstanceOf(Parsed.class);
            assertThat(opened).hasValue(2);
            assertThat(parts.all()).extracting(Part::name).containsExactlyElementsOf(entries.keySet());
        }
    }

    private boolean partsAreComing() {
        try (Stream<Path> all = Files.walk(scratch)) {
            return all.anyMatch(path -> path.getFileName().toString().startsWith("part"));
        } catch (IOException | UncheckedIOException e) {
            // A folder that goes while it is looked through.
            return false;
        }
    }

    @Test
    void aFileIsNotBlamedForAProcessThatIsKilledFromOutside() {
        try (Parser parser = new Parser(ParserSetup.cage(scratch))) {
            assertThatThrownBy(() -> parser.parse(
                            () -> {
                                signal("KILL", onlyProcess());
                                return bytes("innocent");
                            },
                            "a.txt",
                            ""))
                    .isInstanceOf(IngestException.class)
                    .hasMessageContaining("killed from outside");
            assertThat(read(parser, "next")).isEqualTo("next");
        }
    }

    @Test
    void aFileWhoseProcessCrashesTwiceIsGivenUp() {
        try (Parser parser = new Parser(ParserSetup.cage(scratch))) {
            ParseOutcome outcome = parser.parse(
                    () -> {
                        signal("ABRT", onlyProcess());
                        return bytes("deadly");
                    },
                    "a.txt",
                    "");

            assertThat(outcome).isInstanceOfSatisfying(TooCostly.class, lost -> assertThat(lost.reason())
                    .contains("crash, twice"));
            assertThat(read(parser, "next")).isEqualTo("next");
        }
    }

    @Test
    void noProcessOutlivesThePlatform() throws Exception {
        Process platform = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        AbandonedPlatform.class.getName(),
                        scratch.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader said = new BufferedReader(new InputStreamReader(platform.getInputStream(), UTF_8))) {
            ProcessHandle child =
                    ProcessHandle.of(Long.parseLong(said.readLine())).orElseThrow();
            assertThat(child.isAlive()).isTrue();

            platform.destroyForcibly().waitFor();

            await(() -> !child.isAlive(), Duration.ofSeconds(20));
            assertThat(isEmpty(scratch)).as("its folder is gone too").isTrue();
        } finally {
            platform.destroyForcibly();
        }
    }

    @Test
    void aProcessHasNoEnvironmentAndNoNetwork() throws Exception {
        try (Parser parser = new Parser(ParserSetup.cage(scratch))) {
            read(parser, "first");
            long pid = onlyProcess().pid();

            String environment = Files.readString(Path.of("/proc/%d/environ".formatted(pid)));
            assertThat(environment.replace("\0", "")).isEqualTo("LC_ALL=C.UTF-8");
            assumeThat(Enclosure.ofThisSystem().withoutNetwork()).isTrue();
            Path network = Path.of("/proc/%d/ns/net");
            assertThat(Files.readSymbolicLink(Path.of(network.toString().formatted(pid))))
                    .isNotEqualTo(Files.readSymbolicLink(Path.of("/proc/self/ns/net")));
        }
    }

    @Test
    void aProcessIsDeafToTheTerminal() throws Exception {
        try (Parser parser = new Parser(ParserSetup.cage(scratch))) {
            read(parser, "first");
            ProcessHandle child = onlyProcess();

            signal("INT", child);
            signal("TERM", child);

            assertThat(read(parser, "second")).isEqualTo("second");
            assertThat(onlyProcess().pid()).isEqualTo(child.pid());
        }
    }

    @Test
    void idleProcessesEndAndLeaveNothingBehind() throws Exception {
        Cage usual = ParserSetup.cage(scratch);
        Cage hasty = new Cage(
                usual.classPath(),
                scratch,
                1,
                512,
                usual.timeout(),
                Duration.ofMillis(300),
                200,
                ReadLimits.DEFAULT,
                usual.ocr());
        try (Parser parser = new Parser(hasty)) {
            read(parser, "first");

            await(() -> children().isEmpty(), Duration.ofSeconds(20));

            await(() -> isEmpty(scratch), Duration.ofSeconds(5));
            assertThat(read(parser, "second")).isEqualTo("second");
        }
        assertThat(isEmpty(scratch)).isTrue();
    }

    @Test
    void processesAreReplacedAfterSoManyFilesButTextDoesNotCount() {
        Cage usual = ParserSetup.cage(scratch);
        Cage brief = new Cage(
                usual.classPath(), scratch, 1, 512, usual.timeout(), usual.idle(), 2, ReadLimits.DEFAULT, usual.ocr());
        try (Parser parser = new Parser(brief)) {
            List<Long> processes = new ArrayList<>();
            for (String name : List.of("a.txt", "b.html", "c.html", "d.rtf", "e.rtf", "f.txt")) {
                assertThat(parser.parse(
                                () -> {
                                    processes.add(onlyProcess().pid());
                                    return bytes(
                                            name.endsWith(".rtf")
                                                    ? "{\\rtf1\\ansi Rich \\b text\\b0  here.\\par Second line.}"
                                                    : "<p>some words</p>");
                                },
                                name,
                                ""))
                        .isInstanceOf(Parsed.class);
            }

            assertThat(processes.subList(0, 5)).containsOnly(processes.getFirst());
            assertThat(processes.getLast()).isNotEqualTo(processes.getFirst());
        }
    }

    @Test
    void aSourceThatFailsIsNotTheFilesFault() {
        try (Parser parser = new Parser(ParserSetup.cage(scratch))) {
            InputStream broken = new InputStream() {
                @Override
                public int read() throws IOException {
                    throw new IOException("the store is gone");
                }

                @Override
                public int read(byte[] to, int offset, int length) throws IOException {
                    throw new IOException("the store is gone");
                }
            };

            assertThatThrownBy(() -> parser.parse(() -> broken, "a.txt", ""))
                    .isInstanceOf(IngestException.class)
                    .hasRootCauseMessage("the store is gone");
            assertThatThrownBy(() -> parser.parse(
                            () -> {
                                throw new IOException("the store is not there");
                            },
                            "a.txt",
                            ""))
                    .isInstanceOf(IngestException.class)
                    .hasRootCauseMessage("the store is not there");
            assertThat(read(parser, "next")).isEqualTo("next");
        }
    }

    @Test
    void aClosedParserBlamesNoFile() {
        Parser parser = new Parser(ParserSetup.cage(scratch));

        assertThatThrownBy(() -> parser.parse(
                        () -> {
                            parser.close();
                            return bytes("half way");
                        },
                        "a.txt",
                        ""))
                .isInstanceOf(IngestException.class);
        assertThat(children()).isEmpty();
    }

    @Test
    void aWrongFolderIsSaidToBeWrong() {
        Cage usual = ParserSetup.cage(scratch);
        Cage wrong = new Cage(
                scratch.resolve("nothing").toString(),
                scratch,
                1,
                512,
                usual.timeout(),
                usual.idle(),
                200,
                ReadLimits.DEFAULT,
                usual.ocr());
        try (Parser parser = new Parser(wrong)) {
            assertThatThrownBy(() -> parser.parse(source("x"), "a.txt", ""))
                    .isInstanceOf(IngestException.class)
                    .hasMessageContaining("did not start")
                    .hasMessageContaining(wrong.classPath());
        }
    }

    @Test
    void manyThreadsShareTheProcesses() throws Exception {
        Cage usual = ParserSetup.cage(scratch);
        Cage two = new Cage(
                usual.classPath(),
                scratch,
                2,
                512,
                usual.timeout(),
                usual.idle(),
                200,
                ReadLimits.DEFAULT,
                usual.ocr());
        try (Parser parser = new Parser(two);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<String>> tasks = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                String text = "file number " + i;
                tasks.add(() -> parsed(parser.parse(source(text), "a.txt", "")).text());
            }

            List<Future<String>> texts = threads.invokeAll(tasks);

            for (int i = 0; i < texts.size(); i++) {
                assertThat(texts.get(i).get()).isEqualTo("file number " + i);
            }
            assertThat(children()).hasSizeLessThanOrEqualTo(2);
        }
    }

    @Test
    void externalEntitiesAreNotFollowed() throws IOException {
        Path secret = Files.writeString(scratch.resolve("secret.txt"), "TOP-SECRET-CONTENT");
        String xml = "<?xml version='1.0'?><!DOCTYPE r [<!ENTITY x SYSTEM '%s'>]><r><a>before</a><b>&x;</b></r>"
                .formatted(secret.toUri());
        try (Parser parser = new Parser(ParserSetup.cage(scratch))) {
            ParseOutcome outcome = parser.parse(source(xml), "x.xml", "");

            assertThat(outcome.toString()).doesNotContain("TOP-SECRET-CONTENT");
        }
    }

    @Test
    void entitiesThatMultiplyAreStopped() {
        StringBuilder xml = new StringBuilder("<?xml version='1.0'?><!DOCTYPE r [<!ENTITY a0 'ha'>");
        for (int i = 1; i < 40; i++) {
            xml.append("<!ENTITY a%d '&a%d;&a%d;'>".formatted(i, i - 1, i - 1));
        }
        xml.append("]><r>&a39;</r>");
        try (Parser parser = new Parser(ParserSetup.cage(scratch))) {
            assertThat(parser.parse(source(xml.toString()), "laughs.xml", "")).isNotInstanceOf(Parsed.class);
        }
    }

    @Test
    void anArchiveThatUnpacksWithoutEndIsStopped() {
        byte[] zeros = new byte[200 << 20];
        java.util.Arrays.fill(zeros, (byte) 'a');
        byte[] bomb = Zips.of("bomb.txt", zeros);
        try (Parser parser = new Parser(ParserSetup.cage(scratch))) {
            assertThat(bomb.length).isLessThan(1 << 20);
            assertThat(parser.parse(source(bomb), "bomb.zip", "")).isInstanceOf(TooCostly.class);
        }
    }

    @Test
    void aFileLargerThanTheLimitIsRefusedWithIt() {
        Cage limited = ParserSetup.with(ParserSetup.cage(scratch), new ReadLimits(1, 1_000, 2, 3, 20_000, 1));
        try (Parser parser = new Parser(limited)) {
            assertThat(reason(parser, new byte[(1 << 20) + 1], "a.txt")).contains("larger than the limit of 1 MiB");
        }
    }

    private static String reason(Parser parser, byte[] bytes, String name) {
        ParseOutcome outcome = parser.parse(source(bytes), name, "");
        assertThat(outcome).isInstanceOf(TooCostly.class);
        return ((TooCostly) outcome).reason();
    }

    private Cage withTimeout(Duration timeout) {
        Cage usual = ParserSetup.cage(scratch);
        return new Cage(
                usual.classPath(), scratch, 1, 512, timeout, usual.idle(), 200, ReadLimits.DEFAULT, usual.ocr());
    }

    private static String read(Parser parser, String text) {
        return parsed(parser.parse(source(text), "a.txt", "")).text();
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    private static List<ProcessHandle> children() {
        try (Stream<ProcessHandle> all = ProcessHandle.current().children()) {
            return all.filter(ProcessHandle::isAlive).toList();
        }
    }

    private static ProcessHandle onlyProcess() {
        List<ProcessHandle> children = children();
        assertThat(children).hasSize(1);
        return children.getFirst();
    }

    private static void signal(String name, ProcessHandle process) throws IOException {
        try {
            int status = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                    .start()
                    .waitFor();
            assertThat(status).isZero();
            switch (name) {
                case "KILL" -> process.onExit().get(10, TimeUnit.SECONDS);
                case "STOP" -> await(() -> isStopped(process), Duration.ofSeconds(10));
                default -> {}
            }
        } catch (InterruptedException
                | java.util.concurrent.ExecutionException
                | java.util.concurrent.TimeoutException e) {
            throw new IOException(e);
        }
    }

    /** On a busy machine a process goes on for a moment after it was told to stop, long enough to read a small file. */
    private static boolean isStopped(ProcessHandle process) {
        try {
            Path told = Path.of("/proc", String.valueOf(process.pid()), "stat");
            return !Files.exists(told) || Files.readString(told).contains(") T ");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static boolean isEmpty(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void await(BooleanSupplier condition, Duration most) throws InterruptedException {
        Instant end = Instant.now().plus(most);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as("waited %s", most).isBefore(end);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
