package io.groundwork.orchestration.assistants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundwork.orchestration.answering.Policy.Unsupported;
import io.groundwork.orchestration.assistants.Brief.Policy;
import io.groundwork.retrieval.CollectionId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BriefJsonTest {

    @Test
    void whatIsStoredIsReadAsItWas() throws Exception {
        JsonNode filter = new ObjectMapper().readTree("{\"type\":\"eq\",\"key\":\"year\",\"value\":2026}");
        Brief brief = new Brief(
                "Leave",
                "All about leave",
                "default",
                List.of(new CollectionId(UUID.randomUUID())),
                Optional.of(filter),
                new Wording(Map.of("", "Be brief.", "de", "Sei kurz.")),
                new Policy(
                        Optional.of(Unsupported.DROP),
                        OptionalDouble.of(0.4),
                        7,
                        Optional.of("none"),
                        Optional.of(new ObjectMapper().readTree("true"))),
                List.of("How long?"));

        assertThat(BriefJson.read(BriefJson.write(brief).toString())).isEqualTo(brief);
    }

    @Test
    void whatIsNotSaidStaysUnsaid() {
        Brief brief = brief(List.of());

        assertThat(BriefJson.read(BriefJson.write(brief).toString())).isEqualTo(brief);
    }

    @Test
    void aPolicyKeepsWithinItsBounds() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new Policy(Optional.empty(), OptionalDouble.of(1.5), 10, Optional.empty(), Optional.empty()));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new Policy(Optional.empty(), OptionalDouble.empty(), 51, Optional.empty(), Optional.empty()));
        assertThatIllegalArgumentException().isThrownBy(() -> brief(Collections.nCopies(7, "How long?")));
    }

    private static Brief brief(List<String> starters) {
        return new Brief("Leave", "", "default", List.of(), Optional.empty(), Wording.NONE, Policy.USUAL, starters);
    }
}
