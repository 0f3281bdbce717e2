package io.groundwork.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SearchSettingsTest {

    @Test
    void aSearchNeedsOneWayToFind() {
        assertThatThrownBy(() -> new Wish.Stages(Set.of(Stage.FUSION, Stage.RERANK)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SearchSettings(Set.of(Stage.RERANK), Collapse.NONE, 0, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void wishesChangeWhatTheyNameAndNothingElse() {
        Recency recency = new Recency(30, "date", 0.5);

        SearchSettings changed = SearchSettings.DEFAULT.changedBy(
                List.of(new Wish.NoReranking(), new Wish.MaxPerDocument(2), new Wish.Aged(Optional.of(recency))));

        assertThat(changed)
                .isEqualTo(new SearchSettings(
                        Set.of(Stage.LEXICAL, Stage.VECTOR, Stage.FUSION), Collapse.SAME, 2, Optional.of(recency)));
        assertThat(changed.changedBy(List.of(new Wish.Aged(Optional.empty()), new Wish.Collapsed(Collapse.NONE))))
                .isEqualTo(new SearchSettings(changed.stages(), Collapse.NONE, 2, Optional.empty()));
    }

    @Test
    void halfOfTheWeightIsGoneAfterTheHalfLife() {
        Recency recency = new Recency(30, "", 0.5);

        assertThat(recency.factor(0)).isEqualTo(1);
        assertThat(recency.factor(-10)).isEqualTo(1);
        assertThat(recency.factor(30)).isCloseTo(0.75, within(1e-12));
        assertThat(recency.factor(1e9)).isCloseTo(0.5, within(1e-12));
    }

    @Test
    void aHalfLifeOfNothingIsNone() {
        assertThatThrownBy(() -> new Recency(0, "", 0.5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Recency(Double.NaN, "", 0.5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Recency(1, "", 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
