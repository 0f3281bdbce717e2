package io.groundwork.embeddings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.groundwork.embeddings.Embedder.Kind;
import io.groundwork.embeddings.LateInteraction.Question;
import io.groundwork.embeddings.LateInteraction.Scores;
import io.groundwork.embeddings.LateInteraction.Segment;
import io.groundwork.embeddings.LateInteraction.Text;
import io.groundwork.embeddings.LateInteraction.Weight;
import io.groundwork.embeddings.states.CompressedStates;
import io.groundwork.embeddings.states.StateScorer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every engine must do, wherever the model runs. */
public abstract class EmbedderContract {

    private static final String ALPS = "The Matterhorn is a mountain of the Alps, 4,478 metres high.";
    private static final String BREAD = "Sourdough bread rises by wild yeast and lactic acid bacteria.";
    private static final String LAW = "A contract needs an offer, an acceptance and consideration.";

    protected abstract Embedder embedder();

    protected abstract LateInteraction lateInteraction();

    @Test
    void aVectorDoesNotDependOnItsNeighbours() {
        List<Embedding> together = embedder().embedPassages(List.of(ALPS, BREAD, LAW, "x ".repeat(400)));

        assertThat(embedder().embedPassages(List.of(BREAD))).containsExactly(together.get(1));
        assertThat(embedder().embedPassages(List.of(LAW, ALPS))).containsExactly(together.get(2), together.get(0));
    }

    @Test
    void aVectorHasUnitLength() {
        Embedding embedding = embedder().embedQuery("How high is the Matterhorn?");

        assertThat(embedding.dimension()).isEqualTo(embedder().model().dimension());
        assertThat(embedding.cosine(embedding)).isCloseTo(1, within(1e-5));
    }

    @Test
    void aQuestionLiesNearestToItsAnswer() {
        Embedding question = embedder().embedQuery("Why does dough rise?");

        List<Double> cosines = embedder().embedPassages(List.of(ALPS, BREAD, LAW)).stream()
                .map(question::cosine)
                .toList();

        assertThat(cosines.get(1)).isGreaterThan(cosines.get(0)).isGreaterThan(cosines.get(2));
    }

    @Test
    void aQuestionIsNotEmbeddedAsAPassageIs() {
        assertThat(embedder().embedQuery(ALPS))
                .isNotEqualTo(embedder().embedPassages(List.of(ALPS)).getFirst());
    }

    @Test
    void manyTextsComeBackInTheirOrder() {
        List<String> texts = IntStream.range(0, 70).mapToObj(i -> "Item " + i).toList();

        List<Embedding> embeddings = embedder().embedPassages(texts);

        assertThat(embeddings).hasSize(70).doesNotHaveDuplicates();
        assertThat(embeddings.get(69))
                .isEqualTo(embedder().embedPassages(List.of("Item 69")).getFirst());
    }

    @Test
    void statesComeWithTheVeryVectorsThatComeWithoutThem() {
        List<String> texts = List.of(ALPS, BREAD, "", "x ".repeat(600));

        PassageVectors made = embedder().embedWithStates(texts);

        assertThat(made.embeddings()).isEqualTo(embedder().embed(Kind.PASSAGE, texts));
        assertThat(made.states())
                .extracting(CompressedStates::tokens)
                .containsExactly(embedder().countTokens(ALPS) + 2, embedder().countTokens(BREAD) + 2, 2, 512);
    }

    @Test
    void statesDoNotDependOnTheirNeighbours() {
        List<CompressedStates> together =
                embedder().embedWithStates(List.of(ALPS, BREAD, LAW)).states();

        assertThat(embedder().embedWithStates(List.of(BREAD)).states()).containsExactly(together.get(1));
    }

    @Test
    void statesFindTheAnswer() {
        List<CompressedStates> passages =
                embedder().embedWithStates(List.of(ALPS, BREAD, LAW)).states();
        StateScorer scorer = new StateScorer(embedder().questionStates("Why does dough rise?"));

        List<Double> scores = passages.stream().map(scorer::score).toList();

        assertThat(scores.get(1)).isGreaterThan(scores.get(0)).isGreaterThan(scores.get(2));
    }

    @Test
    void ofALongQuestionTheBeginningCounts() {
        assertThat(embedder().questionStates("why ".repeat(400)).tokens()).isEqualTo(Embedder.MOST_QUESTION_STATES);
        assertThat(embedder().questionStates("Sourdough rises.").tokens()).isEqualTo(5);
        assertThat(embedder().questionStates("").tokens()).isZero();
    }

    @Test
    void noTextsGiveNoVectors() {
        assertThat(embedder().embedPassages(List.of())).isEmpty();
        assertThat(lateInteraction().score(new Question("why", List.of()), List.of()))
                .isEmpty();
    }

    @Test
    void anEmptyTextHasAVectorToo() {
        assertThat(embedder().embedPassages(List.of("")).getFirst().dimension())
                .isEqualTo(embedder().model().dimension());
    }

    @Test
    void aTextOverTheLimitIsCutThere() {
        int room = embedder().model().maxTokens() - 2;
        String longest = "word ".repeat(room);

        assertThat(embedder().countTokens(longest)).isEqualTo(room);
        assertThat(embedder().embedPassages(List.of(longest + "and much more")))
                .isEqualTo(embedder().embedPassages(List.of(longest)));
    }

    @Test
    void aTextThatWasCutIsNamed() {
        int room = embedder().model().maxTokens() - 2;
        String longest = "word ".repeat(room);

        Embeddings made =
                embedder().embed(Kind.PASSAGE, List.of(ALPS, longest, longest + "more", BREAD, "x ".repeat(500_000)));

        assertThat(made.cut()).containsExactly(2, 4);
        assertThat(made.tokens()).isBetween(3L * (room + 2), 4L * (room + 2));
        assertThat(embedder().embed(Kind.QUESTION, List.of("why", longest)).cut())
                .containsExactly(1);
    }

    @Test
    void textsOfAnyKindHaveVectors() {
        List<String> texts = List.of(
                "half \ud83d of a pair, and \ude00 the other",
                "שלום עולם, مرحبا بالعالم",
                "ภาษาไทยไม่มีช่องว่างระหว่างคำ",
                "\u0000\u0007\u200b\ufeff",
                "a".repeat(1_000_000));

        List<Embedding> embeddings = embedder().embedPassages(texts);

        assertThat(embeddings).hasSize(5).allSatisfy(embedding -> assertThat(embedding.cosine(embedding))
                .isCloseTo(1, within(1e-4)));
        assertThat(embeddings.getFirst())
                .isEqualTo(embedder()
                        .embedPassages(List.of("half  of a pair, and  the other"))
                        .getFirst());
    }

    @Test
    void aQuestionOfAnyKindIsScored() {
        Scores scores = score(new Question("half \ud83d", List.of()), new Text("\ude00 " + ALPS, List.of()));

        assertThat(scores.text()).isBetween(-1.0, 1.0);
    }

    @Test
    void tokensAreThoseOfTheModel() {
        assertThat(embedder().countTokens("Sourdough rises.")).isEqualTo(5);
    }

    @Test
    void theSegmentThatAnswersScoresBest() {
        String text = ALPS + " " + BREAD + " " + LAW;
        Text passage = new Text(text, List.of(segment(text, ALPS), segment(text, BREAD), segment(text, LAW)));

        Scores scores = score(new Question("How high is the Matterhorn?", List.of()), passage);

        assertThat(scores.segments().get(0))
                .isGreaterThan(scores.segments().get(1))
                .isGreaterThan(scores.segments().get(2));
        assertThat(scores.text()).isBetween(scores.segments().get(0), 1.0);
    }

    @Test
    void segmentsAreCountedInUtf16() {
        String text = "😀 Größe zählt 🇨🇭. " + ALPS;
        int split = text.indexOf("The Matterhorn");
        Text passage = new Text(text, List.of(new Segment(0, split), new Segment(split, text.length())));

        Scores scores = score(new Question("Matterhorn", List.of()), passage);

        assertThat(scores.segments().get(1)).isGreaterThan(scores.segments().get(0));
        assertThat(scores.segments().get(1)).isGreaterThan(0.7);
    }

    @Test
    void aWordWithoutWeightDoesNotCount() {
        String asked = "Matterhorn yeast";
        Text alps = new Text(ALPS, List.of());
        Question mountain = new Question(asked, List.of(new Weight(0, 10, 1), new Weight(11, 16, 0)));
        Question bread = new Question(asked, List.of(new Weight(0, 10, 0), new Weight(11, 16, 1)));
        Question both = new Question(asked, List.of());

        double high = score(mountain, alps).text();
        double low = score(bread, alps).text();

        assertThat(high).isGreaterThan(low);
        assertThat(score(both, alps).text()).isBetween(low, high);
    }

    @Test
    void aSegmentBeyondTheReachOfTheModelScoresMinusOne() {
        String text = "word ".repeat(600) + ALPS;
        Text passage = new Text(text, List.of(segment(text, ALPS), new Segment(0, 4), new Segment(2, 2)));

        Scores scores = score(new Question("How high is the Matterhorn?", List.of()), passage);

        assertThat(scores.segments().get(0)).isEqualTo(-1);
        assertThat(scores.segments().get(1)).isGreaterThan(-1);
        assertThat(scores.segments().get(2)).isEqualTo(-1);
    }

    @Test
    void aScoreDoesNotDependOnItsNeighbours() {
        Question question = new Question("Why does dough rise?", List.of());
        List<Text> texts = IntStream.range(0, 40)
                .mapToObj(i -> new Text(i % 2 == 0 ? BREAD : LAW, List.of()))
                .toList();

        List<Scores> scores = lateInteraction().score(question, texts);

        assertThat(scores).hasSize(40);
        assertThat(scores.get(38)).isEqualTo(score(question, texts.get(0)));
        assertThat(scores.get(39)).isEqualTo(score(question, texts.get(1)));
    }

    private Scores score(Question question, Text text) {
        return lateInteraction().score(question, List.of(text)).getFirst();
    }

    private static Segment segment(String text, String part) {
        int start = text.indexOf(part);
        return new Segment(start, start + part.length());
    }
}
