package io.groundwork.orchestration.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.Documents;
import io.groundwork.ingest.chunk.Span;
import io.groundwork.orchestration.answering.Answer;
import io.groundwork.orchestration.answering.Beside;
import io.groundwork.orchestration.answering.Checked;
import io.groundwork.orchestration.answering.Contradiction;
import io.groundwork.orchestration.answering.Outcome;
import io.groundwork.orchestration.answering.Statement;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.CollectionInfo;
import io.groundwork.retrieval.Collections;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What an answer says of the ground that it stands on; ours, beside what OpenAI's API has. */
@Singleton
final class Grounding {

    private static final double DECIMALS = 10_000;

    private final Documents documents;
    private final Collections collections;
    private final ObjectMapper json;

    Grounding(Documents documents, Collections collections, ObjectMapper json) {
        this.documents = documents;
        this.collections = collections;
        this.json = json;
    }

    ObjectNode of(Answer answer) {
        ObjectNode grounding = JsonNodeFactory.instance
                .objectNode()
                .put("outcome", lower(answer.outcome()))
                .put("decision_id", answer.decision().toString())
                .put("answered_by", answer.model());
        answer.score()
                .ifPresentOrElse(
                        score -> grounding.put("score", Math.round(score * DECIMALS) / DECIMALS),
                        () -> grounding.putNull("score"));
        addChecked(grounding, answer.checked());
        if (!answer.beside().contradictions().isEmpty()) {
            addContradictions(grounding, answer.beside().contradictions());
        }
        if (!answer.beside().followUps().isEmpty()) {
            ArrayNode followUps = grounding.putArray("follow_ups");
            for (Beside.FollowUp each : answer.beside().followUps()) {
                followUps
                        .addObject()
                        .put("question", each.question())
                        .put("file_id", Ids.FILE.write(each.document().value()))
                        .put(
                                "vector_store_id",
                                Ids.COLLECTION.write(each.collection().value()));
            }
        }
        if (answer.outcome() == Outcome.DECLINED) {
            addSearched(grounding, answer.searched());
        }
        return grounding;
    }

    private static void addChecked(ObjectNode grounding, Checked checked) {
        if (!checked.sentences().isEmpty()) {
            ArrayNode sentences = grounding.putArray("sentences");
            checked.sentences().forEach(sentence -> sentences.add(sentence(sentence)));
        }
        if (checked.leftOut() > 0) {
            grounding.put("dropped_sentences", checked.leftOut());
        }
    }

    private static ObjectNode sentence(Statement sentence) {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("start", sentence.start())
                .put("end", sentence.end())
                .put("verdict", lower(sentence.verdict()));
        sentence.doubt().ifPresent(doubt -> body.put("doubt", lower(doubt)));
        sentence.citations().forEach(body.putArray("citations")::add);
        if (!sentence.quotes().isEmpty()) {
            ArrayNode quotes = body.putArray("quotes");
            for (Span quote : sentence.quotes()) {
                quotes.addObject().put("start", quote.start()).put("end", quote.end());
            }
        }
        return body;
    }

    private void addContradictions(ObjectNode grounding, List<Contradiction> found) {
        Map<DocumentId, String> names = documents.names(found.stream()
                .flatMap(each -> Stream.of(each.left(), each.right()))
                .map(Contradiction.Side::document)
                .collect(Collectors.toSet()));
        ArrayNode contradictions = grounding.putArray("contradictions");
        for (Contradiction each : found) {
            ObjectNode body = contradictions.addObject();
            body.set("left", side(each.left(), names));
            body.set("right", side(each.right(), names));
        }
    }

    private ObjectNode side(Contradiction.Side side, Map<DocumentId, String> names) {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("file_id", Ids.FILE.write(side.document().value()))
                .put("filename", names.getOrDefault(side.document(), ""))
                .put("vector_store_id", Ids.COLLECTION.write(side.collection().value()))
                .put("text", side.text());
        body.set("location", json.valueToTree(Location.of(side)));
        side.date().ifPresent(date -> body.putObject("date")
                .put("at", date.at())
                .put("of", date.attribute().isPresent() ? "attribute" : "added")
                .put("attribute", date.attribute().orElse(null)));
        return body;
    }

    /** The caller may read all that was searched: nothing else is. */
    private void addSearched(ObjectNode grounding, Answer.Searched searched) {
        ObjectNode body = grounding.putObject("searched");
        searched.queries().forEach(body.putArray("queries")::add);
        ArrayNode ids = body.putArray("vector_store_ids");
        ArrayNode stores = body.putArray("vector_stores");
        for (CollectionId collection : searched.collections()) {
            String id = Ids.COLLECTION.write(collection.value());
            ids.add(id);
            stores.addObject()
                    .put("id", id)
                    .put(
                            "name",
                            collections
                                    .find(collection)
                                    .map(CollectionInfo::name)
                                    .orElse(""));
        }
        body.put("passages", searched.passages());
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
