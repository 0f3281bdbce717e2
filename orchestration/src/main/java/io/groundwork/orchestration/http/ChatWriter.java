package io.groundwork.orchestration.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundwork.ingest.Documents;
import io.groundwork.orchestration.answering.Answer;
import io.groundwork.orchestration.answering.AnswerEvent;
import io.groundwork.orchestration.answering.Answerer;
import io.groundwork.orchestration.answering.Ask;
import io.groundwork.orchestration.answering.Citation;
import io.groundwork.orchestration.budgets.Ledger;
import io.groundwork.orchestration.chat.ChatEvent;
import io.groundwork.orchestration.chat.ChatRequest;
import io.groundwork.orchestration.chat.Stop;
import io.groundwork.orchestration.identity.Caller;
import io.groundwork.orchestration.models.Route;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Writes completions in the shapes of the Chat Completions API, whole or piece by piece. */
@Singleton
final class ChatWriter {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final RecordedChat chat;
    private final Answerer answerer;
    private final Ledger budgets;
    private final Documents documents;
    private final Grounding grounding;

    ChatWriter(RecordedChat chat, Answerer answerer, Ledger budgets, Documents documents, Grounding grounding) {
        this.chat = chat;
        this.answerer = answerer;
        this.budgets = budgets;
        this.documents = documents;
        this.grounding = grounding;
    }

    /**
     * The words of a route's model, as it is.
     *
     * @param fromDocuments what is asked of the built-in model when its turn comes
     */
    Source plain(Route route, Caller caller, ChatRequest request, Supplier<Ask> fromDocuments, Stop stop) {
        return (draft, events, cited) -> {
            Optional<RecordedChat.Given> given = draft.isStreamed()
                    ? chat.stream(route, caller, request, events, stop)
                    : chat.whole(route, caller, request, events, stop);
            if (given.isEmpty()) {
                grounded(fromDocuments.get(), stop).write(draft, events, cited);
                return;
            }
            draft.ended(given.get().outcome().usage(), given.get().outcome().ending());
            draft.recorded(given.get().decision(), given.get().model());
            budgets.near(given.get().decision()).ifPresent(draft::warned);
        };
    }

    /** An answer from documents. */
    Source grounded(Ask ask, Stop stop) {
        return (draft, events, cited) -> answerer.answer(
                ask,
                event -> {
                    switch (event) {
                        case AnswerEvent.Searching searching -> {}
                        case AnswerEvent.Found found -> {}
                        case AnswerEvent.Delta(String text) -> events.accept(new ChatEvent.Text(text));
                        case AnswerEvent.Cited(Citation citation) -> cited.accept(citation);
                        case AnswerEvent.Done(Answer answer) -> {
                            draft.ended(answer.usage(), answer.ending());
                            draft.grounded(grounding.of(answer));
                            budgets.near(answer.decision()).ifPresent(draft::warned);
                        }
                        case AnswerEvent.Failed(AnswerEvent.Problem problem) -> throw ResponseWriter.problem(problem);
                    }
                },
                stop);
    }

    ObjectNode write(Source source, ChatDraft draft) {
        source.write(draft, draft::take, citation -> draft.cited(citation, name(citation)));
        return draft.body();
    }

    /** A stream that breaks off ends in an error, without the mark of one that is whole. */
    void stream(Source source, ChatDraft draft, EventStream out) {
        draft.stream();
        out.send(draft.chunk(JSON.objectNode().put("role", "assistant").put("content", "")));
        try {
            source.write(draft, event -> out.send(draft.chunk(draft.take(event))), citation -> {
                ObjectNode delta = JSON.objectNode();
                delta.putArray("annotations").add(draft.cited(citation, name(citation)));
                out.send(draft.chunk(delta));
            });
        } catch (EventStream.ClientGone e) {
            throw e;
        } catch (RuntimeException e) {
            out.send(Problems.envelope(Problems.known(e)));
            return;
        }
        out.send(draft.lastChunk());
        if (draft.countsAtTheEnd()) {
            out.send(draft.usageChunk());
        }
        out.done();
    }

    private String name(Citation citation) {
        return documents.names(List.of(citation.document())).getOrDefault(citation.document(), "");
    }

    /** What fills a completion: hands on what is written and cited as it comes, and notes in the draft how it ended. */
    interface Source {
        void write(ChatDraft draft, Consumer<ChatEvent> events, Consumer<Citation> cited);
    }
}
