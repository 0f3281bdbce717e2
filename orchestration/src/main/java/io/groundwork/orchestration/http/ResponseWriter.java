package io.groundwork.orchestration.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.Documents;
import io.groundwork.orchestration.answering.Answer;
import io.groundwork.orchestration.answering.AnswerEvent;
import io.groundwork.orchestration.answering.Answerer;
import io.groundwork.orchestration.answering.Ask;
import io.groundwork.orchestration.answering.Citation;
import io.groundwork.orchestration.budgets.Ledger;
import io.groundwork.orchestration.chat.ChatOutcome;
import io.groundwork.orchestration.chat.ChatRequest;
import io.groundwork.orchestration.chat.Stop;
import io.groundwork.orchestration.identity.Caller;
import io.groundwork.orchestration.models.ModelVersion;
import io.groundwork.orchestration.models.Route;
import io.groundwork.retrieval.Hit;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Has a question answered and writes it in the shapes of the Responses API, whole or event by event. */
@Singleton
final class ResponseWriter {

    private final RecordedChat chat;
    private final Answerer answerer;
    private final Ledger budgets;
    private final Documents documents;
    private final Grounding grounding;

    ResponseWriter(RecordedChat chat, Answerer answerer, Ledger budgets, Documents documents, Grounding grounding) {
        this.chat = chat;
        this.answerer = answerer;
        this.budgets = budgets;
        this.documents = documents;
        this.grounding = grounding;
    }

    /**
     * The words and calls of a route's model, as it is.
     *
     * @param fromDocuments what is asked of the built-in model when its turn comes
     */
    Source plain(Route route, Caller caller, ChatRequest request, Supplier<Ask> fromDocuments, Stop stop) {
        return (draft, events) -> {
            Optional<RecordedChat.Given> given = events.areShown()
                    ? chat.stream(route, caller, request, events::take, stop)
                    : chat.whole(route, caller, request, events::take, stop);
            if (given.isEmpty()) {
                grounded(fromDocuments.get(), stop).write(draft, events);
                return;
            }
            ChatOutcome.Finished finished = given.get().outcome();
            draft.used(finished.usage().inputTokens(), finished.usage().outputTokens());
            draft.ended(finished.ending());
            draft.recorded(given.get().decision(), given.get().model());
            budgets.near(given.get().decision()).ifPresent(draft::warned);
        };
    }

    /** An answer from documents. */
    Source grounded(Ask ask, Stop stop) {
        Names names = new Names();
        return (draft, events) -> answerer.answer(
                ask,
                event -> {
                    switch (event) {
                        case AnswerEvent.Searching(List<String> queries) -> events.searching(queries);
                        case AnswerEvent.Found(List<Hit> hits, List<String> queries) ->
                            events.found(queries, search -> draft.found(search, hits, names.of(hits)));
                        case AnswerEvent.Delta(String text) -> events.text(text);
                        case AnswerEvent.Cited(Citation citation) ->
                            events.cited(draft.annotation(citation, names.of(citation.document())));
                        case AnswerEvent.Done(Answer answer) -> end(draft, answer);
                        case AnswerEvent.Failed(AnswerEvent.Problem problem) -> throw problem(problem);
                    }
                },
                stop);
    }

    /** The whole answer, when it is done. */
    ObjectNode write(Source source, ResponseDraft draft, Keep keep) {
        ResponseEvents events = ResponseEvents.unshown(draft);
        source.write(draft, events);
        events.end();
        ObjectNode body = draft.body();
        keep.keep(body);
        return body;
    }

    /** The same as it comes. A stream that breaks off says so; it never ends as if it were whole. */
    void stream(Source source, ResponseDraft draft, Keep keep, EventStream out) {
        ResponseEvents events =
                new ResponseEvents(draft, event -> out.send(event.path("type").asText(), event));
        events.response("response.created", draft.begun());
        events.response("response.in_progress", draft.begun());
        try {
            source.write(draft, events);
            events.end();
            ObjectNode body = draft.body();
            keep.keep(body);
            events.response("response." + draft.status(), body);
        } catch (EventStream.ClientGone e) {
            throw e;
        } catch (RuntimeException e) {
            events.response("response.failed", draft.failed(Problems.known(e)));
        }
    }

    private void end(ResponseDraft draft, Answer answer) {
        draft.grounded(grounding.of(answer));
        draft.ended(answer.ending());
        budgets.near(answer.decision()).ifPresent(draft::warned);
        draft.used(answer.usage().inputTokens(), answer.usage().outputTokens());
        if (!answer.model().equals(ModelVersion.EXTRACTIVE)) {
            draft.mayHaveUsed(answer.read());
        }
    }

    static RuntimeException problem(AnswerEvent.Problem problem) {
        return switch (problem.kind()) {
            case UNKNOWN_MODEL -> Problem.MODEL_NOT_FOUND.because("model", problem.words());
            case BUDGET -> Problem.OVER_BUDGET.because(problem.words());
            case MODEL ->
                problem.reason()
                        .map(reason -> ModelFailures.of(reason, problem.words()))
                        .orElseGet(() -> Problem.MODEL_FAILED.because(problem.words()));
            case SEARCH, RECORD -> Problem.UNAVAILABLE.because(problem.words()).retryAfter(5);
        };
    }

    /** What fills a response: tells of what is found, written and asked for as it comes, and notes in the draft how it ended. */
    interface Source {
        void write(ResponseDraft draft, ResponseEvents events);
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
}
