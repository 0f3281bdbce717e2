package io.groundwork.orchestration.audit;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Writes the one form that a record has as bytes: JSON without white space, names in order of their UTF-16 code units, whole numbers only. What it writes is
 * what RFC 8785 (JSON Canonicalization Scheme) asks for.
 */
final class CanonicalJson {

    private final StringBuilder out = new StringBuilder();

    private CanonicalJson() {}

    /** @param value of maps with texts as names, lists, texts, ids, booleans, and whole numbers within 2^53 */
    static String of(Object value) {
        CanonicalJson json = new CanonicalJson();
        json.write(value);
        return json.out.toString();
    }

    private void write(Object value) {
        switch (value) {
            case Map<?, ?> object -> writeObject(object);
            case List<?> array -> writeArray(array);
            case String text -> writeText(text);
            case UUID id -> writeText(id.toString());
            case Integer number -> out.append((int) number);
            case Long number -> out.append((long) number);
            case Boolean truth -> out.append((boolean) truth);
            default -> throw new IllegalArgumentException("No form for " + value.getClass());
        }
    }

    private void writeObject(Map<?, ?> object) {
        TreeMap<String, Object> sorted = new TreeMap<>();
        object.forEach((name, value) -> sorted.put((String) name, value));
        char before = '{';
        for (Map.Entry<String, Object> field : sorted.entrySet()) {
            out.append(before);
            writeText(field.getKey());
            out.append(':');
            write(field.getValue());
            before = ',';
        }
        out.append(sorted.isEmpty() ? "{}" : "}");
    }

    private void writeArray(List<?> array) {
        out.append('[');
        for (int i = 0; i < array.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            write(array.get(i));
        }
        out.append(']');
    }

    private void writeText(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20) {
                        out.append("\\u%04x".formatted((int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
