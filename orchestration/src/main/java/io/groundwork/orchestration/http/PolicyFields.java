package io.groundwork.orchestration.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundwork.orchestration.answering.Policy;
import io.groundwork.orchestration.answering.Policy.Addition;
import io.groundwork.orchestration.answering.Policy.Unsupported;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads and writes {@code grounding_policy}; what is not said in it is as in another policy. What is wrong is a 400 that names the field. */
final class PolicyFields {

    private static final String FIELD = "grounding_policy";
    private static final String UNSUPPORTED = "unsupported";
    private static final String DECLINE_UNDER = "decline_under";
    private static final String LANGUAGE = "language";

    private PolicyFields() {}

    /** @param otherwise what holds where nothing is said */
    static Policy read(@Nullable JsonNode sent, Policy otherwise) {
        if (absent(sent)) {
            return otherwise;
        }
        if (!sent.isObject()) {
            throw Problem.INVALID_REQUEST.because(FIELD, "'%s' must be an object.".formatted(FIELD));
        }
        checkFields(sent);
        return new Policy(
                unsupported(sent, otherwise.unsupported()),
                declinesUnder(sent, otherwise.declinesUnder()),
                language(sent, otherwise.language()),
                additions(sent, otherwise.additions()));
    }

    static ObjectNode write(Policy policy) {
        ObjectNode written = JsonNodeFactory.instance.objectNode();
        written.put(UNSUPPORTED, lower(policy.unsupported()));
        policy.declinesUnder()
                .ifPresentOrElse(score -> written.put(DECLINE_UNDER, score), () -> written.putNull(DECLINE_UNDER));
        written.put(LANGUAGE, policy.language().orElse(null));
        for (Addition addition : Addition.values()) {
            written.put(lower(addition), policy.adds(addition));
        }
        return written;
    }

    private static void checkFields(JsonNode sent) {
        Set<String> known = new TreeSet<>(Set.of(UNSUPPORTED, DECLINE_UNDER, LANGUAGE));
        Arrays.stream(Addition.values()).map(PolicyFields::lower).forEach(known::add);
        sent.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                String shown = name.length() > 80 ? name.substring(0, 80) + "…" : name;
                throw wrong(
                        shown,
                        "There is no '%s' in '%s'; there are %s.".formatted(shown, FIELD, String.join(", ", known)));
            }
        });
    }

    private static Unsupported unsupported(JsonNode sent, Unsupported otherwise) {
        JsonNode value = sent.path(UNSUPPORTED);
        return absent(value)
                ? otherwise
                : Arrays.stream(Unsupported.values())
                        .filter(one -> lower(one).equals(value.textValue()))
                        .findFirst()
                        .orElseThrow(() ->
                                wrong(UNSUPPORTED, "'%s.%s' must be one of %s.".formatted(FIELD, UNSUPPORTED, all())));
    }

    private static String all() {
        return Arrays.stream(Unsupported.values())
                .map(one -> "'" + lower(one) + "'")
                .collect(Collectors.joining(", "));
    }

    private static OptionalDouble declinesUnder(JsonNode sent, OptionalDouble otherwise) {
        JsonNode value = sent.path(DECLINE_UNDER);
        if (absent(value)) {
            return otherwise;
        }
        if (!value.isNumber() || !(value.doubleValue() >= 0 && value.doubleValue() <= 1)) {
            throw wrong(DECLINE_UNDER, "'%s.%s' must be a number within 0 to 1.".formatted(FIELD, DECLINE_UNDER));
        }
        return OptionalDouble.of(value.doubleValue());
    }

    private static Optional<String> language(JsonNode sent, Optional<String> otherwise) {
        JsonNode value = sent.path(LANGUAGE);
        if (absent(value)) {
            return otherwise;
        }
        if (!value.isTextual() || !Policy.isLanguage(value.textValue())) {
            throw wrong(LANGUAGE, "'%s.%s' must be a code of two letters, such as 'de'.".formatted(FIELD, LANGUAGE));
        }
        return Optional.of(value.textValue());
    }

    private static Set<Addition> additions(JsonNode sent, Set<Addition> otherwise) {
        Set<Addition> additions = EnumSet.noneOf(Addition.class);
        for (Addition addition : Addition.values()) {
            String name = lower(addition);
            JsonNode value = sent.path(name);
            if (!absent(value) && !value.isBoolean()) {
                throw wrong(name, "'%s.%s' must be true or false.".formatted(FIELD, name));
            }
            if (absent(value) ? otherwise.contains(addition) : value.booleanValue()) {
                additions.add(addition);
            }
        }
        return additions;
    }

    private static ProblemException wrong(String field, String message) {
        return Problem.INVALID_REQUEST.because(FIELD + "." + field, message);
    }

    private static boolean absent(@Nullable JsonNode value) {
        return value == null || value.isNull() || value.isMissingNode();
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
