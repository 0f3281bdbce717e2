package io.groundwork.orchestration.answering;

import java.util.Optional;

/**
 * A model that writes.
 *
 * @param model its name
 */
record Author(String model, Writer writer) {

    /** Finds who is to write. */
    @FunctionalInterface
    interface Choice {

        /**
         * @param model a name; the preferred one when empty
         * @return empty when nobody is registered under the name
         */
        Optional<Author> of(Optional<String> model);
    }
}
