package io.groundwork.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BeirDocumentTest {

    @Test
    void titleStandsApartAndNoCharacterIsTakenForMarkup() {
        BeirDocument document =
                new BeirDocument("1", "p < .05 & more", "# not a heading, <b>not bold</b>\n\nSecond *paragraph*.");

        String html = new String(document.toHtml(), UTF_8);

        assertThat(html)
                .contains("<title>p &lt; .05 &amp; more</title>")
                .contains("<p># not a heading, &lt;b&gt;not bold&lt;/b&gt;</p>\n<p>Second *paragraph*.</p>");
    }

    @Test
    void titleIsTheTextOfADocumentThatHasNoOther() {
        String html = new String(new BeirDocument("1", "Preliminary report", " ").toHtml(), UTF_8);

        assertThat(html).contains("<p>Preliminary report</p>");
    }

    @Test
    void fileNameKeepsNothingThatAFileSystemMinds() {
        assertThat(new BeirDocument("a/b:c 1", "", "x").fileName()).isEqualTo("a_b_c_1.html");
    }
}
