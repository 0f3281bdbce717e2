package io.groundwork.orchestration.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The fields of a line, or of an object within one, taken as what they should be; anything else is a {@link BadLineException}. */
final class Fields {

    private static final int MOST_ENTRIES = 64;
    private static final int MOST_KEY = 256;

    private final long line;
    private final JsonNode object;

    private Fields(long line, JsonNode object) {
        this.line = line;
        this.object = object;
    }

    /** Of a line whose texts can all be stored: none holds a NUL or half a character. */
    static Fields of(long line, JsonNode object) {
        check(line, object);
        return new Fields(line, object);
    }

    private static void check(long line, JsonNode node) {
        if (node.isTextual()) {
            checkText(line, node.textValue());
        } else {
            node.properties().forEach(entry -> checkText(line, entry.getKey()));
            node.forEach(within -> check(line, within));
        }
    }

    private static void checkText(long line, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\0') {
                throw new BadLineException(line, "a text holds the character U+0000.");
            }
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    throw new BadLineException(line, "a text holds half of a surrogate pair.");
                }
                i++;
            }
        }
    }

    long line() {
        return line;
    }

    BadLineException bad(String what) {
        return new BadLineException(line, what);
    }

    private Optional<JsonNode> at(String name) {
        JsonNode node = object.path(name);
        return node.isMissingNode() || node.isNull() ? Optional.empty() : Optional.of(node);
    }

    private BadLineException wrong(String name, String wanted) {
        return bad("'%s' must be %s.".formatted(name, wanted));
    }

    boolean has(String name) {
        return at(name).isPresent();
    }

    Optional<String> text(String name, int most) {
        return at(name).map(node -> {
            if (!node.isTextual() || node.textValue().length() > most) {
                throw wrong(name, "a text of at most %d characters".formatted(most));
            }
            return node.textValue();
        });
    }

    String needed(String name, int most) {
        return text(name, most).orElseThrow(() -> bad("'%s' is missing.".formatted(name)));
    }

    Optional<Integer> whole(String name, int least) {
        return at(name).map(node -> {
            if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < least) {
                throw wrong(name, "a whole number from %d to %d".formatted(least, Integer.MAX_VALUE));
            }
            return node.intValue();
        });
    }

    int neededWhole(String name, int least) {
        return whole(name, least).orElseThrow(() -> bad("'%s' is missing.".formatted(name)));
    }

    long neededCount(String name) {
        JsonNode node = at(name).orElseThrow(() -> bad("'%s' is missing.".formatted(name)));
        if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < 0) {
            throw wrong(name, "a whole number, 0 or more");
        }
        return node.longValue();
    }

    /** Within two bounds, both allowed. */
    double number(String name, double least, double most) {
        JsonNode node = at(name).orElseThrow(() -> bad("'%s' is missing.".formatted(name)));
        if (!node.isNumber() || !(node.doubleValue() >= least) || !(node.doubleValue() <= most)) {
            throw wrong(name, "a number from %s to %s".formatted(least, most));
        }
        return node.doubleValue();
    }

    /** Base64. */
    Optional<byte[]> bytes(String name) {
        return at(name).map(node -> {
            try {
                if (node.isTextual()) {
                    return Base64.getDecoder().decode(node.textValue());
                }
            } catch (IllegalArgumentException e) {
                throw new BadLineException(line, "'%s' must be base64.".formatted(name), e);
            }
            throw wrong(name, "base64");
        });
    }

    Optional<Fields> object(String name) {
        return at(name).map(node -> {
            if (!node.isObject()) {
                throw wrong(name, "an object");
            }
            return new Fields(line, node);
        });
    }

    /** Empty where there is none. */
    List<String> texts(String name, int most, int mostOfEach) {
        return list(name, most, node -> {
            if (!node.isTextual() || node.textValue().length() > mostOfEach) {
                throw wrong(name, "a list of texts of at most %d characters".formatted(mostOfEach));
            }
            return node.textValue();
        });
    }

    /** Empty where there is none. */
    List<Fields> objects(String name, int most) {
        return list(name, most, node -> {
            if (!node.isObject()) {
                throw wrong(name, "a list of objects");
            }
            return new Fields(line, node);
        });
    }

    private <T> List<T> list(String name, int most, Function<JsonNode, T> read) {
        Optional<JsonNode> list = at(name);
        if (list.isEmpty()) {
            return List.of();
        }
        if (!list.get().isArray() || list.get().size() > most) {
            throw wrong(name, "a list of at most %d".formatted(most));
        }
        List<T> items = new ArrayList<>(list.get().size());
        list.get().forEach(node -> items.add(read.apply(node)));
        return items;
    }

    /** Texts, numbers and booleans by name; none where there is no such field. Numbers are Double. */
    Map<String, Object> values(String name, int mostOfEach) {
        Map<String, Object> values = new LinkedHashMap<>();
        at(name).ifPresent(node -> {
            if (!node.isObject() || node.size() > MOST_ENTRIES) {
                throw wrong(name, "an object of at most %d entries".formatted(MOST_ENTRIES));
            }
            node.properties().forEach(entry -> {
                if (entry.getKey().isBlank() || entry.getKey().length() > MOST_KEY) {
                    throw wrong(name, "an object with names of 1 to %d characters".formatted(MOST_KEY));
                }
                values.put(entry.getKey(), value(name, entry.getValue(), mostOfEach));
            });
        });
        return values;
    }

    private Object value(String name, JsonNode value, int mostOfEach) {
        if (value.isBoolean()) {
            return value.booleanValue();
        }
        if (value.isNumber() && Double.isFinite(value.doubleValue())) {
            return value.doubleValue();
        }
        if (value.isTextual() && value.textValue().length() <= mostOfEach) {
            return value.textValue();
        }
        throw wrong(name, "an object of texts of at most %d characters, numbers and booleans".formatted(mostOfEach));
    }
}
