package io.groundwork.orchestration.answering;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.retrieval.Hit;
import java.util.List;
import org.junit.jupiter.api.Test;

class SentenceChooserTest {

    private final Library library = new Library();
    private final SentenceChooser chooser = chooser(Defaults.ROOMY);

    @Test
    void theSentenceThatAnswersIsChosenAlone() {
        Hit leave = library.hit(
                "Offices close at noon on Fridays. Parental leave lasts sixteen weeks. Ask the desk for keys.");

        List<Evidence> chosen = chosen("How many weeks does parental leave last?", leave);

        assertThat(chosen).extracting(Evidence::text).containsExactly("Parental leave lasts sixteen weeks.");
        assertThat(chosen.getFirst().start()).isEqualTo(leave.passage().start() + 34);
    }

    @Test
    void nothingIsChosenWhenNothingComesNear() {
        Hit canteen = library.hit("The canteen serves soup. It closes at two.");

        assertThat(chosen("How many weeks does parental leave last?", canteen)).isEmpty();
    }

    @Test
    void strictDeclinesWhatIsAnsweredOtherwiseAtTheSameScore() {
        Hit leave = library.hit("Parental leave lasts sixteen weeks.");
        Ask ask = Library.ask("How many weeks does parental leave last?");
        SentenceChooser strict = chooser(new Defaults(6000, 1500, AnsweringConfig.Declining.STRICT));

        assertThat(chooser.choose(ask, List.of(leave)).sentences()).hasSize(1);
        assertThat(strict.choose(ask, List.of(leave)).sentences()).isEmpty();
        assertThat(strict.choose(ask, List.of(leave)).score())
                .isEqualTo(chooser.choose(ask, List.of(leave)).score());
    }

    @Test
    void sentencesThatAnswerAlikeStandInReadingOrder() {
        Hit leave = library.hit(
                "Paid leave is granted. Something else entirely stands here. Paid leave of parents is granted.");

        assertThat(chosen("paid leave granted?", leave))
                .extracting(Evidence::text)
                .containsExactly("Paid leave is granted.", "Paid leave of parents is granted.");
    }

    @Test
    void theSameSentenceOfTwoDocumentsIsChosenOnce() {
        String sentence = "Parental leave lasts sixteen weeks in all countries.";

        List<Evidence> chosen =
                chosen("How long is parental leave in weeks?", library.hit(sentence), library.hit(sentence));

        assertThat(chosen).hasSize(1);
    }

    @Test
    void thereAreNeverMoreThanThree() {
        Hit many = library.hit(
                "Parental leave red one. Parental leave blue two. Parental leave green three. Parental leave grey four.");

        assertThat(chosen("parental leave", many)).hasSize(3);
    }

    @Test
    void aSentenceThatDoesNotFitTheWordsLeftGivesWayToAShorterOne() {
        String filling = "and so on ".repeat(19);
        Hit leave = library.hit("Parental leave is red " + filling + "in the end. Parental leave is blue " + filling
                + "in the end. Parental leave is green.");

        List<Evidence> chosen = chosen("parental leave", leave);

        assertThat(chosen).extracting(Evidence::text).hasSize(2).last().isEqualTo("Parental leave is green.");
        assertThat(chosen.stream()
                        .mapToInt(each -> Words.counted(each.text()).size())
                        .sum())
                .isLessThanOrEqualTo(80);
    }

    @Test
    void ofASentenceThatIsTooLongThePartThatAnswersIsQuotedAsItStands() {
        String before = "the office keeps a list of rooms and of who works in which of them, ".repeat(5);
        String after = ", and the desk gives keys to those who ask for one in good time".repeat(4);
        Hit leave = library.hit("This says that " + before + "parental leave lasts sixteen weeks" + after + ".");

        List<Evidence> chosen = chosen("How many weeks does parental leave last?", leave);

        assertThat(chosen).hasSize(1);
        assertThat(chosen.getFirst().text()).contains("parental leave lasts sixteen weeks");
        assertThat(Words.counted(chosen.getFirst().text())).hasSizeLessThanOrEqualTo(80);
        assertThat(library.of(leave.document(), 3)
                        .orElseThrow()
                        .substring(chosen.getFirst().start(), chosen.getFirst().end()))
                .isEqualTo(chosen.getFirst().text());
    }

    private List<Evidence> chosen(String question, Hit... hits) {
        return chooser.choose(Library.ask(question), List.of(hits)).sentences();
    }

    private static SentenceChooser chooser(AnsweringConfig config) {
        return new SentenceChooser(new WordMatching(), Library::outlines, config);
    }

    @Test
    void aWordThatStandsInEveryHitCountsHalf() {
        var weights = new RarityWeights()
                .of("the leave of Oslo", List.of(library.hit("Leave in Oslo."), library.hit("Leave elsewhere.")));

        assertThat(weights).extracting(weight -> weight.weight()).containsExactly(0.15, 0.5, 0.15, 0.75);
    }
}
