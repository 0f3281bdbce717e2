package io.groundwork.orchestration.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundwork.orchestration.chat.Abilities;
import io.groundwork.orchestration.chat.Ability;
import io.groundwork.orchestration.models.Card.Audience;
import io.groundwork.orchestration.models.Card.Guardrails;
import io.groundwork.orchestration.models.Card.Licence;
import io.groundwork.orchestration.models.Card.Location;
import io.groundwork.orchestration.models.Card.Price;
import io.groundwork.orchestration.models.Card.Provenance;
import io.groundwork.orchestration.models.Card.Vectors;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** A {@link Card} as JSON: in the database, in the API and in files that are imported. */
public final class CardJson {

    /** Fields of a card; the rest of a registration are its name and its servers. */
    public static final List<String> FIELDS = List.of(
            "context_window",
            "abilities",
            "answers_as",
            "max_concurrent",
            "price",
            "location",
            "licence",
            "provenance",
            "guardrails",
            "task",
            "vectors",
            "audience");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SAMPLE = "vector_sample";

    /** As many as the index of vectors takes. */
    private static final int MOST_DIMENSIONS = 4_000;

    /** SPDX's form of identifiers and of simple expressions. */
    private static final String LICENCE_ID = "[A-Za-z0-9.+-]+(?: (?:AND|OR|WITH) [A-Za-z0-9.+-]+)*";

    private CardJson() {}

    /** @throws UnfitFieldException naming the field that cannot be read */
    public static Card read(JsonNode object) {
        JsonFields fields = JsonFields.of(object, "");
        return new Card(
                fields.whole("context_window", 1, 100_000_000),
                fields.object("abilities").map(CardJson::abilities).orElse(Abilities.UNKNOWN),
                fields.text("answers_as"),
                fields.whole("max_concurrent", 1, 10_000),
                fields.object("price").map(CardJson::price),
                location(fields),
                fields.object("licence").map(CardJson::licence).orElse(Licence.UNKNOWN),
                fields.object("provenance").map(CardJson::provenance).orElse(Provenance.UNKNOWN),
                fields.object("guardrails").map(CardJson::guardrails).orElse(Guardrails.NONE),
                task(fields),
                fields.object("vectors").map(CardJson::vectors).orElse(Vectors.UNKNOWN),
                audience(fields));
    }

    private static Task task(JsonFields fields) {
        return fields.text("task")
                .map(word -> Task.of(word).orElseThrow(() -> fields.wrong("task", "must be chat, embed or rerank")))
                .orElse(Task.CHAT);
    }

    private static Vectors vectors(JsonFields fields) {
        fields.knowOnly("dimension", "pooling", "query_prefix", "passage_prefix", "languages");
        return new Vectors(
                fields.whole("dimension", 1, MOST_DIMENSIONS),
                fields.text("pooling"),
                fields.asWritten("query_prefix").orElse(""),
                fields.asWritten("passage_prefix").orElse(""),
                fields.texts("languages"),
                Optional.empty());
    }

    private static ObjectNode vectors(Vectors vectors) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        vectors.dimension().ifPresent(dimension -> object.put("dimension", dimension));
        vectors.pooling().ifPresent(pooling -> object.put("pooling", pooling));
        if (!vectors.queryPrefix().isEmpty()) {
            object.put("query_prefix", vectors.queryPrefix());
        }
        if (!vectors.passagePrefix().isEmpty()) {
            object.put("passage_prefix", vectors.passagePrefix());
        }
        texts(object, "languages", vectors.languages());
        return object;
    }

    /** As it is stored: with the sample of its vectors, which is nobody's to read or to set. */
    static String store(Card card) {
        ObjectNode object = write(card);
        card.vectors().sample().ifPresent(sample -> object.put(SAMPLE, sample.halves()));
        return object.toString();
    }

    static Card read(String stored) {
        try {
            JsonNode object = JSON.readTree(stored);
            Card card = read(object);
            return card.with(card.vectors()
                    .known(Optional.ofNullable(object.path(SAMPLE).textValue()).map(Sample::new)));
        } catch (JsonProcessingException e) {
            throw new ModelsException("A model's card in the database is no JSON", e);
        }
    }

    /** What is not known is left out. */
    public static ObjectNode write(Card card) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        card.contextWindow().ifPresent(tokens -> object.put("context_window", tokens));
        if (!card.abilities().equals(Abilities.UNKNOWN)) {
            ObjectNode abilities = object.putObject("abilities");
            words(abilities.putArray("proven"), card.abilities().proven());
            words(abilities.putArray("missing"), card.abilities().missing());
        }
        card.answersAs().ifPresent(name -> object.put("answers_as", name));
        card.maxConcurrent().ifPresent(most -> object.put("max_concurrent", most));
        card.price().ifPresent(price -> object.putObject("price")
                .put("input_per_million", price.input())
                .put("output_per_million", price.output())
                .put("currency", price.currency()));
        object.put("location", card.location().word());
        putUnlessEmpty(object, "licence", licence(card.licence()));
        putUnlessEmpty(object, "provenance", provenance(card.provenance()));
        putUnlessEmpty(object, "guardrails", guardrails(card.guardrails()));
        object.put("task", card.task().word());
        putUnlessEmpty(object, "vectors", vectors(card.vectors()));
        card.audience().named().ifPresent(some -> {
            ArrayNode named = object.putArray("audience");
            some.stream().map(UUID::toString).sorted().forEach(named::add);
        });
        return object;
    }

    private static void putUnlessEmpty(ObjectNode object, String name, ObjectNode value) {
        if (!value.isEmpty()) {
            object.set(name, value);
        }
    }

    private static ObjectNode licence(Licence licence) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        licence.id().ifPresent(id -> object.put("id", id));
        licence.osiApproved().ifPresent(approved -> object.put("osi_approved", approved));
        texts(object, "use_limits", licence.useLimits());
        licence.requiredNotice().ifPresent(words -> object.put("required_notice", words));
        licence.rightsHolder().ifPresent(who -> object.put("rights_holder", who));
        licence.mayFineTune().ifPresent(may -> object.put("may_fine_tune", may));
        licence.mayRedistribute().ifPresent(may -> object.put("may_redistribute", may));
        licence.url().ifPresent(url -> object.put("url", url));
        return object;
    }

    private static ObjectNode provenance(Provenance provenance) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        provenance.baseModel().ifPresent(value -> object.put("base_model", value));
        provenance.fineTunedBy().ifPresent(value -> object.put("fine_tuned_by", value));
        provenance.fineTunedOn().ifPresent(value -> object.put("fine_tuned_on", value));
        provenance.trainingData().ifPresent(value -> object.put("training_data", value));
        provenance.digest().ifPresent(value -> object.put("digest", value));
        provenance.source().ifPresent(value -> object.put("source", value));
        provenance.engine().ifPresent(value -> object.put("engine", value));
        return object;
    }

    private static ObjectNode guardrails(Guardrails guardrails) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        texts(object, "theirs", guardrails.theirs());
        texts(object, "ours", guardrails.ours());
        return object;
    }

    /** A list of ids; one that is empty is another thing than none. */
    private static Audience audience(JsonFields fields) {
        if (!fields.has("audience")) {
            return Audience.EVERYONE;
        }
        Set<UUID> named = new HashSet<>();
        for (String id : fields.texts("audience")) {
            if (!id.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")) {
                throw fields.wrong("audience", "must be a list of ids of people, groups and keys");
            }
            named.add(UUID.fromString(id));
        }
        return new Audience(Optional.of(named));
    }

    private static Abilities abilities(JsonFields fields) {
        fields.knowOnly("proven", "missing");
        Set<Ability> proven = abilities(fields, "proven");
        Set<Ability> missing = abilities(fields, "missing");
        missing.removeAll(proven);
        return new Abilities(proven, missing);
    }

    private static Set<Ability> abilities(JsonFields fields, String name) {
        Set<Ability> abilities = new HashSet<>();
        for (String word : fields.texts(name)) {
            try {
                abilities.add(Ability.valueOf(word.toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                throw fields.wrong(name, "holds the ability %s, which is not known".formatted(word));
            }
        }
        return abilities;
    }

    private static Price price(JsonFields fields) {
        fields.knowOnly("input_per_million", "output_per_million", "currency");
        String currency = fields.needed("currency");
        if (!currency.matches("[A-Z]{3}")) {
            throw fields.wrong("currency", "must be three letters, such as EUR");
        }
        return new Price(fields.amount("input_per_million"), fields.amount("output_per_million"), currency);
    }

    private static Location location(JsonFields fields) {
        return switch (fields.text("location").orElse("inside")) {
            case "inside" -> Location.INSIDE;
            case "outside" -> Location.OUTSIDE;
            default -> throw fields.wrong("location", "must be inside or outside");
        };
    }

    private static Licence licence(JsonFields fields) {
        fields.knowOnly(
                "id",
                "osi_approved",
                "use_limits",
                "required_notice",
                "rights_holder",
                "may_fine_tune",
                "may_redistribute",
                "url");
        Optional<String> id = fields.text("id");
        if (id.filter(value -> !value.matches(LICENCE_ID)).isPresent()) {
            throw fields.wrong("id", "must be an SPDX identifier such as Apache-2.0, or LicenseRef-…");
        }
        return new Licence(
                id,
                fields.truth("osi_approved"),
                fields.texts("use_limits"),
                fields.text("required_notice"),
                fields.text("rights_holder"),
                fields.truth("may_fine_tune"),
                fields.truth("may_redistribute"),
                fields.text("url"));
    }

    private static Provenance provenance(JsonFields fields) {
        fields.knowOnly("base_model", "fine_tuned_by", "fine_tuned_on", "training_data", "digest", "source", "engine");
        return new Provenance(
                fields.text("base_model"),
                fields.text("fine_tuned_by"),
                fields.text("fine_tuned_on"),
                fields.text("training_data"),
                fields.text("digest"),
                fields.text("source"),
                fields.text("engine"));
    }

    private static Guardrails guardrails(JsonFields fields) {
        fields.knowOnly("theirs", "ours");
        return new Guardrails(fields.texts("theirs"), fields.texts("ours"));
    }

    private static void texts(ObjectNode object, String name, List<String> texts) {
        if (!texts.isEmpty()) {
            ArrayNode array = object.putArray(name);
            texts.forEach(array::add);
        }
    }

    private static void words(ArrayNode array, Collection<Ability> abilities) {
        abilities.stream()
                .map(ability -> ability.name().toLowerCase(Locale.ROOT))
                .sorted()
                .forEach(array::add);
    }
}
