package io.groundwork.orchestration.sources;

import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.FileId;
import io.groundwork.ingest.Files;
import io.groundwork.ingest.StoredFile;
import io.groundwork.ingest.source.Change;
import io.groundwork.ingest.source.Ending;
import io.groundwork.ingest.source.Source;
import io.groundwork.ingest.source.SourceException;
import io.groundwork.ingest.source.SourceItem;
import io.groundwork.orchestration.Library;
import io.groundwork.orchestration.PushedDocument;
import io.groundwork.orchestration.indexing.Priority;
import io.groundwork.orchestration.sources.SourceItems.Known;
import io.groundwork.orchestration.sources.SyncRun.Finding;
import io.groundwork.orchestration.sources.SyncRun.Note;
import io.groundwork.orchestration.sources.SyncRuns.Claimed;
import io.groundwork.retrieval.AttributeType;
import io.quarkus.narayana.jta.QuarkusTransaction;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * One walk through a source: compares what it tells with what is known, and writes the difference. What is written of an item (document,
 * mark, count) is one transaction, so that a walk that is broken off and begun anew finds it unchanged. Used once, by one thread.
 */
final class Sync {

    private static final int PAGE = 200;
    private static final int LONGEST_ID = 2000;
    private static final UUID NO_RUN = new UUID(0, 0);
    private static final int MOST_FETCHES = 3;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final SourceInfo info;
    private final Source source;
    private final Claimed run;
    private final Readership readership;
    private final Place place;

    /** New to us, but with the mark of something that the walk has not seen: moved, unless that one is seen yet. */
    private final List<SourceItem> mayBeMoved = new ArrayList<>();

    private final ReportRoom room = new ReportRoom();
    private boolean somethingPassing;

    Sync(SourceInfo info, Source source, Claimed run, Readership readership, Place place) {
        this.info = info;
        this.source = source;
        this.run = run;
        this.readership = readership;
        this.place = place;
    }

    /**
     * Walks from the cursor to the end.
     *
     * @throws SourceException when the walk cannot go on
     * @throws TakenAwayException when it was cancelled, or another process has it now
     */
    Outcome walk(Optional<String> cursor) {
        Ending ending = source.walk(cursor, this::take);
        return switch (ending.extent()) {
            case CHANGES, PARTIAL -> {
                addAll(mayBeMoved);
                yield finished(ending);
            }
            case COMPLETE -> {
                settleMoves();
                Optional<String> objection = objectionToDeleting();
                if (objection.isPresent()) {
                    yield new Outcome.TooMuchGone(objection.get());
                }
                deleteUnseen();
                yield finished(ending);
            }
        };
    }

    private Outcome finished(Ending ending) {
        // What failed for now is told again by the next walk, if that starts where this one did.
        return somethingPassing
                ? new Outcome.Finished(Optional.empty())
                : new Outcome.Finished(Optional.of(ending.cursor()));
    }

    private void take(List<Change> page) {
        if (!place.runs().isMine(run)) {
            throw new TakenAwayException();
        }
        Map<String, Known> known = place.items()
                .find(info.id(), page.stream().map(Change::externalId).toList());
        Set<String> movedMarks = place.items().unseenMarks(info.id(), newMarks(page, known), run.id());
        List<String> unchanged = new ArrayList<>();
        for (Change change : page) {
            Optional<Known> before = Optional.ofNullable(known.get(change.externalId()));
            switch (change) {
                case Change.Present(SourceItem item) -> {
                    if (before.filter(was -> isUnchanged(item, was)).isPresent()) {
                        unchanged.add(item.externalId());
                    } else if (before.isEmpty() && movedMarks.contains(item.mark())) {
                        mayBeMoved.add(item);
                    } else {
                        present(item, before);
                    }
                }
                case Change.Gone(String id) -> before.ifPresent(this::delete);
                case Change.GoneBelow(String id, String path) -> deleteBelow(path);
                case Change.Unknown(String id, String reason) ->
                    before.ifPresentOrElse(was -> failed(was, reason), () -> failed(id, reason));
            }
        }
        countUnchanged(unchanged);
    }

    private static List<String> newMarks(List<Change> page, Map<String, Known> known) {
        List<String> marks = new ArrayList<>();
        for (Change change : page) {
            if (change instanceof Change.Present(SourceItem item) && !known.containsKey(item.externalId())) {
                marks.add(item.mark());
            }
        }
        return marks;
    }

    private boolean isUnchanged(SourceItem item, Known before) {
        return before.mark().equals(item.mark())
                && before.details().equals(details(item).toString());
    }

    private Details details(SourceItem item) {
        return Details.of(item, readership.of(item.audience()));
    }

    private void countUnchanged(List<String> externalIds) {
        if (externalIds.isEmpty()) {
            return;
        }
        QuarkusTransaction.requiringNew().run(() -> {
            int first = place.items().seen(info.id(), externalIds, run.id());
            count(Finding.UNCHANGED, first);
        });
    }

    /** Fetches what is needed, finds out what differs and writes it. */
    private void present(SourceItem item, Optional<Known> before) {
        Optional<StoredFile> stored = before.flatMap(this::stored);
        boolean sameMark = before.filter(was -> was.mark().equals(item.mark())).isPresent();
        try {
            if (sameMark && stored.isPresent()) {
                write(item, before, stored.get(), difference(item, before.get()));
                return;
            }
            try (Fetched fetched = fetch(item)) {
                if (stored.filter(file -> file.digest().equals(fetched.digest()))
                        .isPresent()) {
                    write(item, before, stored.get(), difference(item, before.orElseThrow()));
                } else {
                    boolean isNew = before.filter(Known::hasDocument).isEmpty();
                    write(item, before, fetched, isNew ? Finding.ADDED : Finding.CHANGED);
                }
            }
        } catch (SourceException e) {
            if (e.kind() != SourceException.Kind.NOT_FOUND) { // else it went since: the next walk will not see it
                somethingPassing |= e.kind().passes();
                failed(item, before, e.words());
            }
        }
    }

    /** What differs of an item whose bytes do not. */
    private Finding difference(SourceItem item, Known before) {
        Details now = details(item);
        Details then = Details.parse(before.details());
        if (!now.place().equals(then.place())) {
            return Finding.MOVED;
        }
        return now.readers().equals(then.readers()) ? Finding.UNCHANGED : Finding.PERMISSIONS_CHANGED;
    }

    private Fetched fetch(SourceItem item) {
        if (item.externalId().length() > LONGEST_ID) {
            throw new SourceException(
                    SourceException.Kind.BROKEN, "Its name has more than %d characters".formatted(LONGEST_ID));
        }
        if (item.sizeBytes() > place.limitBytes()) {
            throw Fetched.tooLarge(place.limitBytes());
        }
        for (int tries = 1; ; tries++) {
            try (InputStream bytes = source.open(item)) {
                return Fetched.from(bytes, place.folder(), place.limitBytes());
            } catch (SourceException e) {
                if (tries == MOST_FETCHES || !e.kind().passes()) {
                    throw e;
                }
                rest(e.retryAfter().orElse(Duration.ofMillis(500L << tries)), e);
            } catch (IOException e) {
                throw new SourceException(SourceException.Kind.PASSING, "The source broke off while it was read", e);
            }
        }
    }

    /** @throws SourceException the failure itself, when that is longer than is waited here */
    private void rest(Duration wait, SourceException failure) {
        if (wait.compareTo(LONGEST_WAIT) > 0) {
            throw failure;
        }
        try {
            Thread.sleep(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure;
        }
    }

    private void write(SourceItem item, Optional<Known> before, Fetched fetched, Finding finding) {
        QuarkusTransaction.requiringNew().run(() -> {
            hold(finding, before);
            note(finding, item.path(), "");
            put(item, before, store(item, fetched));
        });
    }

    private void write(SourceItem item, Optional<Known> before, StoredFile file, Finding finding) {
        QuarkusTransaction.requiringNew().run(() -> {
            hold(finding, before);
            note(finding, item.path(), "");
            put(item, before, place.files().again(file, item.name(), item.mediaType()));
        });
    }

    /** The bytes that an item's document was last made from: a document and its file share an id. */
    private Optional<StoredFile> stored(Known item) {
        return item.document().flatMap(id -> place.files().find(new FileId(id)));
    }

    private StoredFile store(SourceItem item, Fetched fetched) {
        try {
            return place.files().store(item.name(), item.mediaType(), "assistants", info.id(), fetched.path());
        } catch (IOException e) {
            throw new UncheckedIOException("An item of source %s could not be stored".formatted(info.id()), e);
        }
    }

    private void put(SourceItem item, Optional<Known> before, StoredFile file) {
        Optional<List<UUID>> readers = readership.of(item.audience());
        String key = before.map(Known::key).orElseGet(() -> info.id() + "/" + UUID.randomUUID());
        PushedDocument pushed = new PushedDocument(key, file, attributes(item), readers.map(Set::copyOf));
        DocumentId document =
                place.library().put(info.collection(), pushed, Priority.SYNC).document();
        place.items()
                .put(
                        info.id(),
                        new Known(
                                item.externalId(),
                                key,
                                item.mark(),
                                Details.of(item, readers).toString(),
                                Optional.of(document.value()),
                                item.path(),
                                run.id()));
    }

    private Map<String, Object> attributes(SourceItem item) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("source", info.id().toString());
        attributes.put("path", shortened(item.path()));
        item.link().ifPresent(link -> attributes.put("url", shortened(link.toString())));
        item.modified()
                .map(Instant::toString)
                .filter(at -> AttributeType.DATE.fit(at).isPresent())
                .ifPresent(at -> attributes.put("modified", at));
        return attributes;
    }

    /** As long as an attribute may be. */
    private static String shortened(String value) {
        return value.length() <= 512 ? value : value.substring(0, 512);
    }

    private void failed(SourceItem item, Optional<Known> before, String reason) {
        if (item.externalId().length() > LONGEST_ID) {
            failed(item.path(), reason);
        } else {
            Known row = before.orElseGet(() -> new Known(
                    item.externalId(),
                    info.id() + "/" + UUID.randomUUID(),
                    "",
                    "",
                    Optional.empty(),
                    item.path(),
                    NO_RUN));
            failed(row, reason);
        }
    }

    /** What is there of it stays, and is not taken for gone. */
    private void failed(Known row, String reason) {
        QuarkusTransaction.requiringNew().run(() -> {
            count(Finding.FAILED, row.run().equals(run.id()) ? 0 : 1);
            place.items().put(info.id(), row.seenBy(run.id()));
            note(Finding.FAILED, row.path(), reason);
        });
    }

    private void failed(String path, String reason) {
        count(Finding.FAILED, 1);
        note(Finding.FAILED, path, reason);
    }

    private void addAll(List<SourceItem> items) {
        items.forEach(item -> present(item, Optional.empty()));
        items.clear();
    }

    /** A new item with the mark of one that was not seen is that one, under another name. */
    private void settleMoves() {
        for (SourceItem item : mayBeMoved) {
            Optional<Known> before = place.items().unseenWith(info.id(), item.mark(), run.id());
            Optional<StoredFile> file = before.flatMap(this::stored);
            if (before.isPresent() && file.isPresent()) {
                QuarkusTransaction.requiringNew().run(() -> {
                    hold(Finding.MOVED, before);
                    note(Finding.MOVED, item.path(), "");
                    place.items().rename(info.id(), before.get().externalId(), item.externalId());
                    put(item, before, place.files().again(file.get(), item.name(), item.mediaType()));
                });
            } else {
                present(item, Optional.empty());
            }
        }
        mayBeMoved.clear();
    }

    private Optional<String> objectionToDeleting() {
        SourceItems.Tally tally = place.items().tally(info.id(), run.id());
        return run.force() ? Optional.empty() : MassDeletion.objection(tally.unseen(), tally.known());
    }

    private void deleteUnseen() {
        String after = "";
        for (List<Known> page = place.items().unseen(info.id(), run.id(), after, PAGE);
                !page.isEmpty();
                page = place.items().unseen(info.id(), run.id(), after, PAGE)) {
            page.forEach(this::delete);
            after = page.getLast().externalId();
        }
    }

    /** But for what this walk has told of since: it lies elsewhere now, or in another folder of the same name. */
    private void deleteBelow(String folder) {
        String after = "";
        for (List<Known> page = place.items().unseenBelow(info.id(), folder, run.id(), after, PAGE);
                !page.isEmpty();
                page = place.items().unseenBelow(info.id(), folder, run.id(), after, PAGE)) {
            page.forEach(this::delete);
            after = page.getLast().externalId();
        }
    }

    private void delete(Known item) {
        QuarkusTransaction.requiringNew().run(() -> {
            if (item.hasDocument()) {
                count(Finding.DELETED, 1);
                note(Finding.DELETED, item.path(), "");
                place.library().remove(info.collection(), item.key(), info.id());
            } else if (!place.runs().isMine(run)) {
                throw new TakenAwayException();
            }
            place.items().delete(info.id(), item.externalId());
        });
    }

    /** Counts, unless this same walk has counted the item already and finds it as it was. */
    private void hold(Finding finding, Optional<Known> before) {
        boolean again = finding == Finding.UNCHANGED
                && before.filter(was -> was.run().equals(run.id())).isPresent();
        count(finding, again ? 0 : 1);
    }

    private void count(Finding finding, int items) {
        if (!place.runs().count(run, finding, items)) {
            throw new TakenAwayException();
        }
    }

    private void note(Finding finding, String path, String reason) {
        if (room.take(finding)) {
            place.runs().note(run, new Note(finding.toString(), shortened(path), reason));
        }
    }

    /** What a walk writes to. */
    record Place(Library library, Files files, SourceItems items, SyncRuns runs, Path folder, long limitBytes) {}

    /** How a walk came to its end. */
    sealed interface Outcome {

        /** @param cursor where the next walk starts, by the source's own word; empty: where this one did */
        record Finished(Optional<Optional<String>> cursor) implements Outcome {}

        /** @param reason one sentence */
        record TooMuchGone(String reason) implements Outcome {}
    }

    /** The walk was cancelled, or its lease ran out and another process has it. */
    static final class TakenAwayException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        TakenAwayException() {
            super("The walk is no longer this process's", null, false, false);
        }
    }
}
