package io.groundwork.orchestration.assistants;

import io.groundwork.orchestration.assistants.Assistant.Right;
import io.groundwork.orchestration.assistants.Assistant.State;
import io.groundwork.orchestration.identity.Groups;
import io.groundwork.orchestration.models.Registry;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The assistants, their revisions, and with whom they are shared. Nothing is kept in memory: what is shared, taken back or changed at any node holds for the next request at
 * every one. Each change is one transaction. Which right a change needs is the caller's to check on the {@link Assistant} that was found for it.
 */
@Singleton
@Transactional
public class Assistants {

    private static final int MOST_NAMED = 5;

    private final AssistantRows rows;
    private final Registry registry;
    private final AssistantsConfig config;

    Assistants(AssistantRows rows, Registry registry, AssistantsConfig config) {
        this.rows = rows;
        this.registry = registry;
        this.config = config;
    }

    /** Those that somebody may use, by name; those that answer nobody for who may change them. Without prompts and filters, which {@link #find} reads. */
    public List<Assistant> list(Asker asker, Optional<UUID> after, int limit) {
        return rows.list(asker, after, limit);
    }

    /** Those that answer somebody, by name, of those behind a name; the empty name is before all. */
    public List<Listed> usable(Asker asker, String after, int limit) {
        return rows.usable(asker, after, limit);
    }

    /** One that answers the asker under this name, without what it is told. */
    public Optional<Listed> usable(Asker asker, String name) {
        return rows.usable(asker, name);
    }

    /** One that answers the asker under this name. One query, which uses the index of names. */
    public Optional<Assistant> named(Asker asker, String name) {
        return rows.named(asker, name);
    }

    public Optional<Assistant> find(Asker asker, UUID id) {
        return rows.find(asker, id);
    }

    /** Which assistants, that are there now, answer by a route or by a model of this name. */
    public Uses answeringBy(Asker asker, String route) {
        int all = rows.countAnsweringBy(route);
        return new Uses(
                all,
                all == 0
                        ? List.of()
                        : rows.answeringBy(asker, route, MOST_NAMED).stream()
                                .map(Assistant::name)
                                .toList());
    }

    /** Makes one, which belongs to {@code by} and is shared with nobody. */
    public Changed make(String name, State state, Brief brief, String note, UUID by) {
        Optional<Changed> objection = objection(name);
        if (objection.isPresent()) {
            return objection.get();
        }
        if (rows.count(by) >= config.perOwner()) { // exact: whoever takes a name waits for the others
            return new Changed.TooMany(config.perOwner());
        }
        UUID id = UUID.randomUUID();
        rows.add(id, name, by, state);
        rows.addRevision(id, new AssistantRevision(1, name, state, brief, note, by, Instant.now()));
        return new Changed.Done(id, 1);
    }

    /** Makes the next revision of what was found before. */
    public Changed change(Assistant found, String name, State state, Brief brief, String note, UUID by) {
        if (!name.equals(found.name())) {
            Optional<Changed> objection = objection(name);
            if (objection.isPresent()) {
                return objection.get();
            }
        }
        if (!rows.moveOn(found.id(), found.revision(), name, state)) {
            return new Changed.Overtaken();
        }
        int next = found.revision() + 1;
        rows.addRevision(found.id(), new AssistantRevision(next, name, state, brief, note, by, Instant.now()));
        return new Changed.Done(found.id(), next);
    }

    /**
     * Makes what it was told at an earlier revision the newest again. Its name, and whether it answers, stay: the name may be somebody else's by now.
     *
     * @return empty when there is no such revision
     */
    public Optional<Changed> rollBack(Assistant found, int revision, UUID by) {
        return rows.revision(found.id(), revision)
                .map(earlier -> change(
                        found,
                        found.name(),
                        found.state(),
                        earlier.brief(),
                        "Back to revision %d.".formatted(revision),
                        by));
    }

    /**
     * Newest first.
     *
     * @param before empty: from the newest
     */
    public List<AssistantRevision> revisions(UUID id, Optional<Integer> before, int limit) {
        return rows.revisions(id, before.orElse(Integer.MAX_VALUE), limit);
    }

    /** It answers nobody from now on, and its name is free; its revisions stay for those who read the record. False when it was gone. */
    public boolean remove(UUID id) {
        rows.share(id, Map.of());
        return rows.remove(id);
    }

    /** With whom it is shared, and what they may do. */
    public Map<UUID, Right> shares(UUID id) {
        return rows.shares(id);
    }

    /**
     * Shares it with these and nobody else. Only administrators give everyone more than it has: who may share is whoever made an assistant, which many may.
     */
    public Shared share(UUID id, Map<UUID, Right> shares, Asker by) {
        if (!rows.lock(id)) {
            return Shared.GONE;
        }
        Optional<Right> everyone = Optional.ofNullable(shares.get(Groups.EVERYONE));
        Optional<Right> before = Optional.ofNullable(rows.shares(id).get(Groups.EVERYONE));
        if (!by.admin()
                && everyone.filter(wanted ->
                                before.filter(had -> had.includes(wanted)).isEmpty())
                        .isPresent()) {
            return Shared.FOR_ADMINISTRATORS;
        }
        rows.share(id, shares);
        return Shared.DONE;
    }

    private Optional<Changed> objection(String name) {
        return switch (registry.claim(name)) {
            case FREE -> Optional.empty();
            case TAKEN -> Optional.of(new Changed.NameTaken(name));
            case UNFIT -> Optional.of(new Changed.NameUnfit(name));
        };
    }

    /** What a list of models shows of one. */
    public record Listed(String name, Instant createdAt) {}

    /** What became of a wish to share. */
    public enum Shared {
        DONE,
        GONE,
        /** It would be shared with everyone, which only administrators do. */
        FOR_ADMINISTRATORS
    }

    /**
     * What uses something.
     *
     * @param names the first of those that the asker may see
     */
    public record Uses(int count, List<String> names) {

        public Uses {
            names = List.copyOf(names);
        }
    }

    /** What became of a change. */
    public sealed interface Changed {

        record Done(UUID id, int revision) implements Changed {}

        record NameTaken(String name) implements Changed {}

        record NameUnfit(String name) implements Changed {}

        /** Who would make it has as many as anybody may have. */
        record TooMany(int most) implements Changed {}

        /** Somebody else changed or removed it meanwhile. */
        record Overtaken() implements Changed {}
    }
}
