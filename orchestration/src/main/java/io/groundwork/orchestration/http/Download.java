package io.groundwork.orchestration.http;

import io.groundwork.ingest.StoredFile;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Answers with a file's bytes. */
final class Download {

    private Download() {}

    /** @param inline whether it is to be shown rather than saved: done for PDFs alone, out of which no browser runs a script */
    static Response of(StoredFile file, InputStream bytes, boolean inline) {
        boolean shown = inline && file.name().toLowerCase(Locale.ROOT).endsWith(".pdf");
        String disposition = "%s; filename*=UTF-8''%s"
                .formatted(
                        shown ? "inline" : "attachment",
                        URLEncoder.encode(file.name(), StandardCharsets.UTF_8).replace("+", "%20"));
        return Response.ok(bytes)
                .type(shown ? "application/pdf" : MediaType.APPLICATION_OCTET_STREAM)
                .header(HttpHeaders.CONTENT_LENGTH, file.sizeBytes())
                .header(HttpHeaders.CONTENT_DISPOSITION, disposition)
                .header("X-Content-Type-Options", "nosniff")
                .build();
    }
}
