package io.groundwork.orchestration.http;

import jakarta.inject.Singleton;
import java.net.URI;

/** Where people read what agents found: the address of the page, with the document open beside it. */
@Singleton
final class McpLinks {

    private final PublicAddress address;

    McpLinks(PublicAddress address) {
        this.address = address;
    }

    /** @param base the address that the call came to; holds where no other is set */
    String document(URI base, McpPassageId id) {
        String page = address.url().orElse(base).toString().replaceFirst("/+$", "");
        return "%s/#/collections/%s?c=%s&d=%s".formatted(page, id.collection(), id.collection(), id.file());
    }

    /** @param end of the passage, which is shown marked */
    String passage(URI base, McpPassageId id, int version, int end) {
        return "%s&v=%d&s=%d&e=%d".formatted(document(base, id), version, id.start(), end);
    }
}
