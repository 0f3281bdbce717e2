package io.groundwork.orchestration.routing;

import io.groundwork.orchestration.chat.ChatOutcome.Failed;
import io.groundwork.orchestration.chat.ChatOutcome.Reason;
import io.groundwork.orchestration.chat.Stop;
import io.groundwork.orchestration.models.Catalogue;
import io.groundwork.orchestration.models.ModelVersion;
import io.groundwork.orchestration.models.State;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** What models are writing at this node now, so that a recall can end it. Safe for use by many threads. */
final class Running {

    private static final Failed RECALLED = new Failed(
            Reason.RECALLED,
            "The model was recalled while it answered. What it had written is not to be relied on. Ask again.");

    private static final Failed REMOVED =
            new Failed(Reason.REMOVED, "The model was removed from this installation while it answered. Ask again.");

    private final Map<UUID, Set<Stop>> stops = new ConcurrentHashMap<>();

    /** Until closed, a recall of {@code model} ends what {@code stop} belongs to. */
    Entry enter(ModelVersion model, Stop stop) {
        Set<Stop> ofModel = stops.computeIfAbsent(model.id(), id -> ConcurrentHashMap.newKeySet());
        ofModel.add(stop);
        return () -> ofModel.remove(stop);
    }

    /**
     * Ends what recalled models write, and what those write that are registered no more.
     *
     * @return how many answers, by model
     */
    Map<UUID, Integer> endRecalled(Catalogue catalogue) {
        Map<UUID, Integer> ended = new HashMap<>();
        stops.forEach((id, running) -> {
            Optional<Failed> why = catalogue
                    .model(id)
                    .map(model -> model.state() == State.RECALLED ? Optional.of(RECALLED) : Optional.<Failed>empty())
                    .orElse(Optional.of(REMOVED));
            why.ifPresent(words -> running.forEach(stop -> {
                ended.merge(id, 1, Integer::sum);
                Thread.ofVirtual().name("recall").start(() -> stop.now(words));
            }));
        });
        return ended;
    }

    int count() {
        return stops.values().stream().mapToInt(Set::size).sum();
    }

    /** One answer that is being written. */
    interface Entry extends AutoCloseable {

        @Override
        void close();
    }
}
