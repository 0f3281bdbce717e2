package io.groundwork.orchestration.http;

import io.groundwork.ingest.FileId;
import io.groundwork.retrieval.CollectionId;
import java.util.Optional;
import java.util.UUID;

/** Ids as the outside sees them: a prefix that says of what, and the UUID's digits. */
enum Ids {
    FILE("file-", "file"),
    COLLECTION("vs_", "vector store"),
    BATCH("vsfb_", "file batch"),
    UPLOAD("upload_", "upload"),
    PART("part_", "part"),
    RESPONSE("resp_", "response"),
    CONVERSATION("conv_", "conversation");

    private final String prefix;
    private final String what;

    Ids(String prefix, String what) {
        this.prefix = prefix;
        this.what = what;
    }

    String write(UUID id) {
        return prefix + id.toString().replace("-", "");
    }

    /** An id that cannot be one of ours is told apart from one that does not exist by nobody: both are not found. */
    UUID read(String id) {
        return tryRead(id).orElseThrow(() -> notFound(id));
    }

    Optional<UUID> tryRead(String id) {
        String digits = id.startsWith(prefix) ? id.substring(prefix.length()) : "";
        if (!digits.matches("[0-9a-f]{32}")) {
            return Optional.empty();
        }
        return Optional.of(new UUID(
                Long.parseUnsignedLong(digits.substring(0, 16), 16), Long.parseUnsignedLong(digits.substring(16), 16)));
    }

    ProblemException notFound(String id) {
        String shown = id.length() > 80 ? id.substring(0, 80) + "…" : id;
        return Problem.NOT_FOUND.because("There is no %s '%s'.".formatted(what, shown.replaceAll("\\p{Cntrl}", "")));
    }

    static FileId file(String id) {
        return new FileId(FILE.read(id));
    }

    static CollectionId collection(String id) {
        return new CollectionId(COLLECTION.read(id));
    }
}
