package io.groundwork.orchestration.assistants;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WordingTest {

    private static final Wording BOTH = new Wording(Map.of("", "Be brief.", "de", "Sei kurz."));

    @Test
    void whoAsksInALanguageWithATextOfItsOwnGetsThat() {
        assertThat(BOTH.in(Optional.of("de"))).contains("Sei kurz.");
    }

    @Test
    void allOthersGetTheTextForAll() {
        assertThat(BOTH.in(Optional.of("fr"))).contains("Be brief.");
        assertThat(BOTH.in(Optional.empty())).contains("Be brief.");
        assertThat(BOTH.chosen(Optional.of("fr"))).contains("");
    }

    @Test
    void whereThereIsNoTextForAllOnlyItsOwnLanguageHasOne() {
        Wording german = new Wording(Map.of("de", "Sei kurz."));

        assertThat(german.in(Optional.of("en"))).isEmpty();
        assertThat(german.chosen(Optional.of("en"))).isEmpty();
        assertThat(german.chosen(Optional.of("de"))).contains("de");
    }
}
