package io.groundwork.orchestration.local;

import io.groundwork.orchestration.local.GgufHead.Made;
import io.groundwork.orchestration.local.LocalWeights.State;
import io.groundwork.orchestration.local.child.ChildSettings;
import io.groundwork.orchestration.local.child.ChildSettings.Serves;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The processes that serve local weights: one for each file, started when it is first wanted, ended when nobody has wanted it for a
 * while or another needs its memory, started anew after a crash. Safe for use by many threads.
 */
@Singleton
public final class ModelChildren {

    private static final Logger LOG = Logger.getLogger(ModelChildren.class);

    /** What a process takes beside weights and states: the virtual machine, and llama.cpp's room for computing. */
    private static final long OVERHEAD = 256L << 20;

    private static final Duration MEMORY_OF_CRASHES = Duration.ofMinutes(1);
    private static final int CRASHES_FORGIVEN = 3;
    private static final Duration PAUSE_PER_CRASH = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_REFUSAL = Duration.ofMinutes(1);
    private static final int FEW_PROCESSORS = 4;

    /** What is read at once of a text that becomes a vector or a score: room for computing grows with its square, and passages are shorter. */
    private static final int LONGEST_READ = 2048;

    private static final Duration LAST_BREATH = Duration.ofMillis(500);

    private final ModelFolder folder;
    private final LocalConfig config;
    private final Memory memory = Memory.ofThisMachine();
    private final Map<String, Seat> seats = new ConcurrentHashMap<>();
    private final ReentrantLock room = new ReentrantLock(true);
    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("local-models").factory());
    private @Nullable ScheduledFuture<?> looking;
    private volatile boolean closed;

    ModelChildren(ModelFolder folder, LocalConfig config) {
        this.folder = folder;
        this.config = config;
        clock.setRemoveOnCancelPolicy(true);
    }

    /** What came of wanting a model. */
    public sealed interface Wanted {

        /** It is loaded, and stays so until {@code use} is closed. */
        record Ready(Use use) implements Wanted {}

        /** @param words one or two sentences for the person who asked and the admin */
        record Refused(Reason reason, String words) implements Wanted {}
    }

    /** Why a model is not served. */
    public enum Reason {
        /** No such weights lie here, or they cannot be served as they are. */
        NOT_HERE,
        /** There is not enough memory now. */
        NO_MEMORY,
        /** Its process fails. */
        FAILS
    }

    /** What the admin sees of a process. */
    public record Running(long pid, int port, Instant since, OptionalLong memory, int inUse, int restarts) {}

    /** The same for an address as it stands in the registry. */
    public Wanted want(URI address) throws InterruptedException {
        return want(LocalAddress.named(address));
    }

    /**
     * The process for some weights, started if there is none; blocks while they are loaded.
     *
     * @param named the digest of the weights, or the name of their file
     */
    public Wanted want(String named) throws InterruptedException {
        Optional<LocalWeights> found = folder.find(named);
        if (found.isEmpty()) {
            return new Wanted.Refused(
                    Reason.NOT_HERE, "The weights of this model do not lie in the folder of models on this machine.");
        }
        LocalWeights weights = found.get();
        if (weights.state() != State.READY || weights.head().isEmpty()) {
            return new Wanted.Refused(
                    Reason.NOT_HERE,
                    "%s cannot be served. %s"
                            .formatted(weights.file(), weights.words().orElse("")));
        }
        if (config.lib().isEmpty()) {
            return new Wanted.Refused(
                    Reason.FAILS,
                    "This installation has no engine for local weights: groundwork.local.lib is not set.");
        }
        Seat seat = seats.computeIfAbsent(weights.digest().orElseThrow(), digest -> new Seat());
        seat.lock.lockInterruptibly();
        try {
            return want(seat, weights, weights.head().get(), config.lib().get());
        } finally {
            seat.lock.unlock();
        }
    }

    private Wanted want(Seat seat, LocalWeights weights, GgufHead head, Path lib) throws InterruptedException {
        ModelProcess running = seat.process;
        if (running != null && running.isAlive()) {
            return new Wanted.Ready(seat.use(running));
        }
        if (Instant.now().isBefore(seat.refusedUntil)) {
            return new Wanted.Refused(Reason.FAILS, seat.refusal);
        }
        Thread.sleep(seat.pause());
        room.lockInterruptibly();
        try {
            int context = contextOf(head);
            long needed = weights.bytes() + head.stateBytes() * context * slotsOf(head) + OVERHEAD;
            Optional<String> objection = makeRoom(seat, weights, needed);
            if (objection.isPresent()) {
                return new Wanted.Refused(Reason.NO_MEMORY, objection.get());
            }
            if (closed) {
                return new Wanted.Refused(Reason.FAILS, "The platform is stopping.");
            }
            return new Wanted.Ready(start(seat, weights, head, lib, context));
        } catch (ModelProcess.Failed e) {
            String words = "%s cannot be served. %s".formatted(weights.file(), e.getMessage());
            LOG.warn(words);
            seat.refuse(words);
            return new Wanted.Refused(Reason.FAILS, words);
        } finally {
            room.unlock();
        }
    }

    private Use start(Seat seat, LocalWeights weights, GgufHead head, Path lib, int context)
            throws ModelProcess.Failed, InterruptedException {
        ChildSettings settings = new ChildSettings(
                weights.path(), weights.file(), serves(head), context, slotsOf(head), threads(), config.waiting());
        List<String> flags = config.library()
                .map(library -> List.of("-Dde.kherud.llama.lib.path=" + library.toAbsolutePath()))
                .orElse(List.of());
        long began = System.nanoTime();
        ModelProcess process =
                ModelProcess.start(lib.toAbsolutePath().resolve("*").toString(), flags, settings, config.start());
        seat.seated(process);
        LOG.infof(
                "%s is loaded by process %d after %d ms",
                weights.file(), process.pid(), TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
        Use use = seat.use(process);
        if (closed) {
            process.end();
        }
        lookAfterIdle();
        return use;
    }

    /** Most tokens of a conversation with a model, or of a text that it reads: as many as it was trained for, or as are given memory here. */
    public int contextOf(GgufHead head) {
        int most = head.made() == Made.CHAT ? config.context() : Math.min(config.context(), LONGEST_READ);
        return Math.min(most, head.contextLength().orElse(most));
    }

    /** Has a process that there is stay for another idle time, as if somebody had wanted it. */
    public void touch(URI address) {
        Seat seat = seats.get(LocalAddress.named(address));
        if (seat != null) {
            seat.lastUsed = Instant.now();
        }
    }

    /** Whether a process is there, so that {@link #want} need not wait for one. */
    public boolean isRunning(URI address) {
        return running(LocalAddress.named(address)).isPresent();
    }

    /** Vectors and scores are computed one after the other. */
    private int slotsOf(GgufHead head) {
        return head.made() == Made.CHAT ? Math.max(1, config.slots()) : 1;
    }

    private int threads() {
        int processors = Runtime.getRuntime().availableProcessors();
        return config.threads().orElse(processors <= FEW_PROCESSORS ? processors : processors / 2);
    }

    private static Serves serves(GgufHead head) {
        return switch (head.made()) {
            case CHAT, PART -> Serves.CHAT;
            case RERANKER -> Serves.SCORES;
            case EMBEDDER ->
                switch (head.pooling().orElse(0)) {
                    case 1 -> Serves.MEAN_VECTORS;
                    case 2 -> Serves.FIRST_VECTORS;
                    case 3 -> Serves.LAST_VECTORS;
                    // Where the file does not say: what is usual for one that reads from both sides, and from one.
                    default -> head.architecture().contains("bert") ? Serves.MEAN_VECTORS : Serves.LAST_VECTORS;
                };
        };
    }

    /** Ends what nobody uses, the longest unused first, until there is enough; why there is not, if so. Under {@link #room}. */
    private Optional<String> makeRoom(Seat wanting, LocalWeights weights, long needed) {
        OptionalLong available = memory.available();
        List<Seat> unused = seats.values().stream()
                .filter(seat -> seat != wanting && seat.process != null && seat.uses.isEmpty())
                .sorted(Comparator.comparing(seat -> seat.lastUsed))
                .toList();
        for (Seat seat : unused) {
            if (available.isEmpty() || available.getAsLong() >= needed) {
                break;
            }
            if (seat.endIf(any -> true)) {
                available = memory.available();
            }
        }
        return available.isPresent() && available.getAsLong() < needed
                ? Optional.of("%s takes about %d MB of memory, and %d MB are free on this machine."
                        .formatted(weights.file(), needed >> 20, available.getAsLong() >> 20))
                : Optional.empty();
    }

    /** The processes that there are now, by the digest of their weights. */
    public Optional<Running> running(String digest) {
        return Optional.ofNullable(seats.get(digest)).flatMap(seat -> {
            ModelProcess process = seat.process;
            return process == null || !process.isAlive()
                    ? Optional.empty()
                    : Optional.of(new Running(
                            process.pid(),
                            process.port(),
                            process.since(),
                            memory.of(process.pid()),
                            seat.uses.size(),
                            seat.restarts));
        });
    }

    private synchronized void lookAfterIdle() {
        if (looking == null && !closed) {
            long period = Math.max(config.idle().toMillis() / 4, 100);
            looking = clock.scheduleWithFixedDelay(this::endIdle, period, period, TimeUnit.MILLISECONDS);
        }
    }

    private void endIdle() {
        Instant longAgo = Instant.now().minus(config.idle());
        seats.values().forEach(seat -> seat.endIf(each -> each.lastUsed.isBefore(longAgo)));
    }

    /** Ends every process at once. */
    @PreDestroy
    void close() {
        closed = true;
        clock.shutdownNow();
        seats.values().forEach(seat -> {
            ModelProcess process = seat.process;
            if (process != null) {
                process.end();
            }
        });
    }

    /** A model in use: it is not ended for want of work or memory until this is closed. */
    public static final class Use implements AutoCloseable {

        private final ModelProcess process;
        private final Seat seat;
        private final AtomicBoolean over = new AtomicBoolean();

        private Use(ModelProcess process, Seat seat) {
            this.process = process;
            this.seat = seat;
        }

        /** Of its OpenAI API. */
        public URI baseUrl() {
            return process.baseUrl();
        }

        /** What it asks for as a bearer token. */
        public String key() {
            return process.key();
        }

        /** Whether the process ended by itself; a moment is given to one that is just ending. */
        public boolean isLost() throws InterruptedException {
            return process.isGoneWithin(LAST_BREATH);
        }

        @Override
        public void close() {
            if (over.compareAndSet(false, true)) {
                seat.lastUsed = Instant.now();
                seat.uses.remove(this);
            }
        }
    }

    /** The place of one file's process, whether there is one now or not. What changes it holds {@link #lock}. */
    private static final class Seat {

        private final ReentrantLock lock = new ReentrantLock(true);
        private final Set<Use> uses = ConcurrentHashMap.newKeySet();
        private final Deque<Instant> crashes = new ArrayDeque<>();
        private volatile @Nullable ModelProcess process;
        private volatile Instant lastUsed = Instant.now();
        private volatile int restarts;
        private int refusals;
        private Instant refusedUntil = Instant.EPOCH;
        private String refusal = "";

        Use use(ModelProcess running) {
            Use use = new Use(running, this);
            uses.add(use);
            lastUsed = Instant.now();
            return use;
        }

        void seated(ModelProcess started) {
            process = started;
            refusals = 0;
            started.whenLost(this::lost);
        }

        private void lost() {
            synchronized (crashes) {
                crashes.addLast(Instant.now());
                restarts++;
            }
        }

        /** What crashes over and over is not started without a breath between. */
        Duration pause() {
            synchronized (crashes) {
                Instant forgotten = Instant.now().minus(MEMORY_OF_CRASHES);
                while (!crashes.isEmpty() && crashes.getFirst().isBefore(forgotten)) {
                    crashes.removeFirst();
                }
                Duration pause = PAUSE_PER_CRASH.multipliedBy(Math.max(0, crashes.size() - CRASHES_FORGIVEN));
                return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
            }
        }

        /** For twice as long each time, up to a minute. */
        void refuse(String words) {
            Duration time = Duration.ofSeconds(1L << Math.min(refusals++, 6));
            refusedUntil = Instant.now().plus(time.compareTo(LONGEST_REFUSAL) > 0 ? LONGEST_REFUSAL : time);
            refusal = words;
        }

        /** Whether there is none any more; what is in use, or just being started, is left alone. */
        boolean endIf(Predicate<Seat> idle) {
            if (!lock.tryLock()) {
                return false;
            }
            try {
                ModelProcess running = process;
                if (running == null) {
                    return true;
                }
                if (!uses.isEmpty() || !idle.test(this)) {
                    return false;
                }
                running.end();
                process = null;
                return true;
            } finally {
                lock.unlock();
            }
        }
    }
}
