package io.groundwork.orchestration.transfer;

import io.groundwork.embeddings.EmbeddingModel;
import io.groundwork.embeddings.EmbeddingModel.Prefixes;
import io.groundwork.embeddings.Numbers;
import io.groundwork.ingest.chunk.PassageRules;
import io.groundwork.ingest.chunk.Profile;
import io.groundwork.retrieval.AttributeTypes;
import io.groundwork.retrieval.Recency;
import io.groundwork.retrieval.SearchSettings;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The first line, as it was sent.
 *
 * @param search how it is searched
 * @param attributes that its documents may have; empty: any
 * @param model whose vectors the file holds; how long a text it reads is not known
 */
record IncomingCollection(
        String name,
        String description,
        Map<String, String> metadata,
        String language,
        PassageRules rules,
        float k1,
        float b,
        SearchSettings search,
        Optional<AttributeTypes> attributes,
        EmbeddingModel model) {

    static final String LANGUAGE = "[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}";

    private static final int MOST_NAME = 200;
    private static final int MOST_DESCRIPTION = 2000;
    private static final int MOST_WORDS = 1000;

    /** More than pgvector's halfvec can hold. */
    private static final int MOST_DIMENSIONS = 16_000;

    static IncomingCollection of(Fields line) {
        if (!line.needed("type", MOST_NAME).equals(Line.COLLECTION)) {
            throw line.bad("the first line must be of the type 'collection'.");
        }
        if (!line.needed("format", MOST_NAME).equals(Line.FORMAT)) {
            throw line.bad(
                    "this is not of the format '%s', which is the one that is read here.".formatted(Line.FORMAT));
        }
        String language = line.needed("language", 40);
        if (!language.matches(LANGUAGE)) {
            throw line.bad("'language' must be as BCP 47 writes it, such as 'en'.");
        }
        SearchSettings search = SearchLines.read(line);
        Optional<AttributeTypes> attributes = AttributeTypeLines.read(line);
        search.recency().map(Recency::attribute).filter(name -> !name.isEmpty()).ifPresent(name -> {
            if (attributes.isPresent() && !attributes.get().mayDate(name)) {
                throw line.bad("'search.recency.attribute' is none of 'attribute_types', or never a date.");
            }
        });
        return new IncomingCollection(
                line.needed("name", MOST_NAME),
                line.text("description", MOST_DESCRIPTION).orElse(""),
                metadata(line),
                language,
                rules(line),
                (float) line.number("k1", 0, 10),
                (float) line.number("b", 0, 1),
                search,
                attributes,
                model(line));
    }

    private static Map<String, String> metadata(Fields line) {
        Map<String, String> metadata = new LinkedHashMap<>();
        line.values("metadata", MOST_WORDS).forEach((key, value) -> metadata.put(key, value.toString()));
        return metadata;
    }

    private static PassageRules rules(Fields line) {
        Profile profile = Profile.of(line.text("profile", MOST_NAME).orElse("auto"))
                .orElseThrow(() -> line.bad("there is no such 'profile'."));
        Optional<Integer> most = line.whole("passage_tokens", PassageRules.Size.LEAST);
        Optional<Integer> overlap = line.whole("overlap_tokens", 0);
        if (most.isPresent() != overlap.isPresent() || (most.isPresent() && overlap.orElseThrow() > most.get() / 2)) {
            throw line.bad("'overlap_tokens' must be at most half of 'passage_tokens', and stand beside it.");
        }
        return new PassageRules(profile, most.map(max -> new PassageRules.Size(max, overlap.orElseThrow())));
    }

    private static EmbeddingModel model(Fields line) {
        Fields space = line.object("space").orElseThrow(() -> line.bad("'space' is missing."));
        int dimension = space.neededWhole("dimension", 1);
        if (dimension > MOST_DIMENSIONS) {
            throw line.bad("'space.dimension' is at most %d.".formatted(MOST_DIMENSIONS));
        }
        String numbers = space.needed("numbers", 40);
        if (!numbers.equals("int8") && !numbers.equals("float")) {
            throw line.bad("'space.numbers' must be 'int8' or 'float'.");
        }
        return new EmbeddingModel(
                space.needed("model", MOST_WORDS),
                space.needed("digest", MOST_WORDS),
                dimension,
                0,
                Numbers.valueOf(numbers.toUpperCase(Locale.ROOT)),
                new Prefixes(
                        space.text("query_prefix", MOST_WORDS).orElse(""),
                        space.text("passage_prefix", MOST_WORDS).orElse("")));
    }
}
