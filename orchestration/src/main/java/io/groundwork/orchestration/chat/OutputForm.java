package io.groundwork.orchestration.chat;

import java.util.Optional;

/** The form that an answer is to have. */
public sealed interface OutputForm {

    record Text() implements OutputForm {}

    /** Any JSON object. */
    record Json() implements OutputForm {}

    /** @param schema JSON schema, as text */
    record Schema(String name, Optional<String> description, String schema, boolean strict) implements OutputForm {}
}
