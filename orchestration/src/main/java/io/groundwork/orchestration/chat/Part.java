package io.groundwork.orchestration.chat;

import java.util.Optional;

/** A piece of what somebody says to a model. */
public sealed interface Part {

    record Text(String text) implements Part {}

    /**
     * A picture, carried along: no server is sent to fetch one.
     *
     * @param dataUrl such as {@code data:image/png;base64,…}
     * @param detail how closely to look: {@code low}, {@code high} or {@code auto}
     */
    record Image(String dataUrl, Optional<String> detail) implements Part {

        public Image {
            if (!dataUrl.startsWith("data:image/")) {
                throw new IllegalArgumentException("A picture is carried as a data URL");
            }
        }

        @Override
        public String toString() {
            return "Image[%d characters]".formatted(dataUrl.length());
        }
    }
}
