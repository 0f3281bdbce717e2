package io.groundwork.orchestration.models;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** All models and routes as they were at one moment. Never changes; a request holds one from its beginning to its end. */
public final class Catalogue {

    private final long ticks;
    private final List<ModelVersion> models;
    private final List<Route> routes;
    private final Map<String, ModelVersion> byName = new LinkedHashMap<>();
    private final Map<UUID, ModelVersion> byId = new LinkedHashMap<>();
    private final Map<String, Route> routesByName = new LinkedHashMap<>();

    /** @param registered without the built-in model */
    Catalogue(long ticks, List<ModelVersion> registered, List<Route> routes) {
        this.ticks = ticks;
        List<ModelVersion> all = new ArrayList<>();
        all.add(ModelVersion.BUILT_IN);
        all.addAll(registered);
        this.models = List.copyOf(all);
        this.routes = List.copyOf(routes);
        models.forEach(model -> {
            byName.put(model.name(), model);
            byId.put(model.id(), model);
        });
        routes.forEach(route -> routesByName.put(route.name(), route));
    }

    long ticks() {
        return ticks;
    }

    /** The built-in model first, then by name; in whatever state. */
    public List<ModelVersion> models() {
        return models;
    }

    /** By name, without those that models' own names stand for. */
    public List<Route> routes() {
        return routes;
    }

    public Optional<ModelVersion> model(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    public Optional<ModelVersion> model(UUID id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** What a caller's name stands for: a route, or a model that writes answers and serves. */
    public Optional<Route> route(String name) {
        return Optional.ofNullable(routesByName.get(name))
                .or(() -> model(name).filter(ModelVersion::answers).map(Route::of));
    }

    /**
     * The same for a caller: a model only where its audience holds one of these.
     *
     * @param principals the caller and its groups
     */
    public Optional<Route> route(String name, Set<UUID> principals) {
        return Optional.ofNullable(routesByName.get(name)).or(() -> model(name)
                .filter(model -> model.answers() && mayName(model, principals))
                .map(Route::of));
    }

    /** Whether a caller may ask for a model by its own name: it serves, and is open to one of these. */
    public boolean mayName(ModelVersion model, Set<UUID> principals) {
        return model.serves() && model.card().audience().holds(principals);
    }

    /** The route of those who name none. */
    public Route usual() {
        return Optional.ofNullable(routesByName.get(Route.DEFAULT)).orElseGet(() -> Route.of(ModelVersion.BUILT_IN));
    }

    /** Who answers first under a route now; the built-in model where nobody else does. */
    public ModelVersion first(Route route) {
        return route.plan().candidates().stream()
                .flatMap(candidate -> model(candidate.model()).stream())
                .filter(ModelVersion::answers)
                .findFirst()
                .orElse(ModelVersion.BUILT_IN);
    }
}
