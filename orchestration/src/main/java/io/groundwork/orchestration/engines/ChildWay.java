package io.groundwork.orchestration.engines;

import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.embeddings.EngineMissingException;
import io.groundwork.embeddings.EngineOverloadedException;
import io.groundwork.orchestration.local.ModelChildren;
import io.groundwork.orchestration.local.ModelChildren.Use;
import io.groundwork.orchestration.local.ModelChildren.Wanted;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** To weights of this machine: wherever the process is that serves them now. One that is lost while it is asked is started anew, and asked again. */
final class ChildWay<E> implements Way<E> {

    private static final int TRIES = 3;

    private final ModelChildren children;
    private final URI address;
    private final Function<Place, E> engines;
    private volatile @Nullable Known<E> known;

    /** Where a process is, and what opens it. */
    record Place(URI baseUrl, String key) {}

    /** The engine of one process; the next one has another port and another key. */
    private record Known<E>(Place place, E engine) {}

    ChildWay(ModelChildren children, URI address, Function<Place, E> engines) {
        this.children = children;
        this.address = address;
        this.engines = engines;
    }

    @Override
    public <T> T ask(Duration patience, Function<E, T> question) {
        try {
            for (int tried = 1; true; tried++) {
                try (Use use = use(patience)) {
                    try {
                        return question.apply(engine(new Place(use.baseUrl(), use.key())));
                    } catch (EmbeddingException e) {
                        if (tried == TRIES || e instanceof EngineOverloadedException || !use.isLost()) {
                            throw e;
                        }
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddingException("Interrupted while waiting for a model's process", e);
        }
    }

    private E engine(Place place) {
        Known<E> last = known;
        if (last == null || !last.place().equals(place)) {
            last = new Known<>(place, engines.apply(place));
            known = last;
        }
        return last.engine();
    }

    private Use use(Duration patience) throws InterruptedException {
        Wanted wanted = children.isRunning(address) ? children.want(address) : loaded(patience);
        return switch (wanted) {
            case Wanted.Ready(Use use) -> use;
            case Wanted.Refused(ModelChildren.Reason _, String words) -> throw new EngineMissingException(words);
        };
    }

    /** Loading goes on where nobody waits for it any more: who asks next finds it done. */
    private Wanted loaded(Duration patience) throws InterruptedException {
        CompletableFuture<Wanted> loading = new CompletableFuture<>();
        Thread unused = Thread.ofVirtual().name("engine-loading").start(() -> load(loading));
        try {
            return loading.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            leaveWhenLoaded(loading);
            throw new EngineMissingException("The weights are being loaded.");
        } catch (ExecutionException e) {
            throw new EmbeddingException("The weights could not be loaded", e.getCause());
        } catch (InterruptedException e) {
            leaveWhenLoaded(loading);
            throw e;
        }
    }

    private void load(CompletableFuture<Wanted> loading) {
        try {
            loading.complete(children.want(address));
        } catch (InterruptedException | RuntimeException e) {
            loading.completeExceptionally(e);
        }
    }

    private static void leaveWhenLoaded(CompletableFuture<Wanted> loading) {
        CompletableFuture<Void> unused = loading.thenAccept(ChildWay::leave);
    }

    private static void leave(Wanted wanted) {
        if (wanted instanceof Wanted.Ready(Use use)) {
            use.close();
        }
    }
}
