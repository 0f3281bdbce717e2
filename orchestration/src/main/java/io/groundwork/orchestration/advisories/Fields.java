package io.groundwork.orchestration.advisories;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads fields of an advisory, and says which is wrong. */
final class Fields {

    private static final int LONGEST_ID = 200;
    private static final int LONGEST_SUMMARY = 500;
    private static final int LONGEST_TEXT = 20_000;
    private static final int MOST = 20_000;

    private final JsonNode object;

    Fields(JsonNode object) {
        this.object = object;
    }

    String id(String name) {
        String id = object.path(name).asText("").strip();
        if (id.isEmpty() || id.length() > LONGEST_ID || id.chars().anyMatch(Character::isISOControl)) {
            throw new UnreadableAdvisoryException(
                    "'%s' must be a text of at most %d characters".formatted(name, LONGEST_ID));
        }
        return id;
    }

    /** Cut where it is too long: it is shown, not compared. */
    String text(String name) {
        return cut(object.path(name).asText(""), LONGEST_TEXT);
    }

    /** The first line of the other where there is none. */
    String summary(String name, String otherwise) {
        String summary = object.path(name).asText("").strip();
        return cut(
                summary.isEmpty()
                        ? object.path(otherwise)
                                .asText("")
                                .strip()
                                .lines()
                                .findFirst()
                                .orElse("")
                        : summary,
                LONGEST_SUMMARY);
    }

    Set<String> texts(String name) {
        Set<String> texts = new HashSet<>();
        for (JsonNode text : items(name)) {
            if (!text.isTextual()) {
                throw new UnreadableAdvisoryException("'%s' must be a list of texts".formatted(name));
            }
            texts.add(text.textValue());
        }
        return texts;
    }

    List<JsonNode> items(String name) {
        JsonNode list = object.path(name);
        if (list.isMissingNode() || list.isNull()) {
            return List.of();
        }
        if (!list.isArray() || list.size() > MOST) {
            throw new UnreadableAdvisoryException("'%s' must be a list of at most %d".formatted(name, MOST));
        }
        List<JsonNode> items = new ArrayList<>();
        list.forEach(items::add);
        return items;
    }

    Optional<Instant> moment(String name) {
        String text = object.path(name).asText("");
        try {
            return text.isBlank()
                    ? Optional.empty()
                    : Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException e) {
            throw new UnreadableAdvisoryException("'%s' must be a moment such as 2026-01-31T00:00:00Z".formatted(name));
        }
    }

    static String cut(String text, int most) {
        String whole = text.replace("\0", "");
        return whole.length() <= most ? whole : whole.substring(0, most - 1) + "…";
    }
}
