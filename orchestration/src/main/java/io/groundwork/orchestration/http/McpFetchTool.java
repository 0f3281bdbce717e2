package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.groundwork.ingest.DocumentVersion;
import io.groundwork.ingest.Documents;
import io.groundwork.ingest.ParsedDocument;
import io.groundwork.orchestration.identity.Access;
import io.groundwork.retrieval.Member;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The tool {@code fetch}: reads a document that the caller may read, as {@link DocumentsResource} does. Its answer has the fields that OpenAI asks of the
 * fetch of a connector ({@code id}, {@code title}, {@code text}, {@code url}, {@code metadata}).
 */
@Singleton
class McpFetchTool implements McpTools.Work {

    private final Documents documents;
    private final Rights rights;
    private final McpLinks links;

    McpFetchTool(Documents documents, Rights rights, McpLinks links) {
        this.documents = documents;
        this.rights = rights;
        this.links = links;
    }

    @Override
    @OnBehalfOfCaller
    public Fetched of(McpArguments arguments, URI base) {
        McpPassageId id = McpPassageId.read(arguments.text("id"));
        Member member = rights.visible(rights.require(id.collection(), Access.READ), id.file());
        int version = member.version().orElse(0);
        ParsedDocument content = documents
                .version(member.document(), version)
                .flatMap(DocumentVersion::content)
                .orElseThrow(() -> Problem.NOT_FOUND.because("This document has not been read yet."));
        String text = content.text();
        OptionalInt offset = arguments.whole("offset", 0, text.length());
        McpWindow window =
                offset.isPresent() ? McpWindow.from(text, offset.getAsInt()) : McpWindow.around(text, id.start());
        String name = documents.names(List.of(member.document())).getOrDefault(member.document(), "");
        OptionalInt next = window.next(text);
        return new Fetched(
                id.write(),
                content.title().isBlank() ? name : content.title(),
                text.substring(window.from(), window.to()),
                links.document(base, id),
                new Metadata(
                        id.collection(),
                        Ids.FILE.write(member.document().value()),
                        name,
                        content.mediaType(),
                        version,
                        Attributes.write(member.attributes()),
                        text.length(),
                        window.from(),
                        next.isPresent() ? next.getAsInt() : null));
    }

    /** @param text from {@link Metadata#offset} on */
    record Fetched(String id, String title, String text, String url, Metadata metadata) {}

    /**
     * @param characters of the whole document, in UTF-16 code units, as all offsets
     * @param nextOffset where to read on; null where nothing follows
     */
    record Metadata(
            @JsonProperty("collection_id") String collection,
            @JsonProperty("file_id") String file,
            String filename,
            @JsonProperty("media_type") String mediaType,
            int version,
            Map<String, Object> attributes,
            int characters,
            int offset,
            @JsonProperty("next_offset") @Nullable Integer nextOffset) {}
}
