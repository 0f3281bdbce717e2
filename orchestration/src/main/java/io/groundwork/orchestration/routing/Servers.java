package io.groundwork.orchestration.routing;

import io.groundwork.orchestration.models.Catalogue;
import io.groundwork.orchestration.models.ModelVersion;
import io.groundwork.orchestration.models.ModelVersion.Endpoint;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** What this node knows of each server from its own requests: how many it has there, and whether it fails. Safe for use by many threads. */
final class Servers {

    private final RoutingConfig config;
    private final Map<Key, Known> known = new ConcurrentHashMap<>();

    Servers(RoutingConfig config) {
        this.config = config;
    }

    /** The servers of a model, the least busy first. */
    List<Standing> of(ModelVersion model) {
        return model.endpoints().stream()
                .map(endpoint -> standing(model, endpoint))
                .sorted(Comparator.comparingInt(
                                (Standing standing) -> standing.breaker().isOpen() ? 1 : 0)
                        .thenComparingInt(standing ->
                                standing.places().taken() + standing.places().waiting()))
                .toList();
    }

    /** Forgets servers that are registered no more. */
    void keepOnly(Catalogue catalogue) {
        Set<Key> registered = new HashSet<>();
        catalogue.models().forEach(model -> model.endpoints()
                .forEach(endpoint -> registered.add(key(model, endpoint))));
        known.keySet().retainAll(registered);
    }

    /** The endpoint as it is now: its key goes by its place in the list, which a change of the list moves. */
    private Standing standing(ModelVersion model, Endpoint endpoint) {
        Known standing = known.computeIfAbsent(
                key(model, endpoint),
                key -> new Known(new Breaker(config, System::nanoTime), new Places(key.most(), config.maxWaiting())));
        return new Standing(endpoint, standing.breaker(), standing.places());
    }

    /** Another limit makes other places: those who hold old ones give those back. */
    private Key key(ModelVersion model, Endpoint endpoint) {
        return new Key(
                model.id(),
                endpoint.baseUrl().toString(),
                model.card().maxConcurrent().orElse(config.maxConcurrent()));
    }

    private record Key(UUID model, String url, int most) {}

    private record Known(Breaker breaker, Places places) {}

    record Standing(Endpoint endpoint, Breaker breaker, Places places) {}
}
