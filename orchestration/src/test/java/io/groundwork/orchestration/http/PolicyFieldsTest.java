package io.groundwork.orchestration.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundwork.orchestration.answering.Policy;
import io.groundwork.orchestration.answering.Policy.Addition;
import io.groundwork.orchestration.answering.Policy.Unsupported;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyFieldsTest {

    private static final Policy STRICT =
            new Policy(Unsupported.DROP, OptionalDouble.of(0.4), Optional.of("de"), Set.of(Addition.FOLLOW_UPS));

    @Test
    void whatIsNotSaidIsAsInTheOtherPolicy() {
        assertThat(PolicyFields.read(null, STRICT)).isEqualTo(STRICT);
        assertThat(PolicyFields.read(tree("{\"language\": \"fr\"}"), STRICT))
                .isEqualTo(new Policy(
                        Unsupported.DROP, OptionalDouble.of(0.4), Optional.of("fr"), Set.of(Addition.FOLLOW_UPS)));
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        assertThat(PolicyFields.read(PolicyFields.write(STRICT), Policy.DEFAULT))
                .isEqualTo(STRICT);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "mark"                    | grounding_policy
            {"unsupported": "hide"}   | grounding_policy.unsupported
            {"unsupported": 1}        | grounding_policy.unsupported
            {"decline_under": 1.01}   | grounding_policy.decline_under
            {"decline_under": "much"} | grounding_policy.decline_under
            {"language": "german"}    | grounding_policy.language
            {"language": "xx"}        | grounding_policy.language
            {"follow_ups": "yes"}     | grounding_policy.follow_ups
            {"drop": true}            | grounding_policy.drop
            """)
    void whatIsWrongIsNamed(String sent, String field) {
        assertThatThrownBy(() -> PolicyFields.read(tree(sent), Policy.DEFAULT))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(
                        field.replace("grounding_policy.drop", "drop").replace("grounding_policy.", ""));
    }

    private static JsonNode tree(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
