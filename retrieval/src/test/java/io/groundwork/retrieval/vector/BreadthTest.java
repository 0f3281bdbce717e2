package io.groundwork.retrieval.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.groundwork.embeddings.Embedding;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class BreadthTest {

    @Test
    void whatIsWrittenIsRead() {
        Breadth breadth = new Breadth(400, 0.987, 1_200_000);

        assertThat(Breadth.read(breadth.written())).hasValue(breadth);
    }

    @Test
    void aCommentOfSomebodyElseIsNone() {
        assertThat(Breadth.read("made by hand")).isEmpty();
        assertThat(Breadth.read("ef_search 400 finds 0.9 of 5 passages; do not drop"))
                .isEmpty();
    }

    @Test
    void itIsOutgrownByTwiceAsMany() {
        Breadth breadth = new Breadth(100, 1, 1000);

        assertThat(breadth.isOutgrown(2000)).isFalse();
        assertThat(breadth.isOutgrown(2001)).isTrue();
    }

    @Test
    void questionsAreAsFarFromTheirPassagesAsThoseOfPeople() {
        Random random = new Random(3);
        List<Embedding> passages =
                IntStream.range(0, 5).mapToObj(i -> unit(random)).toList();

        List<Embedding> questions =
                Breadth.questions(passages.stream().map(Embedding::toArray).toList());

        for (int i = 0; i < passages.size(); i++) {
            assertThat(questions.get(i).cosine(passages.get(i))).isCloseTo(0.75, within(1e-5));
            assertThat(questions.get(i).cosine(questions.get(i))).isCloseTo(1, within(1e-5));
        }
    }

    @Test
    void onePassageAsksForItself() {
        Embedding passage = unit(new Random(4));

        assertThat(Breadth.questions(List.of(passage.toArray()))).containsExactly(passage);
    }

    private static Embedding unit(Random random) {
        double[] drawn = random.doubles(8, -1, 1).toArray();
        double norm = Math.sqrt(Arrays.stream(drawn).map(value -> value * value).sum());
        float[] unit = new float[drawn.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = (float) (drawn[i] / norm);
        }
        return new Embedding(unit);
    }
}
