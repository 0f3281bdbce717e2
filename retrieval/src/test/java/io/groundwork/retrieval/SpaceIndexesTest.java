package io.groundwork.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

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
}
