package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.groundwork.embeddings.remote.WellFormed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /v1/rerank}, as clients of Cohere and Jina send it: texts in the order in which they answer a question. */
@Path("/v1/rerank")
@ServesEmbeddings
@RunOnVirtualThread
class RerankResource {

    private static final int MAX_DOCUMENTS = 1000;

    private final RelevanceScores relevance;

    RerankResource(RelevanceScores relevance) {
        this.relevance = relevance;
    }

    @POST
    public RerankBody rerank(@Nullable JsonNode body) {
        if (body == null || !body.isObject()) {
            throw Problem.INVALID_REQUEST.because("query", "Send 'query' and 'documents'.");
        }
        String query = query(body.path("query"));
        List<String> documents = TextInputs.of("documents", plain(body.path("documents")), MAX_DOCUMENTS);
        boolean withText = body.path("return_documents").asBoolean(false);
        int topN = topN(body, documents.size());
        RelevanceScores.Ranking ranking = relevance.rank(body.path("model").asText(""), query, documents);
        List<Result> results = new ArrayList<>();
        for (RelevanceScores.Ranked ranked : ranking.ranked().subList(0, topN)) {
            results.add(new Result(
                    ranked.index(),
                    ranked.relevance(),
                    withText ? new Document(WellFormed.of(documents.get(ranked.index()))) : null));
        }
        return new RerankBody(ranking.model(), results, ranking.cut());
    }

    static String query(JsonNode sent) {
        if (!sent.isTextual()) {
            throw Problem.INVALID_REQUEST.because("query", "'query' must be a string.");
        }
        return TextInputs.of("query", sent, 1).getFirst();
    }

    /** Cohere's clients may send documents as objects with a {@code text}. */
    private static JsonNode plain(JsonNode documents) {
        if (!documents.isArray()) {
            return documents;
        }
        ArrayNode texts = JsonNodeFactory.instance.arrayNode(documents.size());
        documents.forEach(document -> texts.add(document.isObject() ? document.path("text") : document));
        return texts;
    }

    private static int topN(JsonNode body, int documents) {
        JsonNode wanted = body.path("top_n");
        if (wanted.isMissingNode() || wanted.isNull()) {
            return documents;
        }
        if (!wanted.isInt() || wanted.intValue() < 1) {
            throw Problem.INVALID_REQUEST.because("top_n", "'top_n' must be a number of at least 1.");
        }
        return Math.min(wanted.intValue(), documents);
    }

    /**
     * @param results best first
     * @param truncated ours: places of the documents of which a cross-encoder read only the beginning; left out when there are none
     */
    record RerankBody(
            String model,
            List<Result> results,

            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Integer> truncated) {}

    /**
     * @param index of the document in the request, from 0
     * @param relevanceScore within 0 to 1; comparable within one answer
     */
    @JsonNaming(SnakeCaseStrategy.class)
    record Result(
            int index,
            double relevanceScore,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Document document) {}

    record Document(String text) {}
}
