package io.groundwork.orchestration.understanding;

import io.groundwork.orchestration.chat.Message;
import io.groundwork.orchestration.models.Route;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How a question is to be understood.
 *
 * @param abilities at least one
 * @param conversation what was said before, oldest first; without it nothing is condensed
 * @param budget until when the model may think and what came of it be searched; over 0
 * @param model the route whose model thinks; empty where there is none, and then the search is a plain one
 */
public record Understanding(
        Set<Ability> abilities, List<Message> conversation, Duration budget, Optional<Route> model) {

    public Understanding {
        abilities = Set.copyOf(abilities);
        conversation = List.copyOf(conversation);
        if (abilities.isEmpty() || !budget.isPositive()) {
            throw new IllegalArgumentException("Nothing to be done, or no time for it: " + budget);
        }
        if (model.filter(Route::onlyBuiltIn).isPresent()) {
            throw new IllegalArgumentException("The built-in model answers from documents only");
        }
    }

    boolean wants(Ability ability) {
        return abilities.contains(ability) && (ability != Ability.CONDENSE || !conversation.isEmpty());
    }
}
