package io.groundwork.ingest.parse;

import io.groundwork.ingest.IngestException;
import io.groundwork.ingest.parse.child.Draft;
import io.groundwork.ingest.parse.child.Exchange;
import io.groundwork.ingest.parse.child.PartSink;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** One parser process and its private folder. Used by one thread at a time; {@link #kill} may come from any. */
final class CagedProcess {

    private static final String MAIN = "io.groundwork.ingest.parse.child.ParserProcess";

    /** Kinds that are read in plain Java from the bytes in hand, and leave nothing behind in the process. */
    private static final Set<String> HARMLESS = Set.of(
            "text/plain", "text/markdown", "text/html", "text/csv", "text/tab-separated-values", "application/json");

    /** What a shell and Java say of a process that SIGKILL ended: 128 and the number of the signal. */
    private static final int KILLED_STATUS = 128 + 9;

    /** How a process left us in the middle of a file. */
    enum Loss {
        OUT_OF_TIME,
        OUT_OF_MEMORY,
        /** By SIGKILL, which a process never sends itself: somebody, or a system without memory, ended it from outside. */
        KILLED,
        DIED
    }

    /** The process is gone, or no longer to be trusted. */
    static final class Lost extends Exception {
        private static final long serialVersionUID = 1;

        private final Loss loss;
        private final transient Draft draft;

        Lost(Loss loss, Draft draft, Throwable cause) {
            super(cause);
            this.loss = loss;
            this.draft = draft;
        }

        /** What it had read of the file until then. */
        Draft draft() {
            return draft;
        }

        Loss loss() {
            return loss;
        }
    }

    private final Process process;
    private final Path folder;
    private final String classPath;
    private final LastWords lastWords;
    private final DataOutputStream requests;
    private final DataInputStream outcomes;
    private volatile boolean outOfTime;
    private boolean reading;
    private int filesRead;
    private int wear;

    private CagedProcess(Process process, Path folder, String classPath) {
        this.classPath = classPath;
        this.process = process;
        this.folder = folder;
        this.lastWords = LastWords.of(process.getErrorStream());
        this.requests = new DataOutputStream(new BufferedOutputStream(process.getOutputStream(), 64 << 10));
        this.outcomes = new DataInputStream(new BufferedInputStream(process.getInputStream(), 64 << 10));
    }

    /** @throws IngestException when no process can be had: no file is to blame */
    static CagedProcess start(Cage cage) {
        Path folder = null;
        try {
            folder = PrivateFolders.make(cage.scratch());
            ProcessBuilder builder = new ProcessBuilder(command(cage, folder)).directory(folder.toFile());
            builder.environment().clear();
            return new CagedProcess(builder.start(), folder, cage.classPath());
        } catch (IOException e) {
            if (folder != null) {
                PrivateFolders.remove(folder);
            }
            throw new IngestException("No parser process can be started", e);
        }
    }

    private static List<String> command(Cage cage, Path folder) {
        List<String> command = new ArrayList<>(Enclosure.ofThisSystem().prefix());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-Xmx" + cage.heapMegabytes() + "m",
                "-Xms16m",
                "-Xss1m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:MinHeapFreeRatio=10",
                "-XX:MaxHeapFreeRatio=30",
                "-XX:MaxMetaspaceSize=192m",
                "-XX:MaxDirectMemorySize=64m",
                "-XX:ReservedCodeCacheSize=64m",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-UsePerfData",
                "-XX:+DisableAttachMechanism",
                "-XX:-CreateCoredumpOnCrash",
                // Standard output is the pipe: the virtual machine's own words go elsewhere.
                "-XX:+DisplayVMOutputToStderr",
                "-Xshare:auto",
                "-Dfile.encoding=UTF-8",
                "-Duser.language=en",
                "-Duser.country=US",
                "-Duser.timezone=UTC",
                "-Djava.awt.headless=true",
                "-Djava.io.tmpdir=" + folder,
                "-Duser.home=" + folder,
                // No document makes the process open another, here or elsewhere.
                "-Djavax.xml.accessExternalDTD=",
                "-Djavax.xml.accessExternalSchema=",
                "-Djavax.xml.accessExternalStylesheet=",
                "-Dlog4j2.loggerContextFactory=org.apache.logging.log4j.simple.SimpleLoggerContextFactory",
                "-Dorg.apache.logging.log4j.simplelog.level=OFF",
                "-Dlog4j2.StatusLogger.level=OFF",
                "-Dslf4j.internal.verbosity=ERROR",
                "-Dorg.apache.commons.logging.Log=org.apache.commons.logging.impl.NoOpLog",
                "-cp",
                cage.classPath(),
                MAIN));
        command.addAll(cage.limits().toArguments());
        command.addAll(cage.ocr().toArguments());
        return command;
    }

    /** Waits until the process speaks, which it does before it loads anything that takes long. */
    void awaitReady() {
        try {
            int said = outcomes.readInt();
            if (said != Exchange.READY) {
                throw new IOException("It said %08x".formatted(said));
            }
        } catch (IOException e) {
            kill();
            throw new IngestException(
                    "The parser's process did not start from %s: %s".formatted(classPath, lastWords.text()), e);
        }
    }

    /** The time that reading a file may take. */
    interface Deadline {

        /**
         * Starts it.
         *
         * @return what ends it early
         */
        Future<?> start(int file);
    }

    /**
     * Has one file read.
     *
     * @param deadline begins when the bytes are there: a store that answers slowly takes nothing from the time to read
     * @throws Lost when the process did not live to tell
     * @throws IngestException when {@code source} could not be read; the process is killed then
     */
    ParseOutcome read(
            Source source, String fileName, String declaredMediaType, Room room, PartSink parts, Deadline deadline)
            throws Lost {
        // What fails here but not in the exchange is the source's doing: the process has not gone, and the file is not
        // to blame.
        try (InputStream bytes = source.open()) {
            Future<?> running = deadline.start(begin());
            try {
                return exchange(bytes, fileName, declaredMediaType, room, parts);
            } finally {
                running.cancel(false);
            }
        } catch (IOException e) {
            kill();
            throw new IngestException("The file's bytes could not be fetched", e);
        }
    }

    private ParseOutcome exchange(
            InputStream bytes, String fileName, String declaredMediaType, Room room, PartSink parts)
            throws Lost, Exchange.SourceFailure {
        Draft draft = new Draft();
        try {
            Exchange.writeRequest(requests, fileName, declaredMediaType, room, bytes);
            ParseOutcome outcome = Exchange.readOutcome(outcomes, draft, parts);
            end(outcome);
            return outcome;
        } catch (Exchange.SourceFailure e) {
            throw e;
        } catch (IOException e) {
            throw new Lost(howItEnded(), draft, e);
        }
    }

    private Loss howItEnded() {
        if (outOfTime) {
            kill();
            return Loss.OUT_OF_TIME;
        }
        Loss loss = Loss.DIED;
        try {
            // The pipe breaks a moment before the exit status is there. A process that lives on talks nonsense, and is
            // killed.
            if (process.waitFor(2, TimeUnit.SECONDS)) {
                loss = switch (process.exitValue()) {
                    case Exchange.OUT_OF_MEMORY -> Loss.OUT_OF_MEMORY;
                    case KILLED_STATUS -> Loss.KILLED;
                    default -> Loss.DIED;
                };
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        kill();
        return loss;
    }

    private synchronized int begin() {
        filesRead++;
        reading = true;
        return filesRead;
    }

    private synchronized void end(ParseOutcome outcome) {
        reading = false;
        if (!(outcome instanceof ParseOutcome.Parsed(var document) && HARMLESS.contains(document.mediaType()))) {
            wear++;
        }
    }

    /** How many files have been read that may have left something behind in the process. */
    synchronized int wear() {
        return wear;
    }

    /** Ends the process if it still reads its {@code file}th file, and remembers why. */
    synchronized void outOfTime(int file) {
        if (reading && filesRead == file) {
            outOfTime = true;
            destroy();
        }
    }

    /** What it has started (OCR) goes first: nobody could be asked for it later. */
    private void destroy() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** Ends the process now and removes its folder. May be called more than once. */
    void kill() {
        destroy();
        try {
            process.waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        PrivateFolders.remove(folder);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    String lastWords() {
        return lastWords.text();
    }
}
