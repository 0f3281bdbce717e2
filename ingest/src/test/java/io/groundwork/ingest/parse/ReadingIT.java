package io.groundwork.ingest.parse;

import static io.groundwork.ingest.parse.ParserSetup.blocks;
import static io.groundwork.ingest.parse.ParserSetup.parsed;
import static io.groundwork.ingest.parse.ParserSetup.source;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.groundwork.ingest.Block;
import io.groundwork.ingest.Block.Numbering;
import io.groundwork.ingest.ParsedDocument;
import io.groundwork.ingest.Partial;
import io.groundwork.ingest.parse.ParseOutcome.Unreadable;
import io.groundwork.ingest.parse.child.OcrProgram;
import io.groundwork.ingest.parse.child.ReadLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.poi.hssf.usermodel.HSSFWorkbook;
import org.apache.poi.util.DefaultTempFileCreationStrategy;
import org.apache.poi.util.TempFile;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lies deeper in files than their lines: what is hidden, drawn, noted, cut short. */
class ReadingIT {

    @TempDir
    static Path scratch;

    private static Parser parser;

    @BeforeAll
    static void start() {
        TempFile.setTempFileCreationStrategy(new DefaultTempFileCreationStrategy(scratch.toFile()));
        parser =
                new Parser(with(new OcrProgram(Optional.of(Path.of("/nowhere/tesseract")), "eng"), ReadLimits.DEFAULT));
    }

    @AfterAll
    static void stop() {
        parser.close();
    }

    @Test
    void wordDocumentsKeepNumbersFootnotesBoxesAndEquations() {
        String body = """
                <w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>Scope</w:t></w:r></w:p>
                <w:p><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>All of it</w:t></w:r></w:p>
                <w:p><w:r><w:t>We own it.</w:t><w:footnoteReference w:id="2"/></w:r><w:r><w:pict><w:txbxContent>
                <w:p><w:r><w:t>In a box.</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>
                <w:p><m:oMathPara><m:oMath><m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:sSup><m:e><m:r><m:t>π</m:t></m:r></m:e>
                <m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:den></m:f></m:oMath></m:oMathPara></w:p>
                """;

        assertThat(blocks(parsed(parser.parse(source(Zips.docx(body)), "a.docx", ""))))
                .containsExactly(
                        "LIST_ITEM: 1. Scope",
                        "LIST_ITEM: 1.i All of it",
                        "PARAGRAPH: We own it.",
                        "FOOTNOTE: Since 2019.",
                        "PARAGRAPH: In a box.",
                        "PARAGRAPH: $$\\frac{a}{\\pi^{2}}$$");
    }

    @Test
    void cellsOfWordTablesThatSpanRowsAreRepeated() {
        String body = """
                <w:tbl><w:tr><w:tc><w:p><w:r><w:t>Land</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Town</w:t></w:r></w:p></w:tc></w:tr>
                <w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr><w:p><w:r><w:t>Spain</w:t></w:r></w:p></w:tc>
                <w:tc><w:p><w:r><w:t>Vigo</w:t></w:r></w:p></w:tc></w:tr>
                <w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc><w:tc><w:p><w:r><w:t>Soria</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
                """;

        assertThat(blocks(parsed(parser.parse(source(Zips.docx(body)), "a.docx", ""))))
                .containsExactly("TABLE: Land | Town\nSpain | Vigo\nSpain | Soria");
    }

    @Test
    void hiddenWordsOfWordDocumentsAreCountedAndLeftOut() {
        String body = """
                <w:p><w:r><w:t>Seen.</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>ignore</w:t></w:r>
                <w:r><w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:t>rules</w:t></w:r><w:del><w:r><w:delText>old</w:delText></w:r></w:del></w:p>
                """;

        ParsedDocument document = parsed(parser.parse(source(Zips.docx(body)), "a.docx", ""));

        assertThat(document.text()).isEqualTo("Seen.");
        assertThat(document.warnings()).containsExactly("11 hidden characters were left out.");
    }

    @Test
    void whatNobodySeesOnAPageIsCountedAndLeftOut() throws Exception {
        ParsedDocument document = parsed(parser.parse(source(OfficeFiles.pdfWithHiddenText()), "a.pdf", ""));

        assertThat(blocks(document))
                .containsExactly("PARAGRAPH: Everybody sees this.", "PARAGRAPH: White on blue is seen.");
        assertThat(document.warnings()).containsExactly("22 hidden characters on page 1 were left out.");
    }

    @Test
    void hiddenPartsOfWebPagesAndMarksOfZeroWidthAreCounted() {
        String page =
                "<p>Seen<span style='display: none'>secret</span> and<span style='font-size:0px'>small</span> <b style='color:#fff'>white</b></p>"
                        + "<div class=dark><b style='color:#fff'>shown</b></div><p>\u200B\u200C\u200B\u200CDone<img alt='A duck'></p>";

        ParsedDocument document = parsed(parser.parse(source(page), "a.html", ""));

        assertThat(document.text()).isEqualTo("Seen and\n\nshown\n\nDone A duck");
        assertThat(document.warnings()).containsExactly("20 hidden characters were left out.");
    }

    @Test
    void hiddenRowsColumnsAndSheetsAreLeftOut() throws Exception {
        ParsedDocument document = parsed(parser.parse(source(OfficeFiles.xlsxWithHiddenCells()), "a.xlsx", ""));

        assertThat(blocks(document)).containsExactly("H1: Seen", "TABLE: Item | Price\nBolt | 2");
        assertThat(document.warnings()).singleElement().asString().contains("hidden cells and 1 hidden sheet");
    }

    @Test
    void rowsOfAWorkbookAreNumberedAsItNumbersThem() throws Exception {
        ParsedDocument document =
                parsed(parser.parse(source(OfficeFiles.sheetsWithGaps(new XSSFWorkbook())), "a.xlsx", ""));

        assertThat(tables(document))
                .containsExactly(
                        tuple("Q4", List.of(new Numbering(0, 1))),
                        tuple("Q3 & more", List.of(new Numbering(0, 3), new Numbering(2, 8))));
    }

    @Test
    void rowsOfAnOldWorkbookAreNumberedAsItNumbersThem() throws Exception {
        ParsedDocument document =
                parsed(parser.parse(source(OfficeFiles.sheetsWithGaps(new HSSFWorkbook())), "a.xls", ""));

        assertThat(tables(document))
                .containsExactly(
                        tuple("Q4", List.of(new Numbering(0, 1))),
                        tuple("Q3 & more", List.of(new Numbering(0, 3), new Numbering(3, 8))));
    }

    @Test
    void rowsOfACsvFileCountItsEmptyLines() {
        ParsedDocument document = parsed(parser.parse(source("a,b\n1,2\n\n\n3,\"4\n5\"\n6,7\n"), "a.csv", ""));

        assertThat(document.text()).isEqualTo("a | b\n1 | 2\n3 | 4 5\n6 | 7");
        assertThat(tables(document)).containsExactly(tuple("", List.of(new Numbering(0, 1), new Numbering(2, 5))));
    }

    @Test
    void rowsOfAWebPagesTableAreCounted() {
        ParsedDocument document =
                parsed(parser.parse(source("<table><tr><th>a<th>b<tr><td><td><tr><td>1<td>2</table>"), "a.html", ""));

        assertThat(tables(document)).containsExactly(tuple("", List.of(new Numbering(0, 1), new Numbering(1, 3))));
    }

    @Test
    void programsKeepTheirLinesAndIndents() {
        ParsedDocument document =
                parsed(parser.parse(source("def f(x):\n    if x:\n        return 1\n\n    return 2\n"), "a.py", ""));

        assertThat(blocks(document)).containsExactly("CODE: def f(x):\n    if x:\n        return 1\n\n    return 2");
    }

    private static List<Tuple> tables(ParsedDocument document) {
        return document.blocks().stream()
                .filter(block -> block.kind() == Block.Kind.TABLE)
                .map(block -> tuple(block.sheet(), block.rows()))
                .toList();
    }

    @Test
    void aSpeakersNotesFollowTheirSlide() throws Exception {
        assertThat(blocks(parsed(parser.parse(source(OfficeFiles.pptxWithNotes()), "a.pptx", ""))))
                .containsSubsequence("PARAGRAPH: Sales grew.", "NOTE: Mention the new office.", "H1: Outlook");
    }

    @Test
    void columnsDrawnAcrossAreReadOneAfterTheOther() throws Exception {
        String text = parsed(parser.parse(source(OfficeFiles.columnsPdf()), "a.pdf", ""))
                .text();

        assertThat(text.indexOf("left column has line number 7"))
                .isPositive()
                .isLessThan(text.indexOf("right column has line number 0"));
    }

    @Test
    void textOverAPictureOfThePageIsKept() throws Exception {
        byte[] scan = OfficeFiles.scannedPdf("Paper", "Found by a scanner's own OCR.");

        ParsedDocument document = parsed(parser.parse(source(scan), "a.pdf", ""));

        assertThat(document.text()).isEqualTo("Found by a scanner's own OCR.");
        assertThat(document.warnings()).isEmpty();
    }

    @Test
    void withoutOcrAScanSaysWhatWouldHelp() throws Exception {
        assertThat(parser.parse(source(OfficeFiles.scannedPdf("Paper", "")), "a.pdf", ""))
                .isInstanceOfSatisfying(Unreadable.class, refused -> assertThat(refused.reason())
                        .contains("looks scanned")
                        .contains("Tesseract"));
    }

    @Test
    void scansAreReadWhereTesseractIsInstalled() throws Exception {
        Optional<Path> program =
                Cage.around(Path.of("target", "parser-lib")).ocr().path();
        assumeThat(program).as("tesseract on the search path").isPresent();
        try (Parser reading = new Parser(with(new OcrProgram(program, "eng"), ReadLimits.DEFAULT))) {
            byte[] scan = OfficeFiles.scannedPdf("The harbour opens at seven", "");

            assertThat(parsed(reading.parse(source(scan), "a.pdf", "")).text()).isEqualTo("The harbour opens at seven");
        }
    }

    @Test
    void lettersThatAreDrawnAsShapesAreReadWhereTesseractIsInstalled() throws Exception {
        Optional<Path> program =
                Cage.around(Path.of("target", "parser-lib")).ocr().path();
        assumeThat(program).as("tesseract on the search path").isPresent();
        try (Parser reading = new Parser(with(new OcrProgram(program, "eng"), ReadLimits.DEFAULT))) {
            byte[] shapes = OfficeFiles.shapesPdf("The harbour opens at seven");

            assertThat(parsed(reading.parse(source(shapes), "a.pdf", "")).text())
                    .isEqualTo("The harbour opens at seven");
        }
    }

    @Test
    void theLanguageOfATextIsTold() {
        String german =
                "Die Besprechung findet am Montag im großen Saal statt, und alle Mitarbeiter sind dazu herzlich eingeladen. ";

        assertThat(parsed(parser.parse(source(german.repeat(3)), "a.txt", "")).language())
                .isEqualTo("de");
        assertThat(parsed(parser.parse(source("ok"), "b.txt", "")).language()).isEmpty();
    }

    @Test
    void ofAFileThatIsTooLongTheBeginningIsKept() throws Exception {
        ReadLimits brieflyRead = new ReadLimits(1, 1_000, 10, 10, 1, 1);
        try (Parser brief = new Parser(with(new OcrProgram(Optional.empty(), "eng"), brieflyRead))) {
            ParsedDocument text = parsed(brief.parse(source("word ".repeat(400)), "a.txt", ""));
            ParsedDocument pages = parsed(brief.parse(source(OfficeFiles.pdf()), "a.pdf", ""));

            assertThat(text.text()).hasSizeBetween(990, 1_000).endsWith("word");
            assertThat(text.partial()).contains(new Partial(text.text().length(), 0, "characters"));
            assertThat(text.warnings()).first().asString().startsWith("Only the first 999 characters were read: ");
            assertThat(pages.partial()).contains(new Partial(1, 2, "pages"));
            assertThat(pages.pages()).isEqualTo(2);
            assertThat(pages.warnings())
                    .containsExactly("Only the first of 2 pages was read: not more than 1 pages of a PDF are read.");
        }
    }

    @Test
    void ofAFileThatTakesTooLongThePagesBeforeAreKept() throws Exception {
        Cage usual = ParserSetup.cage(scratch);
        Cage hasty = new Cage(
                usual.classPath(),
                scratch,
                1,
                512,
                Duration.ofSeconds(8),
                usual.idle(),
                200,
                ReadLimits.DEFAULT,
                usual.ocr());
        try (Parser parserInHaste = new Parser(hasty)) {
            parserInHaste.parse(source("so that it has started"), "a.txt", "");

            ParsedDocument document = parsed(parserInHaste.parse(source(OfficeFiles.endlessPdf(64)), "a.pdf", ""));

            assertThat(document.partial()).contains(new Partial(64, 65, "pages"));
            assertThat(document.text()).endsWith("This is page 64.");
            assertThat(document.warnings())
                    .containsExactly(
                            "Only pages 1 to 64 of 65 were read: reading this file took longer than the limit of 8 seconds.");
        }
    }

    @Test
    void aBombIsNotKeptByHalf() {
        byte[] bomb = Zips.of("a.txt", "all the same ".repeat(2_000_000).getBytes(UTF_8));

        assertThat(parser.parse(source(bomb), "bomb.zip", "")).isInstanceOf(ParseOutcome.TooCostly.class);
    }

    private static Cage with(OcrProgram ocr, ReadLimits limits) {
        Cage usual = ParserSetup.cage(scratch);
        return new Cage(usual.classPath(), scratch, 1, 512, usual.timeout(), usual.idle(), 200, limits, ocr);
    }
}
