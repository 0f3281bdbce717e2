package io.groundwork.orchestration.routing;

import io.groundwork.orchestration.audit.Intent;
import io.groundwork.orchestration.budgets.Claim;
import io.groundwork.orchestration.budgets.Taken;
import io.groundwork.orchestration.chat.Usage;
import io.groundwork.orchestration.models.Card;
import io.groundwork.orchestration.models.Catalogue;
import io.groundwork.orchestration.models.Catalogues;
import io.groundwork.orchestration.models.ModelVersion;
import io.groundwork.orchestration.models.Route;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/** What the decision record says of routes and of the models that were tried. */
@Singleton
public final class Bookkeeping {

    private final Catalogues models;

    Bookkeeping(Catalogues models) {
        this.models = models;
    }

    /** Under which revision of a route it is answered; nothing for a model that is asked for by its own name. */
    public Intent.Ruling ruling(String route) {
        return new Intent.Ruling(
                models.now().route(route).filter(known -> known.revision() > 0).map(Bookkeeping::version), List.of());
    }

    /** In order, with the digests of those that are registered. */
    public List<io.groundwork.orchestration.audit.Attempt> attempts(List<Attempt> attempts) {
        return attempts.stream()
                .map(attempt -> new io.groundwork.orchestration.audit.Attempt(
                        attempt.model(),
                        attempt.version().map(Object::toString),
                        card(attempt.model()).flatMap(card -> card.provenance().digest()),
                        attempt.server(),
                        Optional.of(attempt.why()).filter(why -> !why.equals(Attempt.ANSWERED)),
                        attempt.took()))
                .toList();
    }

    /** In millionths of the currency that its card names; empty where it names no price. */
    public OptionalLong costMicros(String model, Usage usage) {
        return card(model)
                .flatMap(Card::price)
                .map(price -> OptionalLong.of(price.micros(usage.inputTokens(), usage.outputTokens())))
                .orElseGet(OptionalLong::empty);
    }

    /**
     * What an answer under a route may come to take, by the dearest of its models that serve; empty where none of them costs tokens.
     *
     * @param inputTokens about, to be read
     * @param outputTokens at most, to be written
     */
    public Optional<Claim> claim(Route route, UUID caller, Set<UUID> principals, int inputTokens, int outputTokens) {
        if (route.onlyBuiltIn()) {
            return Optional.empty();
        }
        Catalogue catalogue = models.now();
        Optional<Card.Price> dearest = route.plan().candidates().stream()
                .flatMap(candidate -> catalogue.model(candidate.model()).stream())
                .filter(ModelVersion::serves)
                .flatMap(model -> model.card().price().stream())
                .max(Comparator.comparingLong(price -> price.micros(inputTokens, outputTokens)));
        return Optional.of(new Claim(
                caller,
                principals,
                (long) inputTokens + outputTokens,
                dearest.map(price -> price.micros(inputTokens, outputTokens)).orElse(0L),
                dearest.map(Card.Price::currency)));
    }

    /**
     * What it took, for the ledger.
     *
     * @param model that wrote, or tried to; empty where none was asked
     */
    public Taken taken(UUID caller, String route, Optional<String> model, Usage usage) {
        Optional<Card.Price> price = model.flatMap(this::card).flatMap(Card::price);
        return new Taken(
                Optional.of(caller),
                route,
                model.orElse(""),
                usage.inputTokens(),
                usage.outputTokens(),
                price.map(known -> known.micros(usage.inputTokens(), usage.outputTokens()))
                        .orElse(0L),
                price.map(Card.Price::currency));
    }

    /** Who answers first under a route, as long as it works. */
    public Optional<String> firstOf(Route route) {
        return Optional.of(models.lastKnown().first(route).name());
    }

    /** The route, by the name that it is asked for. */
    public Optional<Route> route(String name) {
        return models.now().route(name);
    }

    private Optional<Card> card(String model) {
        return models.lastKnown().model(model).map(ModelVersion::card);
    }

    private static String version(Route route) {
        return "route %s, revision %d".formatted(route.name(), route.revision());
    }
}
