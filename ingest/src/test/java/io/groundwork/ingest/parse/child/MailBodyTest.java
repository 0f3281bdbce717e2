package io.groundwork.ingest.parse.child;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.ingest.ParsedDocument;
import java.util.List;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;

class MailBodyTest {

    @Test
    void linesBehindAMarkAreAnothers() {
        assertThat(plain("""
                I agree with this.

                On Fri, 16 Dec 2022 at 17:04, Bob <bob@example.com>
                wrote:
                > Shall we meet at noon?
                > In the hall.
                >
                > > Where is lunch?

                And bring the plans.
                """))
                .containsExactly(
                        "PARAGRAPH: I agree with this.",
                        "QUOTE: On Fri, 16 Dec 2022 at 17:04, Bob <bob@example.com>\nwrote:\nShall we meet at noon?\nIn the hall.",
                        "QUOTE: Where is lunch?",
                        "PARAGRAPH: And bring the plans.");
    }

    @Test
    void allBelowAnOriginalMessageIsAnothers() {
        assertThat(plain("""
                Yes.

                -----Original Message-----
                From: Bob
                Sent: Friday
                To: Ann
                Subject: Lunch

                Shall we meet?

                -----Original Message-----
                From: Ann

                Where is lunch?
                """))
                .containsExactly(
                        "PARAGRAPH: Yes.",
                        "QUOTE: -----Original Message-----\nFrom: Bob\nSent: Friday\nTo: Ann\nSubject: Lunch\nShall we meet?",
                        "QUOTE: -----Original Message-----\nFrom: Ann\nWhere is lunch?");
    }

    @Test
    void outlooksHeadBeginsTheHistoryByItself() {
        assertThat(plain("""
                Ja.

                Von: Bob
                Gesendet: Freitag
                An: Ann
                Betreff: Essen

                Wollen wir?
                """))
                .containsExactly(
                        "PARAGRAPH: Ja.", "QUOTE: Von: Bob\nGesendet: Freitag\nAn: Ann\nBetreff: Essen\nWollen wir?");
    }

    @Test
    void aSentenceThatSpeaksOfWritingIsTheWritersOwn() {
        assertThat(plain("On the whole Ann wrote: nothing new.\n\nFrom: my point of view this is fine.\n"))
                .containsExactly(
                        "PARAGRAPH: On the whole Ann wrote: nothing new.",
                        "PARAGRAPH: From: my point of view this is fine.");
    }

    @Test
    void blockQuotesOfAPageAreAnothersWithTheLineAboveThem() {
        assertThat(page("""
                <div>I agree.</div>
                <div class="gmail_quote"><div>On Fri, 16 Dec 2022 at 17:04, Bob wrote:<br></div>
                <blockquote><p>Shall we meet?</p><ul><li>In the hall</li></ul></blockquote></div>
                <p>Yes, there.</p>
                """))
                .containsExactly(
                        "PARAGRAPH: I agree.",
                        "QUOTE: On Fri, 16 Dec 2022 at 17:04, Bob wrote:\nShall we meet?\nIn the hall",
                        "PARAGRAPH: Yes, there.");
    }

    @Test
    void outlooksPagesHaveTheHistoryBelowAHead() {
        assertThat(page("""
                <p>Yes.</p>
                <div><p><b>From:</b> Bob<br><b>Sent:</b> Friday<br><b>To:</b> Ann<br><b>Subject:</b> Lunch</p></div>
                <p>Shall we meet?</p>
                <table><tr><td>noon</td><td>hall</td></tr><tr><td>one</td><td>yard</td></tr></table>
                """))
                .containsExactly(
                        "PARAGRAPH: Yes.",
                        "QUOTE: From: Bob\nSent: Friday\nTo: Ann\nSubject: Lunch\nShall we meet?\nnoon | hall\none | yard");
    }

    @Test
    void aMillionMarksAreReadInNoTime() {
        String marks = ">".repeat(1_000_000) + " deep\n" + "-".repeat(1_000_000) + "\n";

        assertThat(plain(marks)).hasSizeLessThan(4).first().asString().isEqualTo("QUOTE: deep");
    }

    private static List<String> plain(String text) {
        BlockWriter writer = new BlockWriter(ReadLimits.DEFAULT);
        new MailBody(writer).plain(text);
        return blocks(writer);
    }

    private static List<String> page(String html) {
        BlockWriter writer = new BlockWriter(ReadLimits.DEFAULT);
        MailBody parting = new MailBody(writer);
        HtmlReader.write(Jsoup.parse(html), writer, parting);
        parting.end();
        return blocks(writer);
    }

    private static List<String> blocks(BlockWriter writer) {
        ParsedDocument document = writer.document("", "message/rfc822");
        return document.blocks().stream()
                .map(block -> block.kind() + ": " + document.text().substring(block.start(), block.end()))
                .toList();
    }
}
