package io.groundwork.embeddings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.groundwork.embeddings.LateInteraction.Question;
import io.groundwork.embeddings.LateInteraction.Scores;
import io.groundwork.embeddings.LateInteraction.Segment;
import io.groundwork.embeddings.LateInteraction.Text;
import java.util.List;
import org.junit.jupiter.api.Test;

class HashingEmbedderTest {

    private final HashingEmbedder embedder = new HashingEmbedder();

    @Test
    void sharedWordsBringTextsNear() {
        Embedding question = embedder.embedQuery("why does dough rise");
        List<Embedding> texts = embedder.embedPassages(List.of("Dough will rise.", "A contract needs an offer."));

        assertThat(question.cosine(texts.get(0))).isGreaterThan(question.cosine(texts.get(1)));
        assertThat(question.cosine(question)).isCloseTo(1, within(1e-5));
    }

    @Test
    void aSegmentScoresByTheWordsInIt() {
        Text text = new Text("Dough rises. Contracts bind.", List.of(new Segment(0, 12), new Segment(13, 28)));

        Scores scores = embedder.score(new Question("dough rises", List.of()), List.of(text))
                .getFirst();

        assertThat(scores).isEqualTo(new Scores(1, List.of(1.0, 0.0)));
    }
}
