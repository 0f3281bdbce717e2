package io.groundwork.ingest.parse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.ingest.Block;
import io.groundwork.ingest.ParsedDocument;
import io.groundwork.ingest.parse.ParseOutcome.Parsed;
import io.groundwork.ingest.parse.child.OcrProgram;
import io.groundwork.ingest.parse.child.ReadLimits;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the tests of the parser share: the folder that the build has made, and short ways to ask and look. */
final class ParserSetup {

    /** As on a machine that has no Tesseract: what a test sees must not depend on that. */
    static final OcrProgram NO_OCR = new OcrProgram(Optional.empty(), "eng");

    private ParserSetup() {}

    static Cage cage(Path scratch) {
        Cage usual = Cage.around(Path.of("target", "parser-lib"));
        return new Cage(
                usual.classPath(),
                scratch,
                1,
                512,
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                200,
                ReadLimits.DEFAULT,
                NO_OCR);
    }

    static Cage with(Cage cage, ReadLimits limits) {
        return new Cage(
                cage.classPath(),
                cage.scratch(),
                cage.processes(),
                cage.heapMegabytes(),
                cage.timeout(),
                cage.idle(),
                cage.filesPerProcess(),
                limits,
                cage.ocr());
    }

    static Source source(byte[] bytes) {
        return () -> new ByteArrayInputStream(bytes);
    }

    static Source source(String text) {
        return source(text.getBytes(UTF_8));
    }

    /** A reading with room for much. */
    static Parts parts(Parser parser) {
        return parser.partsWithin(new Room(10, 1_000, 1L << 30));
    }

    /** Each part as its name and its text. */
    static List<String> contents(Parts parts) {
        return parts.all().stream()
                .map(part -> {
                    try {
                        return part.name() + ": " + java.nio.file.Files.readString(part.path());
                    } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                })
                .toList();
    }

    static ParsedDocument parsed(ParseOutcome outcome) {
        assertThat(outcome).isInstanceOf(Parsed.class);
        return ((Parsed) outcome).document();
    }

    /** Each block as {@code KIND: text}, headings with their level. */
    static List<String> blocks(ParsedDocument document) {
        return document.blocks().stream()
                .map(block -> (block.kind() == Block.Kind.HEADING
                                ? "H" + block.level()
                                : block.kind().name())
                        + ": "
                        + document.text().substring(block.start(), block.end()))
                .toList();
    }
}
