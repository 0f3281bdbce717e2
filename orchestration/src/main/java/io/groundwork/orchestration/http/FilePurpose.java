package io.groundwork.orchestration.http;

import io.groundwork.ingest.StoredFile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a file is for, in the words of OpenAI's API; to us they are all the same. */
final class FilePurpose {

    /** That of files which came another way than by upload. */
    static final String USUAL = "assistants";

    private static final List<String> KNOWN = List.of(USUAL, "batch", "fine-tune", "vision", "user_data", "evals");

    private FilePurpose() {}

    /** @throws ProblemException when it is none that a file may be sent for */
    static String wanted(@Nullable String purpose) {
        if (purpose == null || !KNOWN.contains(purpose.strip())) {
            throw Problem.INVALID_REQUEST.because(
                    "purpose",
                    "Send 'purpose', one of %s. Most send 'assistants'.".formatted(String.join(", ", KNOWN)));
        }
        return purpose.strip();
    }

    /** What is said of a file: our own marks are nobody's business, and clients would not know them. */
    static String of(StoredFile file) {
        return KNOWN.contains(file.purpose()) ? file.purpose() : USUAL;
    }
}
