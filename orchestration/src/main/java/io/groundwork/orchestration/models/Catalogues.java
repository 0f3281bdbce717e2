package io.groundwork.orchestration.models;

import io.groundwork.orchestration.chat.ChatConfig;
import io.groundwork.orchestration.chat.ModelServer;
import io.groundwork.orchestration.chat.Patience;
import io.groundwork.orchestration.models.ModelVersion.Endpoint;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The newest {@link Catalogue} at hand. A change made at any node is seen at all of them within a fraction of a second: each looks at a
 * counter in the database, which works through any pooler. A node that could not look for {@link #LONGEST_BLIND} gives no catalogue, so
 * that nothing is answered by a model that was recalled meanwhile. Safe for use by many threads.
 */
@Singleton
public final class Catalogues {

    private static final Logger LOG = Logger.getLogger(Catalogues.class);
    private static final Duration EVERY = Duration.ofMillis(250);
    private static final Duration LONGEST_BLIND = Duration.ofSeconds(4);

    private final ModelRows models;
    private final RouteRows routes;
    private final Secrets secrets;
    private final ChatConfig config;
    private final List<Consumer<Catalogue>> listeners = new CopyOnWriteArrayList<>();
    private volatile @Nullable Seen seen;
    private @Nullable Thread watcher;
    private boolean blind;

    Catalogues(ModelRows models, RouteRows routes, Secrets secrets, ChatConfig config) {
        this.models = models;
        this.routes = routes;
        this.secrets = secrets;
        this.config = config;
    }

    /**
     * As it is now.
     *
     * @throws ModelsException when the database has not been seen for some seconds
     */
    public Catalogue now() {
        Seen last = seen;
        if (last == null) {
            return refresh();
        }
        if (System.nanoTime() - last.at() > LONGEST_BLIND.toNanos()) {
            throw new ModelsException("Which models may answer is not known: the database cannot be reached");
        }
        return last.catalogue();
    }

    /** As it was when it was last seen, however long ago: for the record of what has been done already. */
    public Catalogue lastKnown() {
        Seen last = seen;
        return last == null ? new Catalogue(0, List.of(), List.of()) : last.catalogue();
    }

    /**
     * After a change of one's own, so that it is there at once. Only what is committed is seen, also within the transaction of a change: another state than others see is
     * never taken for the newest.
     */
    public synchronized Catalogue refresh() {
        if (watcher == null) {
            watcher = Thread.ofVirtual().name("catalogue").start(this::watch);
        }
        Seen last = seen;
        Seen next = outsideOfTransactions(() -> look(last));
        seen = next;
        if (last == null || next.catalogue() != last.catalogue()) {
            listeners.forEach(listener -> listener.accept(next.catalogue()));
        }
        return next.catalogue();
    }

    /**
     * The counter first: what is read after it is as new as it says, or newer, and then the next look reads all of it again. That holds for what others have committed; a transaction
     * would see its own counter before what it is going to change.
     */
    private Seen look(@Nullable Seen last) {
        long at = System.nanoTime();
        long ticks = models.ticks();
        if (last != null && last.catalogue().ticks() == ticks) {
            return new Seen(at, last.catalogue(), last.keys());
        }
        Map<String, byte[]> keys = new HashMap<>();
        models.sealed().forEach(held -> held.secret().ifPresent(secret -> keys.put(held.place(), secret)));
        return new Seen(at, new Catalogue(ticks, models.all(), routes.all()), Map.copyOf(keys));
    }

    /** A transaction is its thread's; another thread reads through a connection of its own. */
    private static <T> T outsideOfTransactions(Callable<T> reading) {
        FutureTask<T> task = new FutureTask<>(reading);
        Thread.ofVirtual().name("catalogue-look").start(task);
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ModelsException("Interrupted while the registry of models was read", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause
                    ? cause
                    : new ModelsException("The registry of models cannot be read", e.getCause());
        }
    }

    /** Told of each new catalogue, on the thread that found it; must return soon. */
    public void onChange(Consumer<Catalogue> listener) {
        listeners.add(listener);
    }

    /**
     * One of a model's servers, ready to be spoken to.
     *
     * @throws ModelsException when its key does not open
     */
    public ModelServer server(ModelVersion model, Endpoint endpoint, Plan.Waits waits) {
        Seen last = seen;
        String place = ModelRows.Sealed.place(model.id(), endpoint.ordinal());
        Optional<String> key = Optional.ofNullable(
                        last == null ? null : last.keys().get(place))
                .map(secret -> secrets.open(secret, place));
        return new ModelServer(
                endpoint.baseUrl(),
                model.remoteName(),
                key,
                model.dialect(),
                model.card().abilities(),
                model.card().answersAs(),
                new Patience(
                        waits.firstToken().orElse(config.firstToken()),
                        waits.betweenTokens().orElse(config.betweenTokens())));
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(EVERY);
                keepUp();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // stopped: the thread ends
        }
    }

    private void keepUp() {
        try {
            refresh();
            blind = false;
        } catch (RuntimeException | Error e) {
            if (!blind && !Thread.currentThread().isInterrupted()) {
                LOG.warn("The registry of models cannot be read; after some seconds nothing is answered any more", e);
            }
            blind = true;
        }
    }

    @PreDestroy
    synchronized void stop() {
        if (watcher != null) {
            watcher.interrupt();
        }
    }

    /** @param at when it was known to be the newest, by {@link System#nanoTime} */
    private record Seen(long at, Catalogue catalogue, Map<String, byte[]> keys) {}
}
