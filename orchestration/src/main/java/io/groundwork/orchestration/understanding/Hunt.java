package io.groundwork.orchestration.understanding;

import io.groundwork.orchestration.understanding.Account.Tried;
import io.groundwork.orchestration.understanding.Query.Kind;
import io.groundwork.retrieval.RetrievalException;
import io.groundwork.retrieval.Scope;
import io.groundwork.retrieval.SearchRequest;
import io.groundwork.retrieval.SearchResult;
import io.groundwork.retrieval.rerank.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * All searches of one question, which run beside each other, each as if it had been asked by itself. Used by one thread. Searches that are not done in time are left to their
 * own end: interrupting one would cost a connection to the database.
 */
final class Hunt {

    private static final Logger LOG = Logger.getLogger(Hunt.class);

    private final Searches searches;
    private final Scope scope;
    private final SearchRequest request;
    private final Deadline deadline;
    private final List<Running> running = new ArrayList<>();
    private final Set<String> known = new HashSet<>();

    /** Begins with the question, which is searched whatever else is. */
    Hunt(Searches searches, Scope scope, SearchRequest request, Deadline deadline) {
        this.searches = searches;
        this.scope = scope;
        this.request = request;
        this.deadline = deadline;
        Query question = new Query(Kind.QUESTION, request.query());
        known.add(question.plain());
        running.add(new Running(question, searches.threads().submit(() -> searched(question))));
    }

    /**
     * What runs searches.
     *
     * @param threads where they run
     * @param room for searches beside those of the questions themselves
     */
    record Searches(Search search, ExecutorService threads, Semaphore room) {}

    /** A search on somebody's behalf. */
    @FunctionalInterface
    interface Search {

        SearchResult of(Scope scope, SearchRequest request);
    }

    /**
     * A search that has come to its end.
     *
     * @param place of its query among all of the question
     */
    record Done(int place, Query query, SearchResult result) {}

    /** Begins to search those that are not searched yet; whether there were any. */
    boolean search(List<Query> queries) {
        boolean any = false;
        for (Query query : queries) {
            if (known.add(query.plain())) {
                Query whole = Quoted.like(request.query(), query);
                running.add(new Running(whole, searches.threads().submit(() -> inItsTurn(whole))));
                any = true;
            }
        }
        return any;
    }

    private Optional<Searched> inItsTurn(Query query) throws InterruptedException {
        if (!searches.room().tryAcquire(Math.max(0, deadline.nanos()), TimeUnit.NANOSECONDS)) {
            return Optional.empty();
        }
        try {
            return searched(query);
        } finally {
            searches.room().release();
        }
    }

    private Optional<Searched> searched(Query query) {
        long began = System.nanoTime();
        SearchRequest asked = new SearchRequest(
                query.text(),
                request.collections(),
                request.filter(),
                request.limit(),
                request.wishes(),
                request.widening());
        SearchResult result = searches.search().of(scope, asked);
        return Optional.of(new Searched(result, Duration.ofNanos(System.nanoTime() - began)));
    }

    /** Waits for the question's own search, however long that takes, and throws what it throws. */
    SearchResult plain() {
        Running question = running.getFirst();
        try {
            Searched searched = question.work.get().orElseThrow();
            question.outcome = Optional.of(searched);
            return searched.result();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause
                    ? cause
                    : new RetrievalException("Could not search", e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Waits for all until the time is spent; whether all have come to an end. */
    boolean await() {
        boolean all = true;
        for (Running one : running) {
            all &= ended(one);
        }
        return all;
    }

    private boolean ended(Running one) {
        if (one.outcome.isPresent() || one.failed) {
            return true;
        }
        try {
            one.outcome = one.work.get(Math.max(0, deadline.nanos()), TimeUnit.NANOSECONDS);
            return one.outcome.isPresent();
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            one.failed = true;
            if (one.query.kind() != Kind.QUESTION) { // whose failure is thrown
                LOG.warnf("A further search of a question failed: %s", e.getCause());
            }
            return true;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static RetrievalException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new RetrievalException("Interrupted while a question was searched", cause);
    }

    /** What has come to an end as far as was waited for, in the order of the queries. */
    List<Done> done() {
        List<Done> done = new ArrayList<>();
        for (int i = 0; i < running.size(); i++) {
            Running one = running.get(i);
            int place = i;
            one.outcome.ifPresent(searched -> done.add(new Done(place, one.query, searched.result())));
        }
        return done;
    }

    List<Tried> tried() {
        return running.stream().map(Running::tried).toList();
    }

    List<String> texts() {
        return running.stream().map(one -> one.query.text()).toList();
    }

    private record Searched(SearchResult result, Duration took) {}

    private static final class Running {

        private final Query query;
        private final Future<Optional<Searched>> work;
        private Optional<Searched> outcome = Optional.empty();
        private boolean failed;

        Running(Query query, Future<Optional<Searched>> work) {
            this.query = query;
            this.work = work;
        }

        Tried tried() {
            return outcome.map(searched -> new Tried(
                            query, OptionalInt.of(searched.result().hits().size()), searched.took()))
                    .orElseGet(() -> new Tried(query, OptionalInt.empty(), Duration.ZERO));
        }
    }
}
