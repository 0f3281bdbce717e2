package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.Documents;
import io.groundwork.orchestration.identity.Caller;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.Filter;
import io.groundwork.retrieval.Hit;
import io.groundwork.retrieval.Retriever;
import io.groundwork.retrieval.SearchRequest;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The tool {@code search}. Its results have the fields that OpenAI asks of the search of a connector ({@code id}, {@code title}, {@code url}), and the passage.
 */
@Singleton
final class McpSearchTool implements McpTools.Work {

    private static final int MOST_RESULTS = 50;
    private static final int RESULTS = 10;

    private final Retriever retriever;
    private final Documents documents;
    private final SearchFields fields;
    private final CurrentCaller current;
    private final McpLinks links;

    McpSearchTool(
            Retriever retriever, Documents documents, SearchFields fields, CurrentCaller current, McpLinks links) {
        this.retriever = retriever;
        this.documents = documents;
        this.fields = fields;
        this.current = current;
        this.links = links;
    }

    @Override
    public Results of(McpArguments arguments, URI base) {
        Caller caller = current.get();
        String query = arguments.text("query");
        SearchFields.checkQuery("query", query);
        List<CollectionId> places =
                fields.places(caller, arguments.texts("collections").orElse(null));
        Optional<Filter> filter = fields.filter(arguments.value("filters").orElse(null), places);
        int limit = arguments.whole("limit", 1, MOST_RESULTS).orElse(RESULTS);
        SearchRequest request = new SearchRequest(query, places, filter, limit, List.of());
        List<Hit> hits = retriever.search(caller.scope(), request).hits();
        Map<DocumentId, String> names =
                documents.names(hits.stream().map(Hit::document).collect(Collectors.toSet()));
        return new Results(hits.stream()
                .map(hit -> result(hit, names.getOrDefault(hit.document(), ""), base))
                .toList());
    }

    private Result result(Hit hit, String name, URI base) {
        McpPassageId id = new McpPassageId(
                Ids.COLLECTION.write(hit.collection().value()),
                Ids.FILE.write(hit.document().value()),
                hit.passage().start());
        return new Result(
                id.write(),
                name,
                links.passage(base, id, hit.version(), hit.passage().end()),
                hit.passage().inContext(""),
                hit.score(),
                id.collection(),
                id.file(),
                Attributes.write(hit.attributes()),
                Location.of(hit.passage(), hit.version()));
    }

    record Results(List<Result> results) {}

    /** @param text with headings and context above it */
    record Result(
            String id,
            String title,
            String url,
            String text,
            double score,
            @JsonProperty("collection_id") String collection,
            @JsonProperty("file_id") String file,
            Map<String, Object> attributes,
            Location location) {}
}
