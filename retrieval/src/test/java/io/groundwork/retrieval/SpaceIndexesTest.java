package io.groundwork.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.retrieval.SpaceIndexes.Growth;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SpaceIndexesTest {

    @ParameterizedTest
    @ValueSource(strings = {"0.8.0", "0.8", "0.8.6", "0.7.11", "0"})
    void oldPgvectorBuildsAlone(String version) {
        assertThat(SpaceIndexes.buildsSoundlyInParallel(version)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.8.7", "0.8.10", "0.9.0", "1.0"})
    void soundPgvectorBuildsInParallel(String version) {
        assertThat(SpaceIndexes.buildsSoundlyInParallel(version)).isTrue();
    }

    @Test
    void whatIsBeingFilledIsWaitedFor() {
        Growth first = new Growth(100_000, 1);
        Growth growing = new Growth(120_000, 2);
        Growth resting = new Growth(121_000, 3);

        assertThat(first.rests(null)).isFalse();
        assertThat(growing.rests(first)).isFalse();
        assertThat(resting.rests(growing)).isTrue();
    }

    @Test
    void whatGrowsAllTheTimeIsNotWaitedForForever() {
        assertThat(new Growth(200_000, 60).rests(new Growth(100_000, 59))).isFalse();
        assertThat(new Growth(400_000, 61).rests(new Growth(200_000, 60))).isTrue();
    }
}
