package io.groundwork.orchestration.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundwork.orchestration.chat.Message;
import io.groundwork.orchestration.models.Catalogue;
import io.groundwork.orchestration.models.Catalogues;
import io.groundwork.orchestration.models.Route;
import io.groundwork.orchestration.understanding.Ability;
import io.groundwork.orchestration.understanding.Understanding;
import io.groundwork.orchestration.understanding.UnderstandingConfig;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads {@code understand}: true, or an object. What is wrong is a 400 that names the field; a model that is not there is a 404. */
@Singleton
final class UnderstandFields {

    private static final String FIELD = "understand";
    private static final int MOST_TURNS = 100;
    private static final int MOST_CHARACTERS = 100_000;
    private static final long LEAST_MILLIS = 100;

    private final Catalogues models;
    private final UnderstandingConfig config;
    private final CurrentCaller caller;

    UnderstandFields(Catalogues models, UnderstandingConfig config, CurrentCaller caller) {
        this.models = models;
        this.config = config;
        this.caller = caller;
    }

    /** Empty where it is not asked for. */
    Optional<Understanding> read(@Nullable JsonNode understand, @Nullable JsonNode conversation) {
        boolean said = conversation != null && !conversation.isNull();
        List<Message> turns = said ? turns(conversation) : List.of();
        Optional<Understanding> wanted = read(understand, turns, Optional.empty());
        if (said && wanted.isEmpty()) {
            throw Problem.INVALID_REQUEST.because("conversation", "'conversation' goes with 'understand' only.");
        }
        return wanted;
    }

    /** @param model who thinks where none is named; the built-in one does not */
    Optional<Understanding> read(@Nullable JsonNode understand, List<Message> conversation, Optional<Route> model) {
        if (absent(understand) || (understand.isBoolean() && !understand.booleanValue())) {
            return Optional.empty();
        }
        if (!understand.isBoolean() && !understand.isObject()) {
            throw wrong(FIELD, "must be true, false or an object");
        }
        checkFields(understand);
        return Optional.of(new Understanding(
                abilities(understand), conversation, budget(understand.path("budget_ms")), model(understand, model)));
    }

    /** What OpenAI's {@code rewrite_query} asks for. */
    Understanding rewriting() {
        return new Understanding(
                EnumSet.complementOf(EnumSet.of(Ability.CONDENSE)),
                List.of(),
                config.budget(),
                atHand(Optional.empty()));
    }

    private static List<Message> turns(JsonNode conversation) {
        if (!conversation.isArray() || conversation.isEmpty() || conversation.size() > MOST_TURNS) {
            throw wrong("conversation", "must be a list of 1 to %d turns".formatted(MOST_TURNS));
        }
        List<Message> turns = Messages.read("conversation", conversation);
        long characters = turns.stream().mapToLong(turn -> turn.text().length()).sum();
        if (characters > MOST_CHARACTERS) {
            throw wrong(
                    "conversation", "has %d characters; at most %d are read".formatted(characters, MOST_CHARACTERS));
        }
        return turns;
    }

    private static void checkFields(JsonNode understand) {
        Set<String> known = new TreeSet<>(Set.of("budget_ms", "model"));
        Arrays.stream(Ability.values()).map(SearchSettingBodies::lower).forEach(known::add);
        understand.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                String shown = name.length() > 80 ? name.substring(0, 80) + "…" : name;
                throw Problem.INVALID_REQUEST.because(
                        FIELD + "." + shown,
                        "There is no '%s' in '%s'; there are %s.".formatted(shown, FIELD, String.join(", ", known)));
            }
        });
    }

    /** Those that are named true; where none is, all but those that are named false. */
    private static Set<Ability> abilities(JsonNode understand) {
        EnumSet<Ability> on = EnumSet.noneOf(Ability.class);
        EnumSet<Ability> left = EnumSet.allOf(Ability.class);
        for (Ability ability : Ability.values()) {
            String name = SearchSettingBodies.lower(ability);
            JsonNode value = understand.path(name);
            if (absent(value)) {
                continue;
            }
            if (!value.isBoolean()) {
                throw wrong(FIELD + "." + name, "must be true or false");
            }
            if (value.booleanValue()) {
                on.add(ability);
            } else {
                left.remove(ability);
            }
        }
        Set<Ability> abilities = on.isEmpty() ? left : on;
        if (abilities.isEmpty()) {
            throw wrong(FIELD, "leaves nothing to do: one of %s must not be false".formatted(names()));
        }
        return abilities;
    }

    private static String names() {
        return Arrays.stream(Ability.values())
                .map(ability -> "'" + SearchSettingBodies.lower(ability) + "'")
                .collect(Collectors.joining(", "));
    }

    private Duration budget(JsonNode budget) {
        if (absent(budget)) {
            return config.budget();
        }
        long most = config.longestBudget().toMillis();
        boolean within = budget.isIntegralNumber()
                && budget.canConvertToLong()
                && budget.longValue() >= LEAST_MILLIS
                && budget.longValue() <= most;
        if (!within) {
            throw wrong(
                    FIELD + ".budget_ms",
                    "must be a whole number of milliseconds within %d to %d".formatted(LEAST_MILLIS, most));
        }
        return Duration.ofMillis(budget.longValue());
    }

    private Optional<Route> model(JsonNode understand, Optional<Route> otherwise) {
        JsonNode name = understand.path("model");
        if (absent(name)) {
            return atHand(otherwise);
        }
        if (!name.isTextual()) {
            throw wrong(FIELD + ".model", "must be the name of a model");
        }
        Route route = models.now()
                .route(name.textValue(), caller.get().principals())
                .orElseThrow(() -> Problem.MODEL_NOT_FOUND.because(
                        FIELD + ".model", "There is no model '%s'.".formatted(name.textValue())));
        if (route.onlyBuiltIn()) {
            throw wrong(FIELD + ".model", "is the built-in model, which answers from documents only");
        }
        return Optional.of(route);
    }

    /** The one that answers, or else any that is connected, as it is the caller who asks for a model to think. */
    private Optional<Route> atHand(Optional<Route> first) {
        Catalogue catalogue = models.now();
        Set<UUID> principals = caller.get().principals();
        return first.filter(route -> !route.onlyBuiltIn())
                .or(() -> Optional.of(catalogue.usual()).filter(route -> !route.onlyBuiltIn()))
                .or(() -> catalogue.models().stream()
                        .filter(model -> !model.builtIn() && model.answers() && catalogue.mayName(model, principals))
                        .findFirst()
                        .flatMap(model -> catalogue.route(model.name())));
    }

    private static boolean absent(@Nullable JsonNode node) {
        return node == null || node.isMissingNode() || node.isNull();
    }

    private static ProblemException wrong(String field, String what) {
        return Problem.INVALID_REQUEST.because(field, "'%s' %s.".formatted(field, what));
    }
}
