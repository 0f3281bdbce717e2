package io.groundwork.retrieval.selection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WordingTest {

    @Test
    void caseWidthAndWhiteSpaceMakeNoDifference() {
        assertThat(text("The  Pump\nis ＯＫ. ").same())
                .isEqualTo(text("the pump is ok.").same());
    }

    @Test
    void marksFiguresHeadingAndContextDo() {
        assertThat(text("rose by 5 %").same()).isNotEqualTo(text("rose by -5 %").same());
        assertThat(text("5 bar").same()).isNotEqualTo(text("7 bar").same());
        assertThat(new Wording("Pets", "", "Not covered.").same())
                .isNotEqualTo(new Wording("Travel", "", "Not covered.").same());
        assertThat(new Wording("", "animal | legs", "wolf | 4").same())
                .isNotEqualTo(new Wording("", "animal | pups", "wolf | 4").same());
    }

    @Test
    void aWordInALongTextMakesItNear() {
        List<String> words = words(new Random(1), 100);
        Wording original = text(String.join(" ", words));
        words.set(50, "other");

        assertThat(original.isNear(text(String.join(" ", words)))).isTrue();
        assertThat(original.isNear(text(String.join(", ", words)))).isTrue();
    }

    @Test
    void anotherNumberMakesItSomethingElse() {
        List<String> words = words(new Random(2), 100);
        words.set(50, "500");
        Wording original = text(String.join(" ", words));
        words.set(50, "600");

        assertThat(original.isNear(text(String.join(" ", words)))).isFalse();
    }

    @Test
    void shortTextsAreNearOnlyWhereTheirWordsAreTheSame() {
        assertThat(text("the pump leaks").isNear(text("The pump leaks!"))).isTrue();
        assertThat(text("the pump leaks").isNear(text("the valve leaks"))).isFalse();
        assertThat(text("…").isNear(text("!"))).isTrue();
    }

    @Test
    void charactersOfScriptsWithoutBlanksAreWords() {
        String text = "中文手册说明如何更换水泵的密封圈并检查压力阀门是否泄漏如果泄漏请联系维修部门";

        assertThat(text(text).isNear(text(text + "。"))).isTrue();
        assertThat(text(text).isNear(text("完全不同的句子" + text))).isFalse();
    }

    /** Nothing near is missed by comparing only those that share one of the first runs. */
    @Test
    void whatIsNearSharesOneOfTheFirstRuns() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int near = 0;
        for (int round = 0; round < 500; round++) {
            List<String> words = words(random, 5 + random.nextInt(200));
            Wording original = text(String.join(" ", words));
            for (int change = random.nextInt(4); change > 0; change--) {
                words.set(random.nextInt(words.size()), "changed" + (char) ('a' + change));
            }
            Wording changed = text(String.join(" ", words));
            if (original.isNear(changed)) {
                near++;
                assertThat(set(original.first())).as("seed %d", seed).containsAnyElementsOf(set(changed.first()));
            }
        }

        assertThat(near).isGreaterThan(100);
    }

    private static Wording text(String text) {
        return new Wording("", "", text);
    }

    private static Set<Long> set(long[] runs) {
        return java.util.Arrays.stream(runs).boxed().collect(Collectors.toCollection(HashSet::new));
    }

    private static List<String> words(Random random, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "w" + (char) ('a' + random.nextInt(26)) + (char) ('a' + random.nextInt(26)))
                .collect(Collectors.toCollection(ArrayList::new));
    }
}
