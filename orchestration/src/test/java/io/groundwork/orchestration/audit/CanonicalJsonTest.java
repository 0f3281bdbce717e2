package io.groundwork.orchestration.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Against the rules of RFC 8785. */
class CanonicalJsonTest {

    @Test
    void namesAreInTheOrderOfTheirCodeUnits() {
        Map<String, Object> object = new LinkedHashMap<>();
        for (String name : List.of("\u20ac", "\r", "\ufb33", "1", "\ud83d\ude00", "\u0080", "\u00f6")) {
            object.put(name, 1);
        }

        assertThat(CanonicalJson.of(object))
                .isEqualTo(
                        "{\"\\r\":1,\"1\":1,\"\u0080\":1,\"\u00f6\":1,\"\u20ac\":1,\"\ud83d\ude00\":1,\"\ufb33\":1}");
    }

    @Test
    void onlyWhatMustBeIsEscaped() {
        assertThat(CanonicalJson.of("\u20ac$\u000f\nA'B\"\\\\\"/\u007f"))
                .isEqualTo("\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\u007f\"");
    }

    @Test
    void nothingStandsBetween() {
        assertThat(CanonicalJson.of(Map.of("a", List.of(1, true, "x", Map.of(), List.of()))))
                .isEqualTo("{\"a\":[1,true,\"x\",{},[]]}");
    }

    @Test
    void fractionsHaveNoForm() {
        assertThatThrownBy(() -> CanonicalJson.of(0.5)).isInstanceOf(IllegalArgumentException.class);
    }
}
