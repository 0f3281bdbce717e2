package io.groundwork.ingest.parse.child;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The program that reads scanned pages and pictures, if there is one.
 *
 * @param path of {@code tesseract}, absolute
 * @param languages three-letter codes, {@code +} between them, such as {@code eng+deu}
 */
public record OcrProgram(Optional<Path> path, String languages) {

    private static final String CODES = "[a-zA-Z]\\w*(\\+[a-zA-Z]\\w*)*";

    public OcrProgram {
        if (!languages.matches(CODES)) {
            throw new IllegalArgumentException(
                    "OCR languages are written as in eng+deu, not '%s'".formatted(languages));
        }
    }

    /** Arguments of the process, after those of {@link ReadLimits}. */
    public List<String> toArguments() {
        return List.of(path.map(Path::toString).orElse(""), languages);
    }

    static OcrProgram fromArguments(String... arguments) {
        List<String> own = Arrays.asList(arguments).subList(ReadLimits.COUNT, arguments.length);
        return new OcrProgram(
                own.getFirst().isEmpty() ? Optional.empty() : Optional.of(Path.of(own.getFirst())), own.getLast());
    }
}
