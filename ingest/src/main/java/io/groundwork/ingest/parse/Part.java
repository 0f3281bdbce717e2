package io.groundwork.ingest.parse;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * A file that lay within another: an attachment, an entry of an archive.
 *
 * @param name what it is called there, with its path in an archive; never blank
 * @param mediaType what is said of it; may be empty
 * @param path where its bytes are, until {@link Parts#close}
 * @param sizeBytes at least 1
 */
public record Part(String name, String mediaType, Path path, long sizeBytes) {

    private static final int MAX_NAME = 250;

    public Part {
        requireNonNull(mediaType, "mediaType");
        requireNonNull(path, "path");
        name = clean(name);
        if (sizeBytes < 1) {
            throw new IllegalArgumentException("%d bytes".formatted(sizeBytes));
        }
    }

    /** Slashes between folders, none that leads out of them, nothing that a line of text cannot show; of a long one the end. */
    private static String clean(String raw) {
        StringBuilder name = new StringBuilder();
        for (String step : raw.replace('\\', '/').split("/", -1)) {
            String visible = step.codePoints()
                    .filter(c -> !Character.isISOControl(c)
                            && Character.getType(c) != Character.FORMAT
                            && Character.getType(c) != Character.SURROGATE
                            && Character.getType(c) != Character.LINE_SEPARATOR
                            && Character.getType(c) != Character.PARAGRAPH_SEPARATOR)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString()
                    .strip();
            if (!visible.isEmpty() && !visible.equals(".") && !visible.equals("..")) {
                name.append(name.isEmpty() ? "" : "/").append(visible);
            }
        }
        if (name.length() > MAX_NAME) {
            int from = name.length() - MAX_NAME;
            name.delete(0, Character.isLowSurrogate(name.charAt(from)) ? from + 1 : from);
        }
        return name.isEmpty() ? "unnamed" : name.toString();
    }
}
