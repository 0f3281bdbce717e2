package io.groundwork.orchestration.transfer;

import io.groundwork.ingest.DocumentId;
import io.groundwork.orchestration.identity.Caller;
import io.groundwork.orchestration.indexing.PassageReader;
import io.groundwork.orchestration.transfer.Intake.Begun;
import io.groundwork.orchestration.transfer.Intake.Place;
import io.groundwork.orchestration.transfer.Intake.Taken;
import jakarta.inject.Singleton;
import java.io.InputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Makes a new collection of lines in the open form. No more of them is in memory than one document. The collection is there for its importer once the
 * last line was read and nothing was wrong; before that for nobody, and not at all afterwards if anything was. Safe for use by many threads.
 */
@Singleton
public final class Importer {

    /** Each holds a document of up to 256 MiB. */
    private static final int AT_ONCE = 2;

    private final Intake intake;
    private final PassageReader reader;
    private final Semaphore slots = new Semaphore(AT_ONCE);

    Importer(Intake intake, PassageReader reader) {
        this.intake = intake;
        this.reader = reader;
    }

    /**
     * Reads a file to its end.
     *
     * @return empty when so many are being imported already that this one has to come again
     * @throws BadLineException when a line is not right, or the last one is missing
     * @throws TransferException when it took so long that it was given up
     */
    public Optional<ImportReport> take(Caller importer, InputStream lines) {
        if (!slots.tryAcquire()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Run(importer, lines).read());
        } finally {
            slots.release();
        }
    }

    /** One import. */
    private final class Run {

        /** Documents without an end below one another are nothing that a parser has read. */
        private static final int MOST_DEPTH = 32;

        private static final int MOST_BELOW_ONE = 10_000;
        private static final int MOST_TYPE = 40;
        private static final long SIGN_OF_LIFE_NANOS = Duration.ofMinutes(1).toNanos();

        private final Caller importer;
        private final LineReader lines;

        /** The document at the top that was read last, and those below it, by their ids in the file. */
        private final Map<String, Placed> family = new HashMap<>();

        private @Nullable Begun begun;
        private long lastSign = System.nanoTime();
        private long sent;
        private long sentPassages;
        private long documents;
        private long passages;
        private long queued;
        private long restricted;
        private long leftOut;
        private long withoutStates;

        Run(Caller importer, InputStream body) {
            this.importer = importer;
            this.lines = new LineReader(body, this::live);
        }

        /** What became of a document of the file. */
        private static final class Placed {

            /** Empty: it was left out. */
            private final Optional<DocumentId> document;

            private final boolean restricted;
            private final int depth;
            private int children;

            Placed(Optional<DocumentId> document, boolean restricted, int depth) {
                this.document = document;
                this.restricted = restricted;
                this.depth = depth;
            }
        }

        ImportReport read() {
            IncomingCollection head = IncomingCollection.of(
                    lines.next().orElseThrow(() -> new BadLineException(1, "there is nothing in what was sent.")));
            Begun started = intake.begin(head, importer.id());
            begun = started;
            boolean done = false;
            try {
                long withheld = documents(started, head.model().dimension());
                intake.finish(started);
                done = true;
                return new ImportReport(
                        started.collection(),
                        head.name(),
                        head.model(),
                        started.engine().model(),
                        documents,
                        passages,
                        queued,
                        restricted,
                        leftOut,
                        withheld,
                        reader.keepsStates(started.engine()) ? withoutStates : 0);
            } finally {
                if (!done) {
                    intake.discard(started.collection());
                }
            }
        }

        private void live() {
            if (begun != null && System.nanoTime() - lastSign > SIGN_OF_LIFE_NANOS) {
                intake.keep(begun);
                lastSign = System.nanoTime();
            }
        }

        /** @return how many documents the last line says were withheld */
        private long documents(Begun started, int dimension) {
            Optional<IncomingDocument> current = Optional.empty();
            while (true) {
                Fields line = lines.next()
                        .orElseThrow(() -> new BadLineException(
                                lines.number(),
                                "what was sent ends here, without the last line: some of it is missing."));
                switch (line.needed("type", MOST_TYPE)) {
                    case Line.DOCUMENT -> {
                        current.ifPresent(document -> store(started, document));
                        current = Optional.of(new IncomingDocument(line, dimension, lines.bytes()));
                        sent++;
                    }
                    case Line.MORE -> above(line, current).more(line, lines.bytes());
                    case Line.PASSAGE -> {
                        above(line, current).passage(line, lines.bytes());
                        sentPassages++;
                    }
                    case Line.END -> {
                        current.ifPresent(document -> store(started, document));
                        return end(line);
                    }
                    case Line.COLLECTION -> throw line.bad("only the first line is of the type 'collection'.");
                    default -> throw line.bad("there are no lines of this 'type'.");
                }
            }
        }

        private static IncomingDocument above(Fields line, Optional<IncomingDocument> current) {
            return current.orElseThrow(() -> line.bad("there is no document that it belongs to."));
        }

        private long end(Fields line) {
            if (line.neededCount("documents") != sent || line.neededCount("passages") != sentPassages) {
                throw line.bad(
                        "it counts otherwise: there were %d documents with %d passages.".formatted(sent, sentPassages));
            }
            long withheld = line.has("withheld") ? line.neededCount("withheld") : 0;
            lines.next().ifPresent(after -> {
                throw after.bad("it stands behind the last line.");
            });
            return withheld;
        }

        private void store(Begun started, IncomingDocument incoming) {
            Optional<Placed> above = incoming.parent().map(id -> Optional.ofNullable(family.get(id))
                    .orElseThrow(() -> incoming.bad(
                            "'parent_id' is not the id of the document that it follows, nor of one within that.")));
            if (above.isEmpty()) {
                family.clear();
            }
            boolean below = above.filter(parent -> parent.document.isPresent()).isPresent();
            boolean isRestricted = incoming.isRestricted();
            if (below && above.get().restricted != isRestricted) {
                throw incoming.bad("a document within another has the readers of the one at the top.");
            }
            int depth = above.map(parent -> parent.depth + 1).orElse(0);
            if (depth > MOST_DEPTH || family.size() > MOST_BELOW_ONE) {
                throw incoming.bad("no document has more than %d levels or %d documents within it."
                        .formatted(MOST_DEPTH, MOST_BELOW_ONE));
            }
            Optional<DocumentId> stored = Optional.empty();
            if (incoming.content().isEmpty()) {
                leftOut++;
            } else {
                Place place = new Place(
                        above.flatMap(parent -> parent.document),
                        above.map(parent -> parent.children).orElse(0),
                        isRestricted);
                Taken taken = intake.store(started, incoming, place);
                stored = Optional.of(taken.document());
                count(incoming, taken, isRestricted);
                above.ifPresent(parent -> parent.children++);
            }
            if (family.put(incoming.id(), new Placed(stored, isRestricted, depth)) != null) {
                throw incoming.bad("another document has the same 'id'.");
            }
        }

        private void count(IncomingDocument incoming, Taken taken, boolean isRestricted) {
            documents++;
            restricted += isRestricted ? 1 : 0;
            if (taken.stored()) {
                passages += incoming.passages().size();
                withoutStates += incoming.passages().size() - incoming.states().size();
            } else {
                queued++;
            }
        }
    }
}
