package io.groundwork.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.groundwork.retrieval.lexical.Analysis;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class GeneratedLibraryTest {

    private static final PassageFit FIT = PassageFit.builtIn();

    private final GeneratedLibrary library = new GeneratedLibrary(FIT, 2000, 1);

    @Test
    void aPassageIsTheSameWheneverItIsMade() {
        GeneratedLibrary again = new GeneratedLibrary(FIT, 2000, 1);

        GeneratedLibrary.Passage one = library.document(17).getFirst();
        GeneratedLibrary.Passage other = again.document(17).getFirst();

        assertThat(one.vector()).isEqualTo(other.vector());
        assertThat(one.text().text()).isEqualTo(other.text().text());
        assertThat(library.id(17)).isEqualTo(again.id(17));
        assertThat(library.questions(3).getLast().text())
                .isEqualTo(again.questions(3).getLast().text());
    }

    @Test
    void anotherSeedMakesOtherPassages() {
        GeneratedLibrary other = new GeneratedLibrary(FIT, 2000, 2);

        assertThat(library.document(17).getFirst().text().text())
                .isNotEqualTo(other.document(17).getFirst().text().text());
    }

    @Test
    void thereAreAsManyPassagesAsAskedFor() {
        int passages = 0;
        for (int document = 0; document < library.documents(); document++) {
            assertThat(library.firstPassage(document)).isEqualTo(passages);
            assertThat(library.documentOf(passages)).isEqualTo(document);
            passages += library.document(document).size();
        }

        assertThat(passages).isEqualTo(2000);
    }

    @Test
    void vectorsAreOfUnitLength() {
        for (int document = 0; document < 20; document++) {
            for (GeneratedLibrary.Passage passage : library.document(document)) {
                assertThat(VectorMixture.dot(passage.vector(), passage.vector()))
                        .isCloseTo(1, within(1e-4f));
            }
        }
    }

    @Test
    void passagesOfADocumentAreNearerThanOthers() {
        SamplePassages.Likeness likeness = SamplePassages.of(library, 1000).likeness();

        assertThat(likeness.cosine(0, .5)).isGreaterThan(likeness.cosine(1, .5)).isLessThan(.95);
        assertThat(likeness.cosine(1, .5)).isGreaterThan(likeness.cosine(2, .5));
        assertThat(likeness.shared()[0]).isGreaterThan(likeness.sharedByAny());
    }

    @Test
    void frequenciesFallAndManyWordsStandOnce() {
        int[] curve = SamplePassages.of(library, 2000).curve();

        assertThat(curve[0]).isGreaterThan(2000 / 5).isLessThan(2000);
        assertThat(curve[99]).isGreaterThan(4 * curve[1999]);
        assertThat(Arrays.stream(curve).filter(count -> count == 1).count()).isGreaterThan(curve.length / 4L);
    }

    @Test
    void aLargerLibraryHasMoreWords() {
        assertThat(new GeneratedLibrary(FIT, 100_000, 1).words().size())
                .isGreaterThan(2 * library.words().size());
    }

    @Test
    void theProductReadsTheWordsThatWereGenerated() {
        for (GeneratedLibrary.Passage passage : library.document(5)) {
            Map<String, List<Integer>> read = new TreeMap<>();
            Analysis.of("en").lexemes(passage.text().text()).forEach(lexeme -> read.computeIfAbsent(
                            lexeme.text(), text -> new java.util.ArrayList<>())
                    .add(lexeme.position()));

            Map<String, List<Integer>> made = new TreeMap<>();
            int[] order = passage.text().order();
            for (int i = 0; i < order.length; i++) {
                made.computeIfAbsent(
                                SpelledWords.lexeme(passage.words()[order[i]]), text -> new java.util.ArrayList<>())
                        .add(passage.text().places()[i]);
            }
            assertThat(read).isEqualTo(made);
        }
    }

    @Test
    void everyRankHasASpellingOfItsOwn() {
        Set<String> spellings = new HashSet<>();
        for (int rank = 0; rank < 300_000; rank++) {
            assertThat(spellings.add(SpelledWords.of(rank))).isTrue();
        }
        assertThat(spellings).allMatch(word -> word.length() >= 5);
    }

    @Test
    void aQuestionIsNearThePassageThatAnswersIt() {
        for (GeneratedLibrary.Question question : library.questions(20)) {
            int document = library.documentOf(question.passage());
            GeneratedLibrary.Passage passage =
                    library.document(document).get(question.passage() - library.firstPassage(document));

            assertThat(VectorMixture.dot(question.vector(), passage.vector())).isBetween(.5f, .95f);
            assertThat(VectorMixture.dot(question.vector(), question.vector())).isCloseTo(1, within(1e-4f));
        }
    }

    @Test
    void aFitThatWasWrittenIsReadAsItWas() throws IOException {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        FIT.write(written);

        PassageFit read = PassageFit.read(new ByteArrayInputStream(written.toByteArray()));

        assertThat(written.size()).isLessThan(1_000_000);
        assertThat(read.words().rate(700)).isEqualTo(FIT.words().rate(700));
        // Directions are bytes of a largest value, which is calculated anew.
        assertThat(new GeneratedLibrary(read, 2000, 1).document(3).getFirst().vector())
                .containsExactly(library.document(3).getFirst().vector(), Offset.offset(1e-5f));
    }

    @Test
    void threePassagesAreForThoseWhoReadThree() {
        int passages = 0;
        int filtered = 0;
        for (int document = 0; document < library.documents(); document++) {
            passages += ScaleReaders.THREE.reads(document)
                    ? library.document(document).size()
                    : 0;
            filtered += ScaleReaders.THREE.filters(document)
                    ? library.document(document).size()
                    : 0;
        }

        assertThat(passages).isEqualTo(3);
        assertThat(filtered).isEqualTo(3);
    }
}
