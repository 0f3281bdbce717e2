package io.groundwork.orchestration.understanding;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.groundwork.orchestration.understanding.Query.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what a model replied, of which nothing can be trusted: one JSON object, the known fields of it in their types, so many texts of such a length. What else it says is not looked
 * at; a known field of another type makes the whole unusable, as the rest then is hardly what was asked for either.
 */
final class ReplyReader {

    static final int LONGEST_REPLY = 20_000;

    private static final int LONGEST_QUERY = 500;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** What models that think aloud say before. */
    private static final Pattern THINKING = Pattern.compile("\\A\\s*<think>.*?</think>", Pattern.DOTALL);

    /** What models put around JSON, whatever they were told. */
    private static final Pattern FENCED = Pattern.compile("\\A```(?:json)?\\s*\\n(.*?)\\n?```\\z", Pattern.DOTALL);

    /** Whoever quotes wants it to stand so; that is for the asker to say, see {@link Quoted}. */
    private static final Pattern MARKS = Pattern.compile("[\"“”„«»「」]");

    /** Controls and white space; direction and tag characters; halves of characters. Joiners stay: words of some scripts need them. */
    private static final Pattern UNSEEN = Pattern.compile(
            "[\\p{Cc}\\s\\u200B\\u200E\\u200F\\u202A-\\u202E\\u2060-\\u2069\\uFEFF\\p{Cs}[\\x{E0000}-\\x{E007F}]]+");

    private final UnderstandingConfig config;

    ReplyReader(UnderstandingConfig config) {
        this.config = config;
    }

    /** @param languages that a translation may be in */
    Reply understanding(String reply, Understanding wanted, List<String> languages) {
        return read(reply, said -> {
            List<Query> queries = new ArrayList<>();
            if (wanted.wants(Ability.CONDENSE)) {
                said.text("standalone").ifPresent(text -> queries.add(new Query(Kind.STANDALONE, text)));
            }
            if (wanted.wants(Ability.DECOMPOSE)) {
                said.texts("parts", config.parts()).forEach(text -> queries.add(new Query(Kind.PART, text)));
            }
            if (wanted.wants(Ability.TRANSLATE)) {
                queries.addAll(said.translations(languages));
            }
            if (wanted.wants(Ability.EXPAND)) {
                said.texts("variants", config.variants()).forEach(text -> queries.add(new Query(Kind.VARIANT, text)));
            }
            return queries.stream().limit(config.queries()).toList();
        });
    }

    Reply followUp(String reply) {
        return read(reply, said -> said.text("follow_up")
                .map(text -> List.of(new Query(Kind.FOLLOW_UP, text)))
                .orElse(List.of()));
    }

    private interface Reading {

        List<Query> of(Said said) throws Malformed;
    }

    private static Reply read(String reply, Reading reading) {
        if (reply.length() > LONGEST_REPLY) {
            return new Reply.Unusable();
        }
        String spoken = THINKING.matcher(reply).replaceFirst("").strip();
        Matcher fenced = FENCED.matcher(spoken);
        try {
            JsonNode said = JSON.readTree(fenced.matches() ? fenced.group(1) : spoken);
            return said.isObject() ? new Reply.Usable(reading.of(new Said(said))) : new Reply.Unusable();
        } catch (JsonProcessingException | Malformed e) {
            return new Reply.Unusable();
        }
    }

    /** The known fields of an object; what is missing or null was not said. */
    private record Said(JsonNode object) {

        Optional<String> text(String field) throws Malformed {
            JsonNode value = object.path(field);
            return absent(value) ? Optional.empty() : clean(value);
        }

        List<String> texts(String field, int most) throws Malformed {
            JsonNode value = object.path(field);
            if (!absent(value) && !value.isArray()) {
                throw new Malformed();
            }
            List<String> texts = new ArrayList<>();
            for (JsonNode one : value) {
                clean(one).ifPresent(texts::add);
                if (texts.size() == most) {
                    break;
                }
            }
            return texts;
        }

        List<Query> translations(List<String> languages) throws Malformed {
            JsonNode value = object.path("translations");
            if (!absent(value) && !value.isObject()) {
                throw new Malformed();
            }
            List<Query> translations = new ArrayList<>();
            for (Map.Entry<String, JsonNode> one : value.properties()) {
                if (languages.contains(one.getKey()) && !absent(one.getValue())) {
                    clean(one.getValue())
                            .ifPresent(text -> translations.add(new Query(Kind.TRANSLATION, text, one.getKey())));
                }
            }
            return translations;
        }

        private static boolean absent(JsonNode value) {
            return value.isMissingNode() || value.isNull();
        }

        /** On one line; empty where it is too long to be a question, or nothing. */
        private static Optional<String> clean(JsonNode value) throws Malformed {
            if (!value.isTextual()) {
                throw new Malformed();
            }
            String text = value.textValue();
            if (text.length() > LONGEST_QUERY) {
                return Optional.empty();
            }
            String line = UNSEEN.matcher(MARKS.matcher(text).replaceAll(" "))
                    .replaceAll(" ")
                    .strip();
            return line.isEmpty() ? Optional.empty() : Optional.of(line);
        }
    }

    /** A known field is of another type than it was asked for in. */
    private static final class Malformed extends Exception {

        private static final long serialVersionUID = 1L;

        Malformed() {
            super(null, null, false, false);
        }
    }
}
