package io.groundwork.orchestration.answering;

import io.groundwork.embeddings.LateInteraction;
import io.groundwork.orchestration.chat.Stop;
import io.groundwork.orchestration.models.Catalogue;
import io.groundwork.orchestration.models.Catalogues;
import io.groundwork.orchestration.models.Route;
import io.groundwork.orchestration.routing.Router;
import io.groundwork.orchestration.understanding.Understander;
import io.groundwork.orchestration.understanding.Understood;
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
            SentenceChooser chooser,
            DocumentDates dates,
            RecordedAnswers records) {
        Beside.Finder besides = new PassagesBeside(dates, new FollowUps(chooser));
        return new Answerer((ask, stop) -> found(retriever, understander, ask, stop), authors, texts, besides, records);
    }

    private static AnswerEvent.Found found(Retriever retriever, Understander understander, Ask ask, Stop stop) {
        SearchRequest request =
                new SearchRequest(ask.question(), ask.collections(), ask.filter(), ask.maxResults(), ask.wishes());
        Optional<Understood> more = ask.understanding()
                .map(wanted -> understander.search(ask.caller(), ask.scope(), request, wanted, stop))
                .or(() -> ask.leading()
                        .map(leading -> understander.searchWith(ask.scope(), request, leading + " " + ask.question())));
        return more.map(understood -> new AnswerEvent.Found(understood.hits(), understood.searched()))
                .orElseGet(() -> new AnswerEvent.Found(
                        retriever.search(ask.scope(), request).hits(), List.of(ask.question())));
    }

    @Produces
    @Singleton
    SentenceChooser chooser(LateInteraction engine, StoredMatches stored, Outlines outlines, AnsweringConfig config) {
        TermWeights weights = new RarityWeights();
        Matching matching = new StateMatching(stored, new EngineMatching(engine, weights), weights);
        return new SentenceChooser(matching, outlines, config);
    }

    @Produces
    @Singleton
    Author.Choice authors(
            Catalogues catalogues,
            Router router,
            LateInteraction engine,
            SentenceChooser chooser,
            AnsweringConfig config) {
        Writer extractive = new ExtractiveWriter(chooser, config);
        Support support = new Support(engine, new RarityWeights(), config.supportThreshold());
        return name -> route(catalogues.now(), name)
                .map(route -> new Author(
                        route.name(),
                        route.onlyBuiltIn()
                                ? extractive
                                : new ChatWriter(bound(router, route), support, extractive, config)));
    }

    private static Optional<Route> route(Catalogue catalogue, Optional<String> name) {
        return name.map(catalogue::route).orElseGet(() -> Optional.of(catalogue.usual()));
    }

    private static ChatWriter.Model bound(Router router, Route route) {
        return (ask, request, heard, stop) -> router.chat(route, ask.scope().principals(), request, heard, stop);
    }
}
