package io.groundwork.orchestration.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.Documents;
import io.groundwork.orchestration.answering.Answer;
import io.groundwork.orchestration.answering.AnswerEvent;
import io.groundwork.orchestration.answering.Answerer;
import io.groundwork.orchestration.answering.Ask;
import io.groundwork.orchestration.answering.Citation;
import io.groundwork.retrieval.Hit;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Has a question answered and writes it in the shapes of the Responses API, whole or event by event. */
@Singleton
final class ResponseWriter {

    private final Answerer answerer;
    private final Documents documents;

    ResponseWriter(Answerer answerer, Documents documents) {
        this.answerer = answerer;
        this.documents = documents;
    }

    /** The whole answer, when it is done. */
    ObjectNode write(Ask ask, ResponseDraft draft, Keep keep) {
        Names names = new Names();
        Failure failure = new Failure();
        answerer.answer(ask, event -> {
            switch (event) {
                case AnswerEvent.Searching(List<String> queries) -> draft.searching(queries);
                case AnswerEvent.Found(List<Hit> hits, List<String> queries) -> {
                    draft.searching(queries);
                    draft.found(hits, names.of(hits));
                }
                case AnswerEvent.Delta(String text) -> draft.delta(text);
                case AnswerEvent.Cited(Citation citation) -> draft.cited(citation, names.of(citation.document()));
                case AnswerEvent.Done(Answer answer) -> end(draft, answer);
                case AnswerEvent.Failed(AnswerEvent.Problem problem) -> failure.is(problem(problem));
            }
        });
        failure.raise();
        ObjectNode body = draft.body("completed");
        keep.keep(body);
        return body;
    }

    /** The same as it comes. A stream that breaks off says so; it never ends as if it were whole. */
    void stream(Ask ask, ResponseDraft draft, Keep keep, EventStream out) {
        Events events = new Events(draft, out);
        events.response("response.created", draft.body("in_progress"));
        events.response("response.in_progress", draft.body("in_progress"));
        Names names = new Names();
        try {
            answerer.answer(ask, event -> {
                switch (event) {
                    case AnswerEvent.Searching(List<String> queries) -> {
                        draft.searching(queries);
                        events.searching();
                    }
                    case AnswerEvent.Found(List<Hit> hits, List<String> queries) -> {
                        draft.searching(queries);
                        draft.found(hits, names.of(hits));
                        events.found();
                    }
                    case AnswerEvent.Delta(String text) -> {
                        draft.delta(text);
                        events.delta(text);
                    }
                    case AnswerEvent.Cited(Citation citation) ->
                        events.cited(draft.cited(citation, names.of(citation.document())));
                    case AnswerEvent.Done(Answer answer) -> {
                        end(draft, answer);
                        ObjectNode body = draft.body("completed");
                        keep.keep(body);
                        events.completed(body);
                    }
                    case AnswerEvent.Failed(AnswerEvent.Problem problem) ->
                        events.response("response.failed", draft.failed(problem(problem)));
                }
            });
        } catch (EventStream.ClientGone e) {
            throw e;
        } catch (RuntimeException e) {
            events.response("response.failed", draft.failed(Problems.known(e)));
        }
    }

    private static void end(ResponseDraft draft, Answer answer) {
        draft.grounded(answer.outcome().name().toLowerCase(Locale.ROOT), answer.decision());
        draft.used(answer.usage().inputTokens(), answer.usage().outputTokens());
    }

    static ProblemException problem(AnswerEvent.Problem problem) {
        return switch (problem.kind()) {
            case UNKNOWN_MODEL -> Problem.MODEL_NOT_FOUND.because("model", problem.words());
            case MODEL -> Problem.MODEL_FAILED.because(problem.words());
            case BUDGET -> Problem.OVER_BUDGET.because(problem.words());
            case SEARCH, RECORD -> Problem.UNAVAILABLE.because(problem.words()).retryAfter(5);
        };
    }

    /** What is done with a response that is whole, before it is handed out. */
    interface Keep {
        void keep(ObjectNode body);
    }

    /** Names of documents, looked up once. */
    private final class Names {

        private final Map<DocumentId, String> known = new HashMap<>();

        Map<DocumentId, String> of(List<Hit> hits) {
            known.putAll(documents.names(hits.stream().map(Hit::document).collect(Collectors.toSet())));
            return known;
        }

        String of(DocumentId document) {
            return known.getOrDefault(document, "");
        }
    }

    /** Carries a failure out of the listener. */
    private static final class Failure {

        private Optional<ProblemException> problem = Optional.empty();

        void is(ProblemException known) {
            problem = Optional.of(known);
        }

        void raise() {
            problem.ifPresent(known -> {
                throw known;
            });
        }
    }

    /** The events of one stream, numbered. */
    private static final class Events {

        private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

        private final ResponseDraft draft;
        private final EventStream out;
        private int sequence;
        private boolean messageOpen;

        Events(ResponseDraft draft, EventStream out) {
            this.draft = draft;
            this.out = out;
        }

        void response(String type, ObjectNode body) {
            send(event(type).set("response", body));
        }

        void searching() {
            send(event("response.output_item.added")
                    .put("output_index", 0)
                    .set("item", draft.searchCall("in_progress")));
            send(search("response.file_search_call.in_progress"));
            send(search("response.file_search_call.searching"));
        }

        void found() {
            send(search("response.file_search_call.completed"));
            send(event("response.output_item.done").put("output_index", 0).set("item", draft.searchCall("completed")));
        }

        void delta(String text) {
            open();
            ObjectNode event = content("response.output_text.delta").put("delta", text);
            event.putArray("logprobs");
            send(event);
        }

        void cited(ObjectNode annotation) {
            open();
            send(content("response.output_text.annotation.added")
                    .put("annotation_index", draft.annotations() - 1)
                    .set("annotation", annotation));
        }

        void completed(ObjectNode body) {
            open();
            ObjectNode done = content("response.output_text.done").put("text", draft.text());
            done.putArray("logprobs");
            send(done);
            send(content("response.content_part.done").set("part", draft.part()));
            send(event("response.output_item.done")
                    .put("output_index", draft.messageIndex())
                    .set("item", draft.message("completed")));
            response("response.completed", body);
        }

        private void open() {
            if (messageOpen) {
                return;
            }
            messageOpen = true;
            ObjectNode item = draft.message("in_progress");
            item.putArray("content");
            send(event("response.output_item.added")
                    .put("output_index", draft.messageIndex())
                    .set("item", item));
            send(content("response.content_part.added").set("part", ResponseDraft.part("", JSON.arrayNode())));
        }

        private ObjectNode search(String type) {
            return event(type).put("output_index", 0).put("item_id", draft.searchId());
        }

        private ObjectNode content(String type) {
            return event(type)
                    .put("item_id", draft.messageId())
                    .put("output_index", draft.messageIndex())
                    .put("content_index", 0);
        }

        private ObjectNode event(String type) {
            return JSON.objectNode().put("type", type).put("sequence_number", sequence++);
        }

        private void send(com.fasterxml.jackson.databind.JsonNode event) {
            out.send(event.path("type").asText(), event);
        }
    }
}
