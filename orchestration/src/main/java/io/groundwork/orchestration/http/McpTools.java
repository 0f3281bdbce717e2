package io.groundwork.orchestration.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.DocumentVersion;
import io.groundwork.ingest.Documents;
import io.groundwork.ingest.ParsedDocument;
import io.groundwork.orchestration.identity.Access;
import io.groundwork.orchestration.identity.Caller;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.CollectionInfo;
import io.groundwork.retrieval.Collections;
import io.groundwork.retrieval.Hit;
import io.groundwork.retrieval.Member;
import io.groundwork.retrieval.Retriever;
import io.groundwork.retrieval.SearchRequest;
import io.groundwork.retrieval.Stage;
import io.groundwork.retrieval.Visibility;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.server.McpStatelessServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.modelcontextprotocol.spec.McpSchema.ToolAnnotations;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * What agents may do: search, fetch, and see which collections there are. The first two have the fields that OpenAI's deep research asks of its connectors. A
 * mistake in what is asked is told to the agent as the tool's answer, so that it can mend it.
 */
@Singleton
final class McpTools {

    /** Under which a message's context has the address that it came to. */
    static final String BASE = "base";

    private static final int MOST_CHARACTERS = 50_000;
    private static final int MOST_RESULTS = 50;
    private static final int MOST_COLLECTIONS = 200;
    private static final ToolAnnotations READS = ToolAnnotations.builder()
            .readOnlyHint(true)
            .idempotentHint(true)
            .openWorldHint(false)
            .build();

    private final Retriever retriever;
    private final Visibility visibility;
    private final Collections collections;
    private final Documents documents;
    private final SearchFields fields;
    private final Rights rights;
    private final CurrentCaller current;
    private final ObjectMapper json;
    private final Optional<URI> publicUrl;

    McpTools(
            Retriever retriever,
            Visibility visibility,
            Collections collections,
            Documents documents,
            SearchFields fields,
            Rights rights,
            CurrentCaller current,
            ObjectMapper json,
            @ConfigProperty(name = "groundwork.public-url") Optional<URI> publicUrl) {
        this.retriever = retriever;
        this.visibility = visibility;
        this.collections = collections;
        this.documents = documents;
        this.fields = fields;
        this.rights = rights;
        this.current = current;
        this.json = json;
        this.publicUrl = publicUrl;
    }

    List<SyncToolSpecification> all() {
        return List.of(
                tool(
                        "search",
                        "Searches the company's documents by words and by meaning. Gives passages, best first, each with the id by which its document is fetched. A phrase in"
                                + " quotation marks has to stand so.",
                        Map.of(
                                "query", Map.of("type", "string", "description", "A question, or words"),
                                "collections",
                                        Map.of(
                                                "type", "array",
                                                "items", Map.of("type", "string"),
                                                "description", "Ids of collections to search; without them all are searched"),
                                "limit", Map.of("type", "integer", "minimum", 1, "maximum", MOST_RESULTS, "default", 10)),
                        List.of("query"),
                        this::search),
                tool(
                        "fetch",
                        "Gives the text of a document that search found, %,d characters at a time.".formatted(MOST_CHARACTERS),
                        Map.of(
                                "id", Map.of("type", "string", "description", "As search gave it"),
                                "offset",
                                        Map.of(
                                                "type", "integer",
                                                "minimum", 0,
                                                "default", 0,
                                                "description", "Where to go on: next_offset of the answer before")),
                        List.of("id"),
                        this::fetch),
                tool(
                        "list_collections",
                        "Names the collections of documents that can be searched.",
                        Map.of(),
                        List.of(),
                        this::listCollections));
    }

    private interface Call {

        Map<String, Object> answer(McpTransportContext context, Map<String, Object> arguments);
    }

    private SyncToolSpecification tool(
            String name, String description, Map<String, Object> properties, List<String> required, Call call) {
        Map<String, Object> schema =
                Map.of("type", "object", "properties", properties, "required", required, "additionalProperties", false);
        Tool tool = new Tool.Builder()
                .name(name)
                .description(description)
                .inputSchema(schema)
                .annotations(READS)
                .build();
        return new SyncToolSpecification(tool, (context, request) -> {
            Map<String, Object> arguments = request.arguments() == null ? Map.of() : request.arguments();
            try {
                check(arguments, properties);
                return told(call.answer(context, arguments));
            } catch (RuntimeException e) {
                return failed(Problems.known(e));
            }
        });
    }

    private static void check(Map<String, Object> arguments, Map<String, Object> known) {
        arguments.keySet().stream()
                .filter(name -> !known.containsKey(name))
                .findFirst()
                .ifPresent(name -> {
                    throw Problem.INVALID_REQUEST.because(
                            name, "There is no argument '%s'; there are %s.".formatted(name, known.keySet()));
                });
    }

    private CallToolResult told(Map<String, Object> answer) {
        try {
            return CallToolResult.builder()
                    .structuredContent(answer)
                    .addTextContent(json.writeValueAsString(answer))
                    .isError(false)
                    .build();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An answer of maps, lists and texts can be written", e);
        }
    }

    private static CallToolResult failed(ProblemException problem) {
        return CallToolResult.builder()
                .addTextContent(String.valueOf(problem.getMessage()))
                .isError(true)
                .build();
    }

    private Map<String, Object> search(McpTransportContext context, Map<String, Object> arguments) {
        Caller caller = current.get();
        String query = text(arguments, "query");
        SearchFields.checkQuery("query", query);
        List<CollectionId> places = fields.places(caller, texts(arguments, "collections"));
        SearchRequest request = new SearchRequest(
                query,
                places,
                Optional.empty(),
                whole(arguments, "limit", 10, 1, MOST_RESULTS),
                EnumSet.allOf(Stage.class));
        List<Hit> hits = retriever.search(caller.scope(), request).hits();
        Map<DocumentId, String> names =
                documents.names(hits.stream().map(Hit::document).collect(Collectors.toSet()));
        return Map.of(
                "results",
                hits.stream()
                        .map(hit -> result(context, hit, names.getOrDefault(hit.document(), "")))
                        .toList());
    }

    private Map<String, Object> result(McpTransportContext context, Hit hit, String name) {
        String collection = Ids.COLLECTION.write(hit.collection().value());
        String file = Ids.FILE.write(hit.document().value());
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("id", collection + ":" + file);
        result.put("title", name);
        result.put("url", url(context, collection, file, hit.passage().start(), hit.passage().end()));
        result.put("text", hit.passage().inContext(""));
        result.put("score", hit.score());
        result.put("location", json.convertValue(Location.of(hit.passage(), hit.version()), Map.class));
        return result;
    }

    private Map<String, Object> fetch(McpTransportContext context, Map<String, Object> arguments) {
        String id = text(arguments, "id");
        int cut = id.indexOf(':');
        if (cut < 0) {
            throw Problem.INVALID_REQUEST.because("id", "'id' must be one that search gave.");
        }
        String collection = id.substring(0, cut);
        CollectionId place = rights.require(collection, Access.READ);
        Member member = rights.visible(place, id.substring(cut + 1));
        DocumentVersion version = documents
                .version(member.document(), member.version().orElse(0))
                .orElseThrow(() -> Problem.NOT_FOUND.because("This document has not been read yet."));
        ParsedDocument content = version.content()
                .orElseThrow(() -> Problem.NOT_FOUND.because("This document has not been read yet."));
        String file = Ids.FILE.write(member.document().value());
        int length = content.text().length();
        int from = whole(arguments, "offset", 0, 0, length);
        int to = Math.min(length, from + MOST_CHARACTERS);
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("media_type", content.mediaType());
        metadata.put("version", member.version().orElse(0));
        metadata.put("characters", length);
        if (to < length) {
            metadata.put("next_offset", to);
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("id", id);
        document.put(
                "title",
                content.title().isEmpty()
                        ? documents.names(List.of(member.document())).getOrDefault(member.document(), "")
                        : content.title());
        document.put("url", url(context, collection, file, from, from));
        document.put("text", content.text().substring(from, to));
        document.put("metadata", metadata);
        return document;
    }

    private Map<String, Object> listCollections(McpTransportContext context, Map<String, Object> arguments) {
        List<Map<String, Object>> listed = new ArrayList<>();
        for (CollectionId id : visibility.readableCollections(current.get().scope())) {
            Optional<CollectionInfo> found = collections.find(id);
            if (found.isPresent() && listed.size() < MOST_COLLECTIONS) {
                listed.add(Map.of(
                        "id", Ids.COLLECTION.write(id.value()),
                        "name", found.get().name(),
                        "description", found.get().description()));
            }
        }
        return Map.of("collections", listed);
    }

    /** Where a person sees the document, open at the passage. */
    private String url(McpTransportContext context, String collection, String file, int start, int end) {
        URI base = publicUrl.orElseGet(() -> (URI) context.get(BASE));
        String place = "#/collections/%s?c=%s&d=%s".formatted(collection, collection, file);
        return base.resolve("/") + place + (start < end ? "&s=%d&e=%d".formatted(start, end) : "");
    }

    private static String text(Map<String, Object> arguments, String name) {
        if (arguments.get(name) instanceof String text) {
            return text;
        }
        throw Problem.INVALID_REQUEST.because(name, "'%s' must be a text.".formatted(name));
    }

    private static @Nullable List<String> texts(Map<String, Object> arguments, String name) {
        Object value = arguments.get(name);
        if (value == null) {
            return null;
        }
        if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
            return list.stream().map(String.class::cast).toList();
        }
        throw Problem.INVALID_REQUEST.because(name, "'%s' must be a list of texts.".formatted(name));
    }

    private static int whole(Map<String, Object> arguments, String name, int otherwise, int least, int most) {
        Object value = arguments.get(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Integer number && number >= least && number <= most) {
            return number;
        }
        throw Problem.INVALID_REQUEST.because(
                name, "'%s' must be a whole number within %d to %d.".formatted(name, least, most));
    }
}
