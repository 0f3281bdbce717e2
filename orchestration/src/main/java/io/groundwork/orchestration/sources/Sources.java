package io.groundwork.orchestration.sources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundwork.ingest.source.InvalidSettingException;
import io.groundwork.ingest.source.Source;
import io.groundwork.ingest.source.SourceException;
import io.groundwork.orchestration.Library;
import io.groundwork.orchestration.models.Secrets;
import io.groundwork.orchestration.sources.SourceItems.Known;
import io.groundwork.orchestration.sources.SourceRows.Content;
import io.groundwork.orchestration.sources.SourceRows.SourceRow;
import io.groundwork.retrieval.CollectionId;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The places that documents come from: which there are, and their walks. Decides no rights. A source is kept only when it can be reached
 * with its settings and its secret.
 */
@Singleton
public final class Sources {

    private static final int PAGE = 200;
    private static final Set<String> CHOOSING = Set.of("include", "exclude", "permissions");

    private final SourceRows rows;
    private final SyncRuns runs;
    private final SourceItems items;
    private final Connector connector;
    private final Secrets secrets;
    private final Library library;
    private final SyncWorker worker;
    private final SourcesConfig config;

    Sources(
            SourceRows rows,
            SyncRuns runs,
            SourceItems items,
            Connector connector,
            Secrets secrets,
            Library library,
            SyncWorker worker,
            SourcesConfig config) {
        this.rows = rows;
        this.runs = runs;
        this.items = items;
        this.connector = connector;
        this.secrets = secrets;
        this.library = library;
        this.worker = worker;
        this.config = config;
    }

    /** Adds a source that can be reached. It is looked through first when it is due, or when {@link #sync} asks. */
    public Kept add(CollectionId collection, SourceKind kind, Wanted wanted) {
        UUID id = UUID.randomUUID();
        Optional<Kept.Refused> refusal = trial(kind, wanted.settings(), wanted.secret());
        if (refusal.isPresent()) {
            return refusal.get();
        }
        rows.add(id, collection, kind, content(id, wanted));
        worker.wake();
        return new Kept.Done(rows.find(id).orElseThrow().info());
    }

    /** Changes a source that can be reached as it is to be; empty when it does not exist. */
    public Optional<Kept> change(UUID id, Change change) {
        return rows.find(id).map(row -> {
            Content was = row.content();
            Optional<String> secret = change.secret()
                    .map(given -> given.isEmpty() ? Optional.<String>empty() : Optional.of(given))
                    .orElseGet(() -> connector.secret(row));
            Wanted wanted = new Wanted(
                    change.name().orElse(was.name()),
                    change.settings().orElse(was.settings()),
                    secret,
                    change.schedule().map(Schedule::every).orElse(was.every()),
                    change.enabled().orElse(was.enabled()));
            if (change.secret().isEmpty()
                    && secret.isPresent()
                    && !whereTo(wanted.settings()).equals(whereTo(was.settings()))) {
                return new Kept.Refused(
                        "secret", "Send 'secret' too: the one that is kept is not sent to where it was not meant for.");
            }
            if (change.settings().isPresent() || change.secret().isPresent()) {
                Optional<Kept.Refused> refusal = trial(row.info().kind(), wanted.settings(), secret);
                if (refusal.isPresent()) {
                    return refusal.get();
                }
            }
            rows.change(id, content(id, wanted));
            worker.wake();
            return new Kept.Done(rows.find(id).orElseThrow().info());
        });
    }

    public Optional<SourceInfo> find(UUID id) {
        return rows.find(id).map(SourceRow::info);
    }

    /** Oldest first. */
    public List<SourceInfo> all() {
        return rows.all().stream().map(SourceRow::info).toList();
    }

    /** Those of some collections, oldest first. */
    public List<SourceInfo> of(Collection<CollectionId> collections) {
        return rows.of(collections).stream().map(SourceRow::info).toList();
    }

    /**
     * Deletes a source and what is known of it. Its documents go one by one; when that breaks off the source is still there, and the
     * same call goes on.
     */
    public void delete(UUID id, Documents documents) {
        runs.cancelAll(id);
        if (documents == Documents.DELETED) {
            SourceInfo info = rows.find(id).orElseThrow().info();
            for (List<Known> page = items.all(id, "", PAGE); !page.isEmpty(); page = items.all(id, "", PAGE)) {
                page.forEach(item -> QuarkusTransaction.requiringNew().run(() -> {
                    library.remove(info.collection(), item.key(), id);
                    items.delete(id, item.externalId());
                }));
            }
        }
        rows.delete(id);
        connector.forget(id);
    }

    /** Queues a walk, or tells of the one that waits or runs already. */
    public Asked sync(UUID id, Wish wish) {
        Optional<UUID> queued = runs.ask(id, wish);
        worker.wake();
        return queued.<Asked>map(run -> new Asked.Queued(runs.find(id, run).orElseThrow()))
                .orElseGet(() -> new Asked.UnderWay(runs.underWay(id)));
    }

    /** Newest first, after the run {@code after} where one is given; the last hundred are kept. */
    public List<SyncRun> runs(UUID id, Optional<UUID> after, int limit) {
        return runs.list(id, after, limit);
    }

    /** Of each source the newest dry run and the newest other one, where there are any. */
    public List<SyncRun> latestRuns(Collection<UUID> sources) {
        return runs.latest(sources);
    }

    /** Folders of this machine below which watched folders may lie. */
    public List<Path> watchable() {
        return config.folders().orElse(List.of());
    }

    public Optional<SyncRun> run(UUID id, UUID run) {
        return runs.find(id, run);
    }

    /** Stops a walk; what it has written stays, and the next one goes on from there. @return false when it was over already */
    public boolean cancel(UUID id, UUID run) {
        return runs.cancel(id, run);
    }

    private Content content(UUID id, Wanted wanted) {
        return new Content(
                wanted.name(),
                wanted.settings(),
                wanted.secret().map(secret -> secrets.seal(secret, Connector.place(id))),
                wanted.every(),
                wanted.enabled());
    }

    private Optional<Kept.Refused> trial(SourceKind kind, JsonNode settings, Optional<String> secret) {
        try (Source source = connector.open(UUID.randomUUID(), kind, settings, secret)) {
            source.check();
            return Optional.empty();
        } catch (InvalidSettingException e) {
            return Optional.of(new Kept.Refused(field(e.field()), String.valueOf(e.getMessage())));
        } catch (SourceException e) {
            return Optional.of(new Kept.Refused("settings", e.words()));
        }
    }

    /** Settings without those that only choose among what is there. */
    private static JsonNode whereTo(JsonNode settings) {
        return settings instanceof ObjectNode object ? object.deepCopy().remove(CHOOSING) : settings;
    }

    private static String field(String field) {
        return field.equals("secret") || field.equals("settings") ? field : "settings." + field;
    }

    /**
     * A source as somebody wants it.
     *
     * @param secret what its kind needs beside the settings; sealed before it is kept
     * @param every whole minutes
     */
    public record Wanted(
            String name, JsonNode settings, Optional<String> secret, Optional<Duration> every, boolean enabled) {}

    /**
     * What is to change; what is empty stays.
     *
     * @param secret an empty text takes the old one away
     */
    public record Change(
            Optional<String> name,
            Optional<JsonNode> settings,
            Optional<String> secret,
            Optional<Schedule> schedule,
            Optional<Boolean> enabled) {}

    /** @param every empty: only when somebody asks */
    public record Schedule(Optional<Duration> every) {}

    /** What becomes of a deleted source's documents. */
    public enum Documents {
        KEPT,
        DELETED
    }

    /**
     * How to walk.
     *
     * @param dryRun say what would be done, and do nothing
     * @param force delete more than half of what is there, if it comes to that
     */
    public record Wish(boolean dryRun, boolean force) {}

    /** What became of adding or changing a source. */
    public sealed interface Kept {

        record Done(SourceInfo source) implements Kept {}

        /**
         * @param field as it stands in the request, such as {@code settings.path}
         * @param words why, in one sentence
         */
        record Refused(String field, String words) implements Kept {}
    }

    /** What became of asking for a walk. */
    public sealed interface Asked {

        record Queued(SyncRun run) implements Asked {}

        /** @param run empty when it ended just now */
        record UnderWay(Optional<SyncRun> run) implements Asked {}
    }
}
