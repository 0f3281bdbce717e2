package io.groundwork.orchestration.answering;

import io.groundwork.embeddings.LateInteraction;
import io.groundwork.orchestration.models.Chat;
import io.groundwork.orchestration.models.ChatModel;
import io.groundwork.orchestration.models.ChatModels;
import io.groundwork.orchestration.understanding.Understander;
import io.groundwork.retrieval.Retriever;
import io.groundwork.retrieval.SearchRequest;
import io.groundwork.retrieval.StoredMatches;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Puts together what answers questions. */
@Singleton
final class AnsweringBeans {

    /** The search runs on the caller's behalf; the rest works on what it found. */
    @Produces
    @Singleton
    Answerer answerer(
            Retriever retriever,
            Understander understander,
            Author.Choice authors,
            DocumentText texts,
            Decisions decisions) {
        return new Answerer(ask -> found(retriever, understander, ask), authors, texts, decisions);
    }

    private static AnswerEvent.Found found(Retriever retriever, Understander understander, Ask ask) {
        SearchRequest request =
                new SearchRequest(ask.question(), ask.collections(), ask.filter(), ask.maxResults(), ask.wishes());
        return ask.understanding()
                .map(wanted -> understander.search(ask.scope(), request, wanted))
                .map(understood -> new AnswerEvent.Found(understood.hits(), understood.searched()))
                .orElseGet(() -> new AnswerEvent.Found(
                        retriever.search(ask.scope(), request).hits(), List.of(ask.question())));
    }

    @Produces
    @Singleton
    Author.Choice authors(
            ChatModels models,
            Chat chat,
            LateInteraction engine,
            StoredMatches stored,
            Outlines outlines,
            AnsweringConfig config) {
        TermWeights weights = new RarityWeights();
        Matching matching = new StateMatching(stored, new EngineMatching(engine, weights), weights);
        Writer extractive = new ExtractiveWriter(new SentenceChooser(matching, outlines, config), config);
        Support support = new Support(engine, weights, config.supportThreshold());
        return name -> name.map(models::named)
                .orElseGet(() -> Optional.of(models.preferred()))
                .map(model -> new Author(
                        model.name(),
                        model.builtIn() ? extractive : new ChatWriter(bound(chat, model), support, config)));
    }

    private static ChatWriter.Model bound(Chat chat, ChatModel model) {
        return (messages, sampling, pieces) -> chat.chat(model, messages, sampling, pieces);
    }
}
