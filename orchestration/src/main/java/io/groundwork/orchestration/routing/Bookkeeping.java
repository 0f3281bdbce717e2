package io.groundwork.orchestration.routing;

import io.groundwork.orchestration.audit.Intent;
import io.groundwork.orchestration.chat.Usage;
import io.groundwork.orchestration.models.Card;
import io.groundwork.orchestration.models.Catalogues;
import io.groundwork.orchestration.models.ModelVersion;
import io.groundwork.orchestration.models.Route;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

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

    private Optional<Card> card(String model) {
        return models.now().model(model).map(ModelVersion::card);
    }

    private static String version(Route route) {
        return "route %s, revision %d".formatted(route.name(), route.revision());
    }
}
