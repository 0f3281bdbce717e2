package io.groundwork.ingest.parse;

import static io.groundwork.ingest.parse.ParserSetup.blocks;
import static io.groundwork.ingest.parse.ParserSetup.contents;
import static io.groundwork.ingest.parse.ParserSetup.parsed;
import static io.groundwork.ingest.parse.ParserSetup.parts;
import static io.groundwork.ingest.parse.ParserSetup.source;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.ingest.MailHead;
import io.groundwork.ingest.ParsedDocument;
import io.groundwork.ingest.Partial;
import io.groundwork.ingest.parse.ParseOutcome.TooCostly;
import io.groundwork.ingest.parse.child.ReadLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mails and archives: what lies within comes out as files of its own, within limits. */
class PartsIT {

    @TempDir
    static Path scratch;

    private static Parser parser;

    @BeforeAll
    static void start() {
        parser = new Parser(ParserSetup.cage(scratch));
    }

    @AfterAll
    static void stop() {
        parser.close();
    }

    @Test
    void attachmentsComeOutAndTheMailIsItsHeadAndBody() {
        try (Parts parts = parts(parser)) {
            ParsedDocument document = parsed(parser.parse(source(lunch()), "lunch.eml", "", parts));

            assertThat(document.title()).isEqualTo("Lunch");
            assertThat(blocks(document))
                    .containsExactly(
                            "H1: Lunch",
                            "PARAGRAPH: From: Ann <ann@example.com>\nTo: Bob <bob@example.com>\nDate: 2022-12-16T17:04:16Z",
                            "PARAGRAPH: See you at noon.");
            assertThat(contents(parts)).containsExactly("menü.txt: Soup of the day.");
            assertThat(parts.all().getFirst().mediaType()).isEqualTo("text/plain");
            assertThat(document.warnings()).isEmpty();
            assertThat(document.partial()).isEmpty();
        }
    }

    @Test
    void logosAndSignaturesAreNoAttachmentsAndLargePicturesAre() {
        byte[] photo = new byte[100_000];
        new Random(1).nextBytes(photo);
        String mail = """
                Subject: Hello
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary="x"

                --x
                Content-Type: multipart/related; boundary="y"

                --y
                Content-Type: text/html

                <p>Hello <img src="cid:logo"></p>
                --y
                Content-Type: image/png; name="logo.png"
                Content-ID: <logo>
                Content-Transfer-Encoding: base64

                iVBORw0KGgo=
                --y
                Content-Type: image/png; name="photo.png"
                Content-ID: <photo>
                Content-Transfer-Encoding: base64

                %s
                --y--
                --x
                Content-Type: image/png; name="chart.png"
                Content-Disposition: attachment; filename="chart.png"
                Content-Transfer-Encoding: base64

                iVBORw0KGgo=
                --x
                Content-Type: application/pkcs7-signature; name="smime.p7s"
                Content-Transfer-Encoding: base64

                AAAA
                --x--
                """.formatted(Base64.getMimeEncoder().encodeToString(photo));
        try (Parts parts = parts(parser)) {
            ParsedDocument document = parsed(parser.parse(source(crlf(mail)), "hello.eml", "", parts));

            assertThat(document.text()).isEqualTo("Hello\n\nHello");
            assertThat(parts.all()).extracting(Part::name).containsExactly("photo.png", "chart.png");
        }
    }

    @Test
    void ofTwoFormsOfABodyTheOneWithStructureIsRead() {
        String mail = """
                Subject: Two
                MIME-Version: 1.0
                Content-Type: multipart/alternative; boundary="x"

                --x
                Content-Type: text/plain; charset=utf-8

                First
                --x
                Content-Type: text/html; charset=iso-8859-1
                Content-Transfer-Encoding: quoted-printable

                <ul><li>F=FCrst</li></ul>
                --x--
                """;
        try (Parts parts = parts(parser)) {
            assertThat(blocks(parsed(parser.parse(source(crlf(mail)), "two.eml", "", parts))))
                    .containsExactly("H1: Two", "LIST_ITEM: - Fürst");
            assertThat(parts.all()).isEmpty();
        }
    }

    @Test
    void aPartThatForgotItsBlankLineKeepsItsFirstLines() {
        String mail = """
                Subject: Signed
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary="x"

                --x
                This is a test

                of three lines
                --x
                Nothing but this
                --x
                Content-Type: text/plain
                no field, and left out as before

                Whole
                --x--
                """;
        try (Parts parts = parts(parser)) {
            assertThat(blocks(parsed(parser.parse(source(crlf(mail)), "signed.eml", "", parts))))
                    .containsExactly(
                            "H1: Signed",
                            "PARAGRAPH: This is a test",
                            "PARAGRAPH: of three lines",
                            "PARAGRAPH: Nothing but this",
                            "PARAGRAPH: Whole");
        }
    }

    @Test
    void aMessageWithinAMessageIsNamedByItsSubject() {
        String mail = """
                Subject: Fwd
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary="x"

                --x
                Content-Type: text/plain

                See below.
                --x
                Content-Type: message/rfc822

                Subject: =?utf-8?Q?The_f=C3=BCrst?=
                From: ann@example.com

                Inner words.
                --x--
                """;
        try (Parts parts = parts(parser)) {
            ParsedDocument document = parsed(parser.parse(source(crlf(mail)), "fwd.eml", "", parts));

            assertThat(document.text()).isEqualTo("Fwd\n\nSee below.");
            assertThat(parts.all()).extracting(Part::name).containsExactly("The fürst.eml");
            assertThat(contents(parts).getFirst()).contains("Inner words.");
        }
    }

    @Test
    void eachMessageOfAMailboxComesOut() {
        String box = """
                From ann@example.com Fri Dec 16 17:04:16 2022
                From: ann@example.com
                Subject: One
                Date: Fri, 16 Dec 2022 17:04:16 +0000

                First words.

                From bob@example.com Fri Dec 16 18:04:16 2022
                From: bob@example.com
                Subject: Two
                Date: Fri, 16 Dec 2022 18:04:16 +0000

                Second words.
                """;
        try (Parts parts = parts(parser)) {
            ParsedDocument document = parsed(parser.parse(source(box), "all.mbox", "", parts));

            assertThat(document.text()).isEqualTo("- One.eml\n- Two.eml");
            assertThat(contents(parts).get(1)).contains("Second words.");
        }
    }

    @Test
    void theHeadTellsTheThread() {
        String mail = """
                Message-ID: <three@example.com>
                In-Reply-To: <two@example.com>
                References: <one@example.com>
                  <two@example.com>
                From: Ann <ann@example.com>
                To: Bob <bob@example.com>
                Subject: Re: Lunch
                Date: Fri, 16 Dec 2022 17:04:16 +0000

                Yes.
                """;
        ParsedDocument document = parsed(parser.parse(source(crlf(mail)), "re.eml", ""));

        assertThat(document.mail())
                .contains(new MailHead(
                        "three@example.com",
                        "two@example.com",
                        List.of("one@example.com", "two@example.com"),
                        "Ann <ann@example.com>",
                        List.of("Bob <bob@example.com>"),
                        "2022-12-16T17:04:16Z"));
        assertThat(document.mail().orElseThrow().thread()).isEqualTo("one@example.com");
    }

    @Test
    void anArchivesTextIsTheListOfItsFiles() throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("docs/a.txt", "alpha".getBytes(UTF_8));
        entries.put("__MACOSX/docs/._a.txt", "litter".getBytes(UTF_8));
        entries.put("../../etc/b.txt", "beta".getBytes(UTF_8));
        entries.put("empty.txt", new byte[0]);
        try (Parts parts = parts(parser)) {
            ParsedDocument document = parsed(parser.parse(source(Zips.of(entries)), "two.zip", "", parts));

            assertThat(document.title()).isEmpty();
            assertThat(document.text()).isEqualTo("- docs/a.txt\n- ../../etc/b.txt");
            assertThat(contents(parts)).containsExactly("docs/a.txt: alpha", "etc/b.txt: beta");
        }
        assertThat(left()).isEmpty();
    }

    @Test
    void aCompressedFileHoldsTheFile() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write("a,b\n1,2\n".getBytes(UTF_8));
        }
        try (Parts parts = parts(parser)) {
            parsed(parser.parse(source(bytes.toByteArray()), "table.csv.gz", "", parts));

            assertThat(contents(parts)).containsExactly("table.csv: a,b\n1,2\n");
        }
    }

    @Test
    void ofMoreFilesThanThereIsRoomForTheFirstAreTakenAndTheReasonIsTold() {
        try (Parts parts = parser.partsWithin(new Room(10, 2, 1 << 20))) {
            ParsedDocument document = parsed(parser.parse(source(Zips.of(many(4, 10))), "four.zip", "", parts));

            assertThat(parts.all()).extracting(Part::name).containsExactly("0.txt", "1.txt");
            assertThat(document.partial()).contains(new Partial(2, 0, "files"));
            assertThat(document.warnings())
                    .containsExactly(
                            "Only the first 2 files were read: one upload may hold other files, at all depths together, up to the limit of 1,000.");
        }
    }

    @Test
    void ofMoreBytesThanThereIsRoomForTheFirstFilesAreTakenWhole() {
        try (Parts parts = parser.partsWithin(new Room(10, 100, 2_500))) {
            ParsedDocument document = parsed(parser.parse(source(Zips.of(many(4, 1_000))), "four.zip", "", parts));

            assertThat(parts.all()).extracting(Part::sizeBytes).containsExactly(1_000L, 1_000L);
            assertThat(document.warnings()).singleElement().asString().contains("may come to 1,024 MiB");
        }
    }

    @Test
    void aBombBesideAnHonestFileIsLeftAndTheFileIsTaken() {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("honest.txt", "honest".getBytes(UTF_8));
        entries.put("bomb.txt", new byte[64 << 20]);
        try (Parts parts = parts(parser)) {
            ParsedDocument document = parsed(parser.parse(source(Zips.of(entries)), "bomb.zip", "", parts));

            assertThat(contents(parts)).containsExactly("honest.txt: honest");
            assertThat(document.warnings())
                    .singleElement()
                    .asString()
                    .startsWith("Only the first 1 files were read: this ZIP archive unpacks to far more than its size");
        }
    }

    @Test
    void aFileThatIsTooLargeByItselfIsLeftOutWithAWarning() {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("large.txt", "many words ".repeat(200_000).getBytes(UTF_8));
        entries.put("small.txt", "few words".getBytes(UTF_8));
        Cage limited = ParserSetup.with(ParserSetup.cage(scratch), new ReadLimits(1, 1_000, 2, 3, 20_000, 100));
        try (Parser strict = new Parser(limited);
                Parts parts = strict.partsWithin(new Room(2, 3, 100 << 20))) {
            ParsedDocument document = parsed(strict.parse(source(Zips.of(entries)), "a.zip", "", parts));

            assertThat(contents(parts)).containsExactly("small.txt: few words");
            assertThat(document.warnings())
                    .containsExactly(
                            "“large.txt”, within this file, was left out: it is larger than the limit of 1 MiB.");
            assertThat(document.partial()).isEmpty();
        }
    }

    @Test
    void whereNoFileMayLieDeeperAnArchiveIsRefusedAndAMailKeepsItsText() {
        Room none = new Room(0, 100, 1 << 20);
        try (Parts parts = parser.partsWithin(none)) {
            assertThat(parser.parse(source(Zips.of(many(1, 10))), "a.zip", "", parts))
                    .isEqualTo(new TooCostly("Files lie within files here, deeper than the limit of 10 levels."));
            ParsedDocument mail = parsed(parser.parse(source(lunch()), "lunch.eml", "", parts));

            assertThat(mail.text()).endsWith("See you at noon.");
            assertThat(mail.partial()).isPresent();
            assertThat(mail.warnings()).singleElement().asString().contains("deeper than the limit of 10 levels");
            assertThat(parts.all()).isEmpty();
        }
    }

    @Test
    void aLockedArchiveSaysSo() {
        // One entry whose flags say that it is encrypted.
        byte[] zip = Zips.of("a.txt", "secret".getBytes(UTF_8));
        zip[6] |= 1;
        int directory = new String(zip, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("PK\u0001\u0002");
        zip[directory + 8] |= 1;
        try (Parts parts = parts(parser)) {
            ParseOutcome outcome = parser.parse(source(zip), "locked.zip", "", parts);

            assertThat(outcome).isInstanceOf(ParseOutcome.Unreadable.class);
            assertThat(((ParseOutcome.Unreadable) outcome).reason()).contains("password");
            assertThat(parts.all()).isEmpty();
        }
    }

    private static List<Path> left() throws IOException {
        try (Stream<Path> all = Files.walk(scratch)) {
            return all.filter(path -> path.getFileName().toString().startsWith("part"))
                    .toList();
        }
    }

    private static Map<String, byte[]> many(int count, int bytes) {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        Random random = new Random(1);
        for (int i = 0; i < count; i++) {
            byte[] content = new byte[bytes];
            random.nextBytes(content);
            entries.put(i + ".txt", content);
        }
        return entries;
    }

    private static String crlf(String text) {
        return text.replace("\n", "\r\n");
    }

    private static String lunch() {
        return crlf("""
                From: Ann <ann@example.com>
                To: Bob <bob@example.com>
                Subject: Lunch
                Date: Fri, 16 Dec 2022 17:04:16 +0000
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary="x"

                --x
                Content-Type: text/plain

                See you at noon.
                --x
                Content-Type: text/plain
                Content-Disposition: attachment; filename*=utf-8''men%C3%BC.txt

                Soup of the day.
                --x--
                """);
    }
}
