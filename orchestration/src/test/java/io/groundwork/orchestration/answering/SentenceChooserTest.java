package io.groundwork.orchestration.answering;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.retrieval.Hit;
import java.util.List;
import org.junit.jupiter.api.Test;

class SentenceChooserTest {

    private final Library library = new Library();
    private final SentenceChooser chooser =
            new SentenceChooser(new WordOverlap(), new RarityWeights(), hit -> List.of(), Defaults.ROOMY);

    @Test
    void theSentenceThatAnswersIsChosenAlone() {
        Hit leave = library.hit(
                "Offices close at noon on Fridays. Parental leave lasts sixteen weeks. Ask the desk for keys.");

        List<Evidence> chosen = chooser.choose("How many weeks does parental leave last?", List.of(leave));

        assertThat(chosen).extracting(Evidence::text).containsExactly("Parental leave lasts sixteen weeks.");
        assertThat(chosen.getFirst().start()).isEqualTo(leave.passage().start() + 34);
    }

    @Test
    void nothingIsChosenWhenNothingComesNear() {
        Hit canteen = library.hit("The canteen serves soup. It closes at two.");

        assertThat(chooser.choose("How many weeks does parental leave last?", List.of(canteen)))
                .isEmpty();
    }

    @Test
    void sentencesThatAnswerAlikeStandInReadingOrder() {
        Hit leave = library.hit(
                "Paid leave is granted. Something else entirely stands here. Paid leave of parents is granted.");

        assertThat(chooser.choose("paid leave granted?", List.of(leave)))
                .extracting(Evidence::text)
                .containsExactly("Paid leave is granted.", "Paid leave of parents is granted.");
    }

    @Test
    void theSameSentenceOfTwoDocumentsIsChosenOnce() {
        String sentence = "Parental leave lasts sixteen weeks in all countries.";

        List<Evidence> chosen = chooser.choose(
                "How long is parental leave in weeks?", List.of(library.hit(sentence), library.hit(sentence)));

        assertThat(chosen).hasSize(1);
    }

    @Test
    void thereAreNeverMoreThanThree() {
        Hit many = library.hit(
                "Parental leave red one. Parental leave blue two. Parental leave green three. Parental leave grey four.");

        assertThat(chooser.choose("parental leave", List.of(many))).hasSize(3);
    }

    @Test
    void aWordThatStandsInEveryHitCountsHalf() {
        var weights = new RarityWeights()
                .of("the leave of Oslo", List.of(library.hit("Leave in Oslo."), library.hit("Leave elsewhere.")));

        assertThat(weights).extracting(weight -> weight.weight()).containsExactly(0.15, 0.5, 0.15, 0.75);
    }
}
