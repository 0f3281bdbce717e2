package io.groundwork.orchestration.spaces;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.groundwork.embeddings.EmbeddingModel;
import io.groundwork.embeddings.Engines;
import io.groundwork.orchestration.identity.Caller;
import io.groundwork.orchestration.spaces.SpaceChange.State;
import io.groundwork.orchestration.spaces.SpaceReport.Pair;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.Layout;
import io.groundwork.retrieval.Spaces;
import io.groundwork.retrieval.Spaces.Fill;
import io.groundwork.retrieval.Spaces.Swapped;
import io.groundwork.retrieval.vector.Space;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * The orders that move a collection from one space to another: build, measure, switch, roll back, drop. Each is one transaction, recorded with who
 * gave it. Decides no rights. Safe for use by many threads.
 */
@Singleton
public final class SpaceMoves {

    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final int ACTS_SHOWN = 50;

    private final Spaces spaces;
    private final SpaceChanges changes;
    private final SpaceBuilder builder;
    private final Measurement measurement;
    private final Engines engines;

    SpaceMoves(Spaces spaces, SpaceChanges changes, SpaceBuilder builder, Measurement measurement, Engines engines) {
        this.spaces = spaces;
        this.changes = changes;
        this.builder = builder;
        this.measurement = measurement;
        this.engines = engines;
    }

    /** What became of an order. */
    public sealed interface Outcome {

        record Done() implements Outcome {}

        /** @param reason one sentence for an administrator */
        record Refused(String reason) implements Outcome {}
    }

    /**
     * Where a collection stands.
     *
     * @param answering the space whose vectors answer
     * @param served whether this process has the engine for it
     * @param other how full the second space is, where there is one
     * @param left time until it is whole, at the pace of late; empty when unknown, or nothing is being built
     */
    public record Standing(
            Space answering,
            boolean served,
            Optional<Space> second,
            Optional<Fill> other,
            Optional<SpaceChange> change,
            Optional<Duration> left,
            List<Deed> deeds) {

        public Standing {
            deeds = List.copyOf(deeds);
        }
    }

    /** An order that was given. */
    public record Deed(String act, String from, String to, UUID by, Instant at) {}

    /** Empty when there is no such collection. */
    public Optional<Standing> standing(CollectionId collection) {
        return spaces.layout(collection).map(layout -> {
            Optional<SpaceChange> change = changes.find(collection);
            Optional<Fill> other = layout.other().flatMap(space -> spaces.count(collection, space));
            return new Standing(
                    layout.answering(),
                    engines.serving(layout.answering().model()).isPresent(),
                    layout.other(),
                    other,
                    change,
                    change.filter(found -> found.state() == State.BUILDING)
                            .flatMap(found -> other.flatMap(fill -> left(fill, found.pace()))),
                    changes.acts(collection, ACTS_SHOWN).stream()
                            .map(act -> new Deed(act.act(), act.from(), act.to(), act.by(), act.at()))
                            .toList());
        });
    }

    private static Optional<Duration> left(Fill fill, double pace) {
        return pace <= 0
                ? Optional.empty()
                : Optional.of(Duration.ofSeconds(Math.round((fill.passages() - fill.filled()) / pace)));
    }

    /** Begins to build a second space, by an engine of this process. */
    public Outcome build(CollectionId collection, Engines.Engine engine, UUID by) {
        Outcome outcome = QuarkusTransaction.requiringNew().call(() -> {
            Optional<Layout> layout = spaces.layout(collection);
            if (layout.isEmpty()) {
                return new Outcome.Refused("There is no such collection.");
            }
            if (layout.get().answering().model().sharesSpaceWith(engine.model())) {
                return new Outcome.Refused("The collection answers from vectors of that engine already.");
            }
            if (changes.lock(collection).isPresent() || !spaces.add(collection, engine.model())) {
                return new Outcome.Refused("Another move of this collection is under way; end it first.");
            }
            Space from = layout.get().answering();
            Space to = spaces.layout(collection).flatMap(Layout::other).orElseThrow();
            Optional<UUID> change = changes.add(collection, from.id(), to.id());
            changes.record(collection, change.orElseThrow(), "build", words(from.model()), words(to.model()), by);
            return new Outcome.Done();
        });
        builder.wake();
        return outcome;
    }

    public Outcome pause(CollectionId collection, UUID by) {
        return order(collection, by, "pause", Set.of(State.BUILDING), change -> {
            changes.become(change, State.PAUSED);
            return new Outcome.Done();
        });
    }

    public Outcome resume(CollectionId collection, UUID by) {
        Outcome outcome = order(collection, by, "resume", Set.of(State.PAUSED), change -> {
            changes.become(change, State.BUILDING);
            return new Outcome.Done();
        });
        builder.wake();
        return outcome;
    }

    /** Gives the second space up, before it has answered. */
    public Outcome cancel(CollectionId collection, UUID by) {
        Outcome outcome = order(collection, by, "cancel", Set.of(State.BUILDING, State.PAUSED, State.READY), change -> {
            spaces.dropOther(collection);
            changes.clear(change, "cancelled");
            return new Outcome.Done();
        });
        builder.wake();
        return outcome;
    }

    /**
     * Asks both spaces the same questions, with the rights of who measures, and keeps what came of it.
     *
     * @return the report as JSON; empty when no second space is whole
     */
    public Optional<String> measure(CollectionId collection, Caller by) {
        Optional<Layout> layout =
                spaces.layout(collection).filter(found -> found.other().isPresent());
        boolean ready = changes.find(collection)
                .filter(change -> change.state() == State.READY)
                .isPresent();
        if (!ready || layout.isEmpty()) {
            return Optional.empty();
        }
        Space from = layout.get().answering();
        Space to = layout.get().other().orElseThrow();
        Measurement.Measured measured = measurement.measure(collection, by.scope());
        String report = json(new SpaceReport(
                Instant.now().toString(),
                by.id(),
                words(from.model()),
                words(to.model()),
                measured.bank(),
                measured.sample(),
                measured.latency(),
                new Pair<>(bytes(collection, from), bytes(collection, to)),
                measured.flips()));
        Outcome kept = order(collection, by.id(), "measure", Set.of(State.READY), change -> {
            changes.report(change, report);
            return new Outcome.Done();
        });
        return kept instanceof Outcome.Done ? Optional.of(report) : Optional.empty();
    }

    private long bytes(CollectionId collection, Space space) {
        return spaces.count(collection, space).map(Fill::bytes).orElse(0L);
    }

    /** The last report on the collection, as JSON, of the move under way or of one before. */
    public Optional<String> report(CollectionId collection) {
        return changes.latestReport(collection);
    }

    /** From the next search on the new space answers. Only on a report. */
    public Outcome switchOver(CollectionId collection, UUID by) {
        return order(collection, by, "switch", Set.of(State.READY), change -> {
            if (change.report().isEmpty()) {
                return new Outcome.Refused("Measure first: a switch stands on a report.");
            }
            return switch (spaces.swapWhole(collection)) {
                case DONE -> {
                    changes.become(change, State.SWITCHED);
                    yield new Outcome.Done();
                }
                case INCOMPLETE ->
                    new Outcome.Refused(
                            "Some passages came in whose vectors are still being made. Try again in a moment.");
                case NOTHING_THERE -> new Outcome.Refused("There is no second space.");
            };
        });
    }

    /** From the next search on the former space answers again, whatever state it is in. */
    public Outcome rollBack(CollectionId collection, UUID by) {
        return order(collection, by, "rollback", Set.of(State.SWITCHED), change -> {
            if (spaces.swapAtOnce(collection) != Swapped.DONE) {
                return new Outcome.Refused("There is no former space.");
            }
            changes.become(change, State.READY);
            return new Outcome.Done();
        });
    }

    /** Gives the former space up; there is no way back after this. */
    public Outcome dropFormer(CollectionId collection, UUID by) {
        Outcome outcome = order(collection, by, "drop", Set.of(State.SWITCHED), change -> {
            spaces.dropOther(collection);
            changes.clear(change, "done");
            return new Outcome.Done();
        });
        builder.wake();
        return outcome;
    }

    /** In one transaction with its record; what is refused leaves none. */
    private Outcome order(
            CollectionId collection, UUID by, String act, Set<State> needed, Function<SpaceChange, Outcome> work) {
        return QuarkusTransaction.requiringNew().call(() -> {
            Optional<SpaceChange> change = changes.lock(collection);
            if (change.isEmpty()) {
                return new Outcome.Refused("No move of this collection is under way.");
            }
            if (!needed.contains(change.get().state())) {
                return new Outcome.Refused("This cannot be done while the move is %s."
                        .formatted(change.get().state()));
            }
            Layout layout = spaces.layout(collection).orElseThrow();
            Outcome outcome = work.apply(change.get());
            if (outcome instanceof Outcome.Done) {
                String answering = words(layout.answering().model());
                String other =
                        layout.other().map(Space::model).map(SpaceMoves::words).orElse("");
                changes.record(collection, change.get().id(), act, answering, other, by);
            }
            return outcome;
        });
    }

    /** A space in words, such as {@code bge-small-en-v1.5 (int8, 384)}. */
    public static String words(EmbeddingModel model) {
        return "%s (%s, %d)"
                .formatted(model.name(), model.numbers().name().toLowerCase(Locale.ROOT), model.dimension());
    }

    private static String json(SpaceReport report) {
        try {
            return JSON.writeValueAsString(report);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A report can be written as JSON", e);
        }
    }
}
