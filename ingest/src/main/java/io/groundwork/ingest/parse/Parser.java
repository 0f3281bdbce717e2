package io.groundwork.ingest.parse;

import io.groundwork.ingest.IngestException;
import io.groundwork.ingest.parse.CagedProcess.Deadline;
import io.groundwork.ingest.parse.CagedProcess.Lost;
import io.groundwork.ingest.parse.ParseOutcome.Parsed;
import io.groundwork.ingest.parse.ParseOutcome.TooCostly;
import io.groundwork.ingest.parse.child.Draft;
import io.groundwork.ingest.parse.child.PartSink;
import io.groundwork.ingest.parse.child.ReadLimits;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Reads files, each in a process that can be killed without harm. Safe for many threads: those beyond {@code cage.processes()} wait
 * their turn in order. Processes start when they are first needed, and end when nothing has come for {@code cage.idle()}.
 */
public final class Parser implements AutoCloseable {

    private static final Logger LOG = System.getLogger(Parser.class.getName());
    private static final Duration START = Duration.ofSeconds(60);

    private final Cage cage;
    private final Semaphore turns;
    private final ScheduledThreadPoolExecutor clock;
    private final Deque<Idle> idle = new ArrayDeque<>();
    private final Set<CagedProcess> living = new HashSet<>();
    private boolean looking;
    private boolean closed;

    private record Idle(CagedProcess process, long sinceNanos) {}

    public Parser(Cage cage) {
        this.cage = cage;
        this.turns = new Semaphore(cage.processes(), true);
        this.clock = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("parser-clock").factory(), new ThreadPoolExecutor.DiscardPolicy());
        this.clock.setRemoveOnCancelPolicy(true);
        this.clock.setKeepAliveTime(10, TimeUnit.SECONDS);
        this.clock.allowCoreThreadTimeOut(true);
        PrivateFolders.sweep(cage.scratch());
    }

    /**
     * Reads one file; blocks until it has been read, refused or given up.
     *
     * @param source its bytes; opened a second time when a process is lost for no reason that lies in the file
     * @param fileName its name, which helps to tell its kind; may be empty
     * @param declaredMediaType what its sender says it is; believed only where the bytes do not tell; may be empty
     * @throws IngestException when the machine or the source fails, or the parser is closed meanwhile: the file may be fine
     */
    public ParseOutcome parse(Source source, String fileName, String declaredMediaType) {
        ReadLimits limits = cage.limits();
        Room room = new Room(limits.nesting(), limits.embeddedFiles(), limits.unpackedBytes());
        return parse(source, fileName, declaredMediaType, room, PartSink.NONE, () -> {});
    }

    /** What a reading may put files into that lie within the file; the caller closes it. */
    public Parts partsWithin(Room room) {
        return new Parts(cage.scratch(), room);
    }

    /** The same; the files within a mail or an archive go into {@code parts}, which has them when the outcome is that it was read. */
    public ParseOutcome parse(Source source, String fileName, String declaredMediaType, Parts parts) {
        ParseOutcome outcome = parse(source, fileName, declaredMediaType, parts.room(), parts, parts::clear);
        if (!(outcome instanceof Parsed)) {
            parts.clear();
        }
        return outcome;
    }

    private ParseOutcome parse(
            Source source, String fileName, String declaredMediaType, Room room, PartSink parts, Runnable anew) {
        try {
            turns.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IngestException("Interrupted while waiting for a parser process", e);
        }
        try {
            return read(source, fileName, declaredMediaType, room, parts, anew);
        } finally {
            turns.release();
        }
    }

    private ParseOutcome read(
            Source source, String fileName, String declaredMediaType, Room room, PartSink parts, Runnable anew) {
        // Twice: a process may be killed by something other than its file, and then the file must not be blamed.
        for (int attempt = 1; ; attempt++) {
            CagedProcess process = borrow();
            Deadline deadline = file ->
                    clock.schedule(() -> process.outOfTime(file), cage.timeout().toMillis(), TimeUnit.MILLISECONDS);
            boolean sound = false;
            try {
                ParseOutcome outcome = process.read(source, fileName, declaredMediaType, room, parts, deadline);
                sound = !(outcome instanceof TooCostly) && process.wear() < cage.filesPerProcess();
                return outcome;
            } catch (Lost lost) {
                throwIfClosed();
                LOG.log(
                        Level.WARNING,
                        "Parser process {0} lost: {1}, {2}",
                        process.pid(),
                        lost.loss(),
                        process.lastWords());
                switch (lost.loss()) {
                    case OUT_OF_TIME -> {
                        return endedBy(
                                "Reading this file took longer than the limit of %s."
                                        .formatted(inWords(cage.timeout())),
                                lost.draft());
                    }
                    case OUT_OF_MEMORY -> {
                        return endedBy(
                                "Reading this file needs more memory than the limit of %d MiB."
                                        .formatted(cage.heapMegabytes()),
                                lost.draft());
                    }
                    case KILLED -> {
                        if (attempt == 2) {
                            throw new IngestException(
                                    "The parser process was killed from outside, twice; this machine may be short of memory");
                        }
                        anew.run();
                    }
                    case DIED -> {
                        if (attempt == 2) {
                            return new TooCostly(
                                    "Reading this file made the parser crash, twice. It is most likely damaged.");
                        }
                        anew.run();
                    }
                }
            } finally {
                giveBack(process, sound);
            }
        }
    }

    /** What was read up to the limit is kept, and marked as what it is. */
    private static ParseOutcome endedBy(String limit, Draft draft) {
        return draft.beginning(limit.replaceFirst("^R", "r"))
                .<ParseOutcome>map(Parsed::new)
                .orElseGet(() -> new TooCostly(limit));
    }

    private static String inWords(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + " seconds" : time.toMillis() + " milliseconds";
    }

    private CagedProcess borrow() {
        synchronized (idle) {
            throwIfClosed();
            while (!idle.isEmpty()) {
                CagedProcess process = idle.removeFirst().process();
                if (process.isAlive()) {
                    return process;
                }
                living.remove(process);
                process.kill();
            }
        }
        CagedProcess process = CagedProcess.start(cage);
        synchronized (idle) {
            living.add(process);
            if (closed) {
                process.kill();
            }
        }
        Future<?> deadline = clock.schedule(process::kill, START.toMillis(), TimeUnit.MILLISECONDS);
        try {
            process.awaitReady();
        } catch (IngestException e) {
            giveBack(process, false);
            throw e;
        } finally {
            deadline.cancel(false);
        }
        return process;
    }

    private void giveBack(CagedProcess process, boolean sound) {
        synchronized (idle) {
            if (sound && !closed && process.isAlive()) {
                idle.addFirst(new Idle(process, System.nanoTime()));
                lookAfterIdle();
                return;
            }
            living.remove(process);
        }
        process.kill();
    }

    private void lookAfterIdle() {
        if (!looking && !idle.isEmpty()) {
            looking = true;
            Future<?> unused = clock.schedule(this::endIdle, cage.idle().toMillis() / 4 + 1, TimeUnit.MILLISECONDS);
        }
    }

    private void endIdle() {
        List<CagedProcess> tooLong;
        synchronized (idle) {
            long now = System.nanoTime();
            tooLong = idle.stream()
                    .filter(each -> now - each.sinceNanos() >= cage.idle().toNanos())
                    .map(Idle::process)
                    .toList();
            idle.removeIf(each -> tooLong.contains(each.process()));
            tooLong.forEach(living::remove);
            looking = false;
            lookAfterIdle();
        }
        tooLong.forEach(CagedProcess::kill);
    }

    private void throwIfClosed() {
        synchronized (idle) {
            if (closed) {
                throw new IngestException("The parser is closed");
            }
        }
    }

    /** Ends every process at once; calls that are waiting for one end with an exception. */
    @Override
    public void close() {
        List<CagedProcess> all;
        synchronized (idle) {
            closed = true;
            all = List.copyOf(living);
            living.clear();
            idle.clear();
        }
        clock.shutdownNow();
        all.forEach(CagedProcess::kill);
    }
}
