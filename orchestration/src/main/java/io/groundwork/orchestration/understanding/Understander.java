package io.groundwork.orchestration.understanding;

import io.groundwork.orchestration.chat.Stop;
import io.groundwork.orchestration.models.Route;
import io.groundwork.orchestration.understanding.Account.Ending;
import io.groundwork.orchestration.understanding.Hunt.Searches;
import io.groundwork.orchestration.understanding.Query.Kind;
import io.groundwork.retrieval.Collections;
import io.groundwork.retrieval.DocumentLanguages;
import io.groundwork.retrieval.Hit;
import io.groundwork.retrieval.RetrievalConfig;
import io.groundwork.retrieval.RetrievalException;
import io.groundwork.retrieval.Retriever;
import io.groundwork.retrieval.Scope;
import io.groundwork.retrieval.SearchRequest;
import io.groundwork.retrieval.SearchResult;
import io.groundwork.retrieval.TookTooLongException;
import io.groundwork.retrieval.Visibility;
import io.groundwork.retrieval.fusion.ReciprocalRankFusion;
import io.groundwork.retrieval.rerank.Deadline;
import io.groundwork.retrieval.selection.HitFusion.Fused;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Searches a question together with what a chat model makes of it. Plain search is the floor: the question is searched as it is while the model thinks, and what the model does not
 * bring in time, or not in the form it was asked for, is left out. Every search is on the caller's behalf, in the same collections with the same filter, and what was merged is looked
 * at once more with the rights that the caller has at the end. Safe for use by many threads; blocks no longer than the budget and one plain search.
 */
@Singleton
public final class Understander {

    private static final Logger LOG = Logger.getLogger(Understander.class);

    /** In less no model says anything, and none is asked. */
    private static final Duration LEAST = Duration.ofMillis(50);

    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("understanding-", 0).factory());

    private final Searches searches;
    private final Documents documents;
    private final Thinker thinker;
    private final Prompts prompts;
    private final ReplyReader replies;
    private final UnderstandingConfig config;
    private final Merging merging;

    @Inject
    Understander(
            Retriever retriever,
            Collections collections,
            Visibility visibility,
            DocumentLanguages languages,
            RecordedThinking thinking,
            RetrievalConfig retrieval,
            UnderstandingConfig config) {
        this(
                retriever::search,
                new Documents.Stored(collections, visibility, languages),
                thinking,
                new ReciprocalRankFusion(retrieval.rankConstant()),
                config);
    }

    Understander(
            Hunt.Search search,
            Documents documents,
            Thinker.Model model,
            ReciprocalRankFusion fusion,
            UnderstandingConfig config) {
        this.searches = new Searches(search, threads, new Semaphore(config.searches(), true));
        this.documents = documents;
        this.thinker = new Thinker(model, threads, config);
        this.prompts = new Prompts(config);
        this.replies = new ReplyReader(config);
        this.config = config;
        this.merging = new Merging(documents, fusion);
    }

    /**
     * What the question finds, and what the model makes of it does; what the question finds alone where there is no model, or nothing comes of it.
     *
     * @param caller in whose name the model is asked
     * @param stop ends what the model is doing for it
     * @throws RetrievalException and others, as {@link Retriever#search} does of the question itself
     */
    public Understood search(UUID caller, Scope scope, SearchRequest request, Understanding wanted, Stop stop) {
        long began = System.nanoTime();
        Deadline deadline = Deadline.in(wanted.budget());
        Hunt hunt = new Hunt(searches, scope, request, deadline);
        Course course = new Course();
        wanted.model()
                .ifPresentOrElse(
                        route -> think(
                                new Thinker.Way(
                                        route,
                                        caller,
                                        scope.principals(),
                                        request.query(),
                                        request.collections(),
                                        stop.child()),
                                scope,
                                request,
                                wanted,
                                hunt,
                                course,
                                deadline),
                        () -> course.end(Ending.AWAY, "No chat model is connected."));
        SearchResult plain = hunt.plain();
        if (!hunt.await() && course.ending == Ending.DONE) {
            course.end(Ending.TIME, "The time was spent before all was searched.");
        }
        List<Fused> found = merging.of(scope, request, hunt.done());
        Account account = new Account(
                wanted.model().map(Route::firstModel).orElse(""),
                course.ending,
                course.why,
                course.turns,
                Duration.ofNanos(System.nanoTime() - began),
                hunt.tried());
        return new Understood(found, plain.stages(), account);
    }

    /**
     * What the question finds, and what it finds in another wording, with no model.
     *
     * @throws RetrievalException and others, as {@link Retriever#search} does of the question itself
     */
    public Understood searchWith(Scope scope, SearchRequest request, String otherwise) {
        long began = System.nanoTime();
        Hunt hunt = new Hunt(searches, scope, request, Deadline.in(config.budget()));
        hunt.search(List.of(new Query(Kind.STANDALONE, otherwise)));
        SearchResult plain = hunt.plain();
        hunt.await();
        Account account =
                new Account("", Ending.DONE, "", 0, Duration.ofNanos(System.nanoTime() - began), hunt.tried());
        return new Understood(merging.of(scope, request, hunt.done()), plain.stages(), account);
    }

    /** How far it came. */
    private static final class Course {

        private Ending ending = Ending.DONE;
        private String why = "";
        private int turns;

        void end(Ending how, String words) {
            ending = how;
            why = words;
        }
    }

    private void think(
            Thinker.Way way,
            Scope scope,
            SearchRequest request,
            Understanding wanted,
            Hunt hunt,
            Course course,
            Deadline deadline) {
        List<String> languages = wanted.wants(Ability.TRANSLATE) ? languages(scope, request, deadline) : List.of();
        boolean nothingToDo = languages.isEmpty()
                && !wanted.wants(Ability.CONDENSE)
                && !wanted.wants(Ability.EXPAND)
                && !wanted.wants(Ability.DECOMPOSE);
        if (nothingToDo) {
            return;
        }
        Optional<List<Query>> queries = asked(
                course,
                deadline,
                () -> thinker.ask(
                        way,
                        prompts.understanding(request.query(), wanted, languages),
                        deadline,
                        said -> replies.understanding(said, wanted, languages)));
        queries.ifPresent(hunt::search);
        boolean composed = queries.orElse(List.of()).stream().anyMatch(query -> query.kind() == Kind.PART);
        String question = queries.orElse(List.of()).stream()
                .filter(query -> query.kind() == Kind.STANDALONE)
                .findFirst()
                .map(Query::text)
                .orElse(request.query());
        for (int i = 0; composed && i < config.followUps(); i++) {
            composed = followUp(way, question, scope, request, hunt, course, deadline);
        }
    }

    /** Has the model read what was found so far; whether it asks on. */
    private boolean followUp(
            Thinker.Way way,
            String question,
            Scope scope,
            SearchRequest request,
            Hunt hunt,
            Course course,
            Deadline deadline) {
        hunt.await();
        List<Hit> passages = merging.of(scope, request, hunt.done()).stream()
                .map(Fused::hit)
                .limit(config.passages())
                .toList();
        if (passages.isEmpty()) {
            return false;
        }
        return asked(
                        course,
                        deadline,
                        () -> thinker.ask(
                                way, prompts.followUp(question, hunt.texts(), passages), deadline, replies::followUp))
                .map(hunt::search)
                .orElse(false);
    }

    private interface Asking {

        Reply reply();
    }

    /** Empty when it ends with that. */
    private static Optional<List<Query>> asked(Course course, Deadline deadline, Asking asking) {
        if (deadline.nanos() < LEAST.toNanos()) {
            course.end(Ending.TIME, "The time was spent before the model could be asked.");
            return Optional.empty();
        }
        course.turns++;
        return switch (asking.reply()) {
            case Reply.Usable(List<Query> queries) -> Optional.of(queries);
            case Reply.Unusable() -> {
                course.end(Ending.UNUSABLE, "The model gave nothing usable.");
                yield Optional.empty();
            }
            case Reply.Late() -> {
                course.end(Ending.TIME, "The model had not replied when its time was spent.");
                yield Optional.empty();
            }
            case Reply.Away(String words) -> {
                course.end(Ending.AWAY, words);
                yield Optional.empty();
            }
        };
    }

    /** Those that documents are in in numbers; none where that cannot be told in time. */
    private List<String> languages(Scope scope, SearchRequest request, Deadline deadline) {
        Duration longest = Duration.ofNanos(Math.max(deadline.nanos() / 2, LEAST.toNanos()));
        Future<Map<String, Double>> shares =
                threads.submit(() -> documents.languages(scope, request.collections(), longest));
        try {
            return shares.get(longest.toNanos(), TimeUnit.NANOSECONDS).entrySet().stream()
                    .filter(share -> share.getValue() >= config.languageShare())
                    .limit(config.languages())
                    .map(Map.Entry::getKey)
                    .toList();
        } catch (TimeoutException e) {
            return List.of();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TookTooLongException)) {
                LOG.warnf("The languages of documents cannot be told: %s", e.getCause());
            }
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RetrievalException("Interrupted while languages were looked up", e);
        }
    }

    @PreDestroy
    void stop() {
        threads.shutdownNow();
    }
}
