package io.groundwork.orchestration.audit;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The form in which a record is kept for good: which fields there are, by which names. What is not known is left out. Moments are whole microseconds since 1970,
 * scores whole ten-thousandths. A change of this file that changes what is written is a new version of the form, never a new meaning of the old one.
 */
final class Forms {

    static final String INTENT = "groundwork.intent.1";
    static final String OUTCOME = "groundwork.outcome.1";
    static final String SEAL = "groundwork.seal.1";

    private Forms() {}

    /** @param sealed what names the person, under their key */
    record Opening(UUID id, Instant at, UUID node, PersonKey key, String sealed) {}

    static String intent(Opening opening, Intent intent) {
        Map<String, Object> form = new TreeMap<>();
        form.put("type", INTENT);
        form.put("id", opening.id());
        form.put("at", micros(opening.at()));
        form.put("node", opening.node());
        form.put("kind", name(intent.kind()));
        form.put("key", opening.key().id());
        form.put("sealed", opening.sealed());
        form.put("question_hmac", opening.key().digest("question", intent.question()));
        form.put("collections", intent.collections());
        intent.requested().ifPresent(model -> form.put("requested_model", model));
        form.put("route", intent.route());
        intent.prompt().ifPresent(prompt -> form.put("prompt", prompt));
        Map<String, Object> ruling = new TreeMap<>();
        intent.ruling().policy().ifPresent(policy -> ruling.put("version", policy));
        ruling.put("rules", intent.ruling().rules());
        form.put("policy", ruling);
        intent.assistant().ifPresent(assistant -> form.put("assistant", assistant(assistant)));
        if (!intent.erased().isEmpty()) {
            form.put("erased_keys", intent.erased());
        }
        return CanonicalJson.of(form);
    }

    private static Map<String, Object> assistant(Intent.Assistant assistant) {
        Map<String, Object> form = new TreeMap<>();
        form.put("id", assistant.id());
        form.put("name", assistant.name());
        form.put("revision", assistant.revision());
        assistant.language().ifPresent(language -> form.put("prompt_language", language));
        return form;
    }

    /** What is readable under the person's key alone. */
    static String person(Intent intent, boolean withQuestion) {
        Map<String, Object> form = new TreeMap<>();
        form.put("caller", intent.caller());
        if (withQuestion) {
            form.put("question", intent.question());
        }
        return CanonicalJson.of(form);
    }

    /** @param waited how long the answer waited for its intent */
    record Closing(UUID id, Instant at, PersonKey key, Duration waited) {}

    static String outcome(Closing closing, Outcome outcome) {
        Map<String, Object> form = ending(closing.id(), closing.at(), outcome.ending(), outcome.reason());
        outcome.writtenBy().ifPresent(model -> form.put("written_by", model));
        outcome.text().ifPresent(text -> form.put("answer_hmac", closing.key().digest("answer", text)));
        form.put("sources", outcome.sources().stream().map(Forms::source).toList());
        form.put("verification", verification(outcome.verification()));
        form.put("attempts", outcome.attempts().stream().map(Forms::attempt).toList());
        form.put(
                "tokens",
                Map.of(
                        "input",
                        outcome.tokens().input(),
                        "output",
                        outcome.tokens().output()));
        outcome.costMicros().ifPresent(cost -> form.put("cost_micros", cost));
        Map<String, Object> times = new TreeMap<>();
        outcome.times().searched().ifPresent(time -> times.put("searched_us", time.toNanos() / 1000));
        outcome.times().firstWord().ifPresent(time -> times.put("first_word_us", time.toNanos() / 1000));
        times.put("all_us", outcome.times().all().toNanos() / 1000);
        times.put("recorded_us", closing.waited().toNanos() / 1000);
        form.put("times", times);
        return CanonicalJson.of(form);
    }

    /** The outcome of what was begun by a process that is gone. */
    static String aborted(UUID id, Instant at, String reason) {
        return CanonicalJson.of(ending(id, at, Ending.ABORTED, Optional.of(reason)));
    }

    static String seal(Seal seal) {
        Map<String, Object> form = new TreeMap<>();
        form.put("type", SEAL);
        form.put("number", seal.number());
        form.put("at", micros(seal.at()));
        form.put("first", seal.first());
        form.put("last", seal.last());
        form.put("records", seal.leaves().size());
        form.put("root", Hashes.hex(seal.root()));
        form.put("previous", Hashes.hex(seal.previous()));
        return CanonicalJson.of(form);
    }

    static long micros(Instant at) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, at);
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }

    static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, Object> ending(UUID id, Instant at, Ending ending, Optional<String> reason) {
        Map<String, Object> form = new TreeMap<>();
        form.put("type", OUTCOME);
        form.put("id", id);
        form.put("at", micros(at));
        form.put("ending", name(ending));
        reason.ifPresent(words -> form.put("reason", words));
        return form;
    }

    private static Map<String, Object> source(Source source) {
        return Map.of(
                "use", name(source.use()),
                "collection", source.collection(),
                "document", source.document(),
                "version", source.version(),
                "rank", source.rank(),
                "start", source.start(),
                "end", source.end(),
                "score_e4", Math.round(source.score() * 10_000),
                "stages", source.stages());
    }

    private static Map<String, Object> verification(Outcome.Verification verification) {
        Map<String, Object> form = new TreeMap<>();
        form.put("kept", verification.kept());
        form.put("dropped", verification.dropped());
        verification.weakest().ifPresent(score -> form.put("weakest_e4", Math.round(score * 10_000)));
        return form;
    }

    private static Map<String, Object> attempt(Attempt attempt) {
        Map<String, Object> form = new TreeMap<>();
        form.put("model", attempt.model());
        attempt.version().ifPresent(version -> form.put("version", version));
        attempt.digest().ifPresent(digest -> form.put("digest", digest));
        attempt.server().ifPresent(server -> form.put("server", server));
        attempt.left().ifPresent(left -> form.put("left", left));
        form.put("us", attempt.took().toNanos() / 1000);
        return form;
    }
}
