package io.groundwork.ingest.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.ingest.Block;
import io.groundwork.ingest.Block.Kind;
import io.groundwork.ingest.ParsedDocument;
import io.groundwork.ingest.Passage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuotesTest {

    @Test
    void aPassageNeverMixesWriters() {
        List<Block> blocks = new ArrayList<>();
        String own = "I agree.";
        String bob = "Shall we meet at noon?";
        String ann = "Where is lunch?";
        String more = "And bring the plans.";
        String text = String.join("\n\n", "Lunch", own, bob, ann, more);
        for (String part : List.of("Lunch", own, bob, ann, more)) {
            int start = text.indexOf(part);
            Kind kind = part.equals("Lunch")
                    ? Kind.HEADING
                    : part.equals(bob) || part.equals(ann) ? Kind.QUOTE : Kind.PARAGRAPH;
            blocks.add(new Block(kind, start, start + part.length(), 0, kind == Kind.HEADING ? 1 : 0));
        }
        ParsedDocument mail = new ParsedDocument("Lunch", "message/rfc822", text, blocks, 0, List.of());

        List<Passage> passages = new Chunker()
                .chunk(mail, words -> words.isBlank() ? 0 : words.split("\\s+").length, new Budget(500, 400, 0, 48));

        assertThat(passages).extracting(Passage::text).containsExactly(own, bob, ann, more);
    }
}
