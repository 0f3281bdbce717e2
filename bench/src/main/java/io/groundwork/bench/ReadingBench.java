package io.groundwork.bench;

import io.groundwork.ingest.ParsedDocument;
import io.groundwork.ingest.parse.Cage;
import io.groundwork.ingest.parse.ParseOutcome;
import io.groundwork.ingest.parse.Parser;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * {@code bench reading DIR}: every file of a folder through the real parser. A reference text of {@code name.ext}, or of {@code
 * source__name.ext}, lies in a folder {@code ground_truth} anywhere below as {@code name.ext.md}; {@code MANIFEST.jsonl} says with {@code
 * file} and {@code expect} what should become of a file. {@code --pages N} reads a made PDF of so many pages instead.
 */
final class ReadingBench {

    private static final String USAGE =
            "Usage: ./groundwork bench reading DIR | --pages N  [--heap MEGABYTES] [--save DIR]";
    private static final String TRUTH = "ground_truth";
    private static final Duration MOST = Duration.ofSeconds(60);
    private static final Duration MOST_FOR_MADE = Duration.ofMinutes(10);
    private static final int MOST_MEGABYTES = 1024;
    private static final int SAMPLED_PAGES = 20;

    private final Parser parser;
    private final PrintStream out;

    private ReadingBench(Parser parser, PrintStream out) {
        this.parser = parser;
        this.out = out;
    }

    /** @param line {@code --save} keeps the text that was read of each file in a folder, to look at */
    static void run(List<String> line, Map<String, String> environment, PrintStream out) throws IOException {
        Arguments arguments = Arguments.parse(line, Set.of("pages", "heap", "save"), Set.of());
        boolean made = arguments.option("pages").isPresent();
        if (arguments.words().size() != (made ? 0 : 1)) {
            throw new BenchException(USAGE);
        }
        try (Parser parser = new Parser(cage(arguments.count("heap", 512), made ? MOST_FOR_MADE : MOST));
                PeakMemory memory = new PeakMemory(ProcessHandle.current())) {
            ReadingBench bench = new ReadingBench(parser, out);
            List<Promise> promises = made
                    ? bench.readMade(arguments.count("pages", 1))
                    : bench.readFolder(
                            Path.of(arguments.words().getFirst())
                                    .toAbsolutePath()
                                    .normalize(),
                            arguments.option("save").map(Path::of));
            List<Promise> all = new ArrayList<>(promises);
            all.add(new Promise(
                    "a parser's peak memory is at most 1,024 MiB",
                    Figures.count(memory.megabytes()) + " MiB",
                    memory.megabytes() <= MOST_MEGABYTES));
            Promise.print(all, out);
        }
    }

    private static Cage cage(int heapMegabytes, Duration timeout) {
        String configured = System.getProperty("groundwork.ingest.parser-lib", "");
        Path lib = configured.isEmpty() ? Settings.project().resolve("ingest/target/parser-lib") : Path.of(configured);
        Cage usual = Cage.around(lib);
        return new Cage(
                usual.classPath(),
                usual.scratch(),
                1,
                heapMegabytes,
                timeout,
                usual.idle(),
                usual.filesPerProcess(),
                usual.limits(),
                usual.ocr());
    }

    private record Reading(Path file, ParseOutcome outcome, Duration time, Expected expected, OptionalDouble recall) {

        boolean isRead() {
            return outcome instanceof ParseOutcome.Parsed;
        }

        boolean isAsExpected() {
            return expected.isMetBy(isRead());
        }

        String format() {
            String name = file.getFileName().toString();
            int dot = name.lastIndexOf('.');
            return dot < 0 ? "(none)" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
        }

        String inWords() {
            return switch (outcome) {
                case ParseOutcome.Parsed(ParsedDocument document) ->
                    "read %,d characters, %d blocks, %d pages, language '%s'%s"
                            .formatted(
                                    document.text().length(),
                                    document.blocks().size(),
                                    document.pages(),
                                    document.language(),
                                    document.warnings().isEmpty() ? "" : "; " + String.join(" ", document.warnings()));
                case ParseOutcome.Unsupported(String mediaType, String reason) -> "unsupported: " + reason;
                case ParseOutcome.Unreadable(String reason) -> "unreadable: " + reason;
                case ParseOutcome.TooCostly(String reason) -> "too costly: " + reason;
            };
        }
    }

    private List<Promise> readFolder(Path folder, Optional<Path> save) throws IOException {
        Map<Path, Expected> expected = Expected.inFolder(folder);
        Map<String, Path> truths = truths(folder);
        List<Reading> all = new ArrayList<>();
        for (Path file : files(folder)) {
            Reading reading = read(
                    file, expected.getOrDefault(file, Expected.EITHER), Optional.ofNullable(truths.get(bare(file))));
            all.add(reading);
            print(folder, reading);
            if (save.isPresent() && reading.outcome() instanceof ParseOutcome.Parsed(ParsedDocument document)) {
                Files.createDirectories(save.get());
                Files.writeString(save.get().resolve(file.getFileName() + ".txt"), document.text());
            }
        }
        printRecall(all);
        return promises(folder, all);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !file.getParent().endsWith(TRUTH))
                    .filter(file -> !file.getParent().equals(folder)
                            || !Set.of("MANIFEST.jsonl", "README.txt")
                                    .contains(file.getFileName().toString()))
                    .sorted()
                    .toList();
        }
    }

    private static Map<String, Path> truths(Path folder) throws IOException {
        Map<String, Path> truths = new HashMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            all.filter(Files::isRegularFile)
                    .filter(file -> file.getParent().endsWith(TRUTH))
                    .forEach(file -> {
                        String name = file.getFileName().toString();
                        truths.put(name.substring(0, Math.max(0, name.length() - ".md".length())), file);
                    });
        }
        return truths;
    }

    /** Without the source that it was taken from. */
    private static String bare(Path file) {
        String name = file.getFileName().toString();
        return name.substring(name.indexOf("__") < 0 ? 0 : name.indexOf("__") + 2);
    }

    private Reading read(Path file, Expected expected, Optional<Path> truth) throws IOException {
        long start = System.nanoTime();
        ParseOutcome outcome = parser.parse(
                () -> Files.newInputStream(file), file.getFileName().toString(), "");
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        OptionalDouble recall = OptionalDouble.empty();
        if (truth.isPresent()) {
            String text = outcome instanceof ParseOutcome.Parsed(ParsedDocument document) ? document.text() : "";
            recall = OptionalDouble.of(TokenRecall.of(Files.readString(truth.get()), text));
        }
        return new Reading(file, outcome, time, expected, recall);
    }

    private void print(Path folder, Reading reading) {
        out.printf(
                "%7s %6s  %-60s %s%n",
                Figures.time(reading.time()),
                reading.recall().isPresent() ? Figures.decimal(reading.recall().getAsDouble(), 3) : "",
                folder.relativize(reading.file()),
                reading.inWords());
    }

    private void printRecall(List<Reading> all) {
        Map<String, List<Double>> byFormat = new TreeMap<>();
        for (Reading reading : all) {
            reading.recall().ifPresent(recall -> byFormat.computeIfAbsent(reading.format(), format -> new ArrayList<>())
                    .add(recall));
        }
        if (!byFormat.isEmpty()) {
            out.printf("%n%-8s %6s %12s %8s%n", "format", "files", "mean recall", "least");
            byFormat.forEach((format, recalls) -> out.printf(
                    "%-8s %6d %12s %8s%n",
                    format,
                    recalls.size(),
                    Figures.decimal(mean(recalls), 3),
                    Figures.decimal(
                            recalls.stream().mapToDouble(each -> each).min().orElse(0), 3)));
        }
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(each -> each).average().orElse(0);
    }

    private List<Promise> promises(Path folder, List<Reading> all) {
        List<Reading> broken = all.stream().filter(each -> !each.isAsExpected()).toList();
        if (!broken.isEmpty()) {
            out.printf("%nOtherwise than expected:%n");
            broken.forEach(each ->
                    out.printf("  %-10s %-60s %s%n", each.expected(), folder.relativize(each.file()), each.inWords()));
        }
        long wronglyRead = broken.stream().filter(Reading::isRead).count();
        long slow =
                all.stream().filter(each -> each.time().compareTo(MOST) >= 0).count();
        return List.of(
                new Promise(
                        "each of %,d files ends within %d s".formatted(all.size(), MOST.toSeconds()),
                        "%d did not".formatted(slow),
                        slow == 0),
                new Promise("what should be refused is", "%d were read".formatted(wronglyRead), wronglyRead == 0));
    }

    private List<Promise> readMade(int pages) throws IOException {
        Path file = Files.createTempFile("groundwork-reading", ".pdf");
        try {
            new LargePdf(pages).write(file);
            Reading reading = read(file, Expected.READ, Optional.empty());
            out.printf(
                    "%s pages, %s KiB: %s in %s%n",
                    Figures.count(pages),
                    Figures.count(Files.size(file) >> 10),
                    reading.inWords(),
                    Figures.time(reading.time()));
            int right = reading.outcome() instanceof ParseOutcome.Parsed(ParsedDocument document)
                    ? rightPages(document, pages)
                    : 0;
            return List.of(new Promise(
                    "page numbers are right on %d sampled pages".formatted(SAMPLED_PAGES),
                    "%d are".formatted(right),
                    right == SAMPLED_PAGES));
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static int rightPages(ParsedDocument document, int pages) {
        int right = 0;
        for (int sample = 0; sample < SAMPLED_PAGES; sample++) {
            int page = 1 + (int) ((long) sample * (pages - 1) / (SAMPLED_PAGES - 1));
            int at = document.text().indexOf(LargePdf.mark(page));
            boolean isRight = document.blocks().stream()
                    .anyMatch(block -> block.start() <= at && at < block.end() && block.page() == page);
            right += isRight ? 1 : 0;
        }
        return right;
    }
}
