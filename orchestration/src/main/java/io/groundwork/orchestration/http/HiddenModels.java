package io.groundwork.orchestration.http;

import io.groundwork.orchestration.identity.Caller;
import io.groundwork.orchestration.models.Catalogues;
import io.groundwork.orchestration.models.ModelVersion;
import io.groundwork.orchestration.models.Task;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps names of registered embedders and rerankers from those whom their cards' audience leaves out, where a collection is set to them or a search tells of them. Administrators
 * keep the registry, and see all.
 */
@Singleton
final class HiddenModels {

    /** Stands for a name. No model can be called so. */
    static final String HIDDEN = "(hidden)";

    /** What a model's name may go on with, so that no part of another word is taken for one. */
    private static final String PART_OF_NAME = "[\\p{L}\\p{N}_/@+-]";

    private final Catalogues models;
    private final CurrentCaller caller;

    HiddenModels(Catalogues models, CurrentCaller caller) {
        this.models = models;
        this.caller = caller;
    }

    /** The name, or what stands for it. */
    String shown(String name) {
        return names().contains(name) ? HIDDEN : name;
    }

    /** Words without the names in them. */
    String without(String words) {
        String shown = words;
        for (String name : names()) {
            if (shown.contains(name)) {
                shown = Pattern.compile("(?<!%s)%s(?!%s)".formatted(PART_OF_NAME, Pattern.quote(name), PART_OF_NAME))
                        .matcher(shown)
                        .replaceAll(Matcher.quoteReplacement(HIDDEN));
            }
        }
        return shown;
    }

    /** Longer ones first, as they may hold shorter ones. */
    private List<String> names() {
        Caller now = caller.get();
        return now.admin()
                ? List.of()
                : models.now().models().stream()
                        .filter(model -> model.card().task() != Task.CHAT
                                && !model.card().audience().holds(now.principals()))
                        .map(ModelVersion::name)
                        .sorted(Comparator.comparingInt(String::length).reversed())
                        .toList();
    }
}
