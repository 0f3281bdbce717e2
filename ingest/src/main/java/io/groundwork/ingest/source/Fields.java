package io.groundwork.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads the settings of a source from JSON, strictly: whatever is missing, of another type or unknown is named. */
final class Fields {

    private static final int LONGEST = 2000;
    private static final int MOST = 200;

    private final ObjectNode given;
    private final Set<String> read = new HashSet<>();

    private Fields(ObjectNode given) {
        this.given = given;
    }

    /** @throws InvalidSettingException when it is no object */
    static Fields of(JsonNode settings) {
        if (settings instanceof ObjectNode object) {
            return new Fields(object);
        }
        throw new InvalidSettingException("settings", "'settings' must be an object");
    }

    String text(String field) {
        return optionalText(field)
                .orElseThrow(() -> new InvalidSettingException(field, "'%s' is missing".formatted(field)));
    }

    Optional<String> optionalText(String field) {
        return find(field).map(node -> {
            if (!node.isTextual()
                    || node.textValue().isBlank()
                    || node.textValue().length() > LONGEST) {
                throw new InvalidSettingException(
                        field, "'%s' must be a text of 1 to %d characters".formatted(field, LONGEST));
            }
            return node.textValue().strip();
        });
    }

    List<String> texts(String field) {
        Optional<JsonNode> node = find(field);
        if (node.isEmpty()) {
            return List.of();
        }
        if (!node.get().isArray() || node.get().size() > MOST) {
            throw new InvalidSettingException(field, "'%s' must be a list of at most %d texts".formatted(field, MOST));
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode entry : node.get()) {
            if (!entry.isTextual()
                    || entry.textValue().isBlank()
                    || entry.textValue().length() > LONGEST) {
                throw new InvalidSettingException(
                        field, "'%s' must be a list of at most %d texts".formatted(field, MOST));
            }
            texts.add(entry.textValue().strip());
        }
        return List.copyOf(texts);
    }

    /** An http or https address without user name, query and fragment. */
    URI url(String field) {
        return url(field, text(field));
    }

    Optional<URI> optionalUrl(String field) {
        return optionalText(field).map(text -> url(field, text));
    }

    int number(String field, int otherwise, int min, int max) {
        return find(field)
                .map(node -> {
                    if (!node.isInt() || node.intValue() < min || node.intValue() > max) {
                        throw new InvalidSettingException(
                                field, "'%s' must be a whole number from %d to %d".formatted(field, min, max));
                    }
                    return node.intValue();
                })
                .orElse(otherwise);
    }

    boolean flag(String field, boolean otherwise) {
        return find(field)
                .map(node -> {
                    if (!node.isBoolean()) {
                        throw new InvalidSettingException(field, "'%s' must be true or false".formatted(field));
                    }
                    return node.booleanValue();
                })
                .orElse(otherwise);
    }

    Selection selection() {
        return Selection.of(texts("include"), texts("exclude"));
    }

    /** @throws InvalidSettingException naming the first field that nobody asked for */
    void end() {
        given.fieldNames().forEachRemaining(name -> {
            if (!read.contains(name)) {
                String shown = name.length() > 80 ? name.substring(0, 80) : name;
                throw new InvalidSettingException(shown, "There is no setting '%s' here".formatted(shown));
            }
        });
    }

    private Optional<JsonNode> find(String field) {
        read.add(field);
        return Optional.ofNullable(given.get(field)).filter(node -> !node.isNull());
    }

    private static URI url(String field, String text) {
        try {
            URI url = new URI(text);
            String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
            if ((scheme.equals("http") || scheme.equals("https"))
                    && url.getHost() != null
                    && url.getRawUserInfo() == null
                    && url.getRawQuery() == null
                    && url.getRawFragment() == null) {
                return url;
            }
        } catch (URISyntaxException e) {
            throw (InvalidSettingException)
                    new InvalidSettingException(field, "'%s' is not an address".formatted(field)).initCause(e);
        }
        throw new InvalidSettingException(
                field, "'%s' must be an http or https address without user name, query and fragment".formatted(field));
    }
}
