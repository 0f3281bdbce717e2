package io.groundwork.orchestration.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundwork.ingest.language.Languages;
import io.groundwork.orchestration.answering.Ask;
import io.groundwork.orchestration.answering.Policy;
import io.groundwork.orchestration.assistants.Assistant;
import io.groundwork.orchestration.assistants.Assistants;
import io.groundwork.orchestration.assistants.Brief;
import io.groundwork.orchestration.audit.Intent;
import io.groundwork.orchestration.chat.Message;
import io.groundwork.orchestration.identity.Caller;
import io.groundwork.orchestration.models.Catalogues;
import io.groundwork.orchestration.models.Route;
import io.groundwork.orchestration.understanding.Understanding;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.Filter;
import io.groundwork.retrieval.Visibility;
import io.groundwork.retrieval.Wish;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Assistants that are asked as models. An assistant narrows what its caller may read and never widens it: what is searched are those of its collections that the caller may
 * read, and within them those that the request names, if it names any.
 */
@Singleton
final class AskedAssistants {

    private static final Languages LANGUAGES = new Languages();

    private final Assistants assistants;
    private final Catalogues models;
    private final Visibility visibility;
    private final SearchFields fields;
    private final UnderstandFields understandings;

    AskedAssistants(
            Assistants assistants,
            Catalogues models,
            Visibility visibility,
            SearchFields fields,
            UnderstandFields understandings) {
        this.assistants = assistants;
        this.models = models;
        this.visibility = visibility;
        this.fields = fields;
        this.understandings = understandings;
    }

    /** One that the caller may use and that has this name; empty also where a model or a route has it. */
    Optional<Assistant> named(Caller caller, @Nullable String name) {
        return name == null || name.isBlank() || models.now().route(name).isPresent()
                ? Optional.empty()
                : assistants.named(AssistantsResource.asker(caller), name);
    }

    /** Refuses to take away what assistants answer by: their callers would find them unable to. */
    void checkUnused(Caller caller, String route) {
        Assistants.Uses uses = assistants.answeringBy(AssistantsResource.asker(caller), route);
        if (uses.count() > 0) {
            String names = uses.names().isEmpty() ? "" : " (%s)".formatted(String.join(", ", uses.names()));
            throw Problem.CONFLICT.because(
                    uses.count() == 1
                            ? "An assistant%s answers by '%s'. Give it another route first.".formatted(names, route)
                            : "%d assistants%s answer by '%s'. Give them another route first."
                                    .formatted(uses.count(), names, route));
        }
    }

    /** What it says of itself when it is asked for what it cannot do. */
    static String words(Assistant assistant) {
        return "The assistant '%s'".formatted(assistant.name());
    }

    /** Errors of what is done for an assistant name the route behind it to nobody but who may change it. */
    static void veiled(Assistant assistant, Runnable answering) {
        try {
            answering.run();
        } catch (ProblemException e) {
            throw veiled(assistant, e);
        }
    }

    private static ProblemException veiled(Assistant assistant, ProblemException e) {
        boolean tells =
                String.valueOf(e.getMessage()).contains(assistant.brief().route());
        return tells && !assistant.right().includes(Assistant.Right.EDIT)
                ? e.saying("%s cannot answer this now.".formatted(words(assistant)))
                : e;
    }

    /** What the request wants takes away from what the assistant would find, and never adds. */
    Ask ask(Caller caller, Assistant assistant, Said said, Wanted wanted) {
        Optional<ResponseRequest.Tool> narrowing = wanted.narrowing();
        Brief brief = assistant.brief();
        Route route = models.now()
                .route(brief.route())
                .orElseThrow(() -> veiled(
                        assistant,
                        Problem.UNAVAILABLE.because(
                                "%s cannot answer: nothing is called '%s' any more, by which it answered."
                                        .formatted(words(assistant), brief.route()))));
        List<CollectionId> places = places(caller, brief, wanted);
        Policy policy = policy(brief, wanted.policy());
        Optional<String> language = policy.language()
                .or(() -> Optional.of(LANGUAGES.ofQuestion(said.question())).filter(code -> !code.isEmpty()));
        return new Ask(
                caller.id(),
                caller.scope(),
                said.question(),
                said.history(),
                instructions(brief, language, said.instructions()),
                places,
                filter(brief, narrowing, places),
                maxResults(brief, narrowing),
                Optional.of(route.name()),
                ranking(brief, narrowing),
                understanding(caller, brief, narrowing, said.history(), route),
                policy,
                Optional.of(new Intent.Assistant(
                        assistant.id(),
                        assistant.name(),
                        assistant.revision(),
                        brief.prompt().chosen(language))),
                OptionalInt.empty(),
                Leading.of(said.question(), said.history()));
    }

    /** What the assistant does not say, the request may; and the installation otherwise. */
    private static Policy policy(Brief brief, @Nullable JsonNode asked) {
        Policy wanted = PolicyFields.read(asked, Policy.DEFAULT);
        Brief.Policy own = brief.policy();
        return new Policy(
                own.unsupported().orElse(wanted.unsupported()),
                own.declining().isPresent() ? own.declining() : wanted.declinesUnder(),
                wanted.language(),
                wanted.additions());
    }

    private List<Wish> ranking(Brief brief, Optional<ResponseRequest.Tool> narrowing) {
        return narrowing
                .map(ResponseRequest.Tool::ranker)
                .map(asked -> fields.rankedBy("ranking_options.ranker", asked))
                .orElseGet(
                        () -> brief.policy().ranker().map(fields::knownRanker).orElseGet(List::of));
    }

    private List<CollectionId> places(Caller caller, Brief brief, Wanted wanted) {
        return Stream.concat(
                        looked(caller, wanted).stream()
                                .filter(place -> brief.collections().isEmpty()
                                        || brief.collections().contains(place)),
                        wanted.files().stream())
                .distinct()
                .toList();
    }

    /** Where the request is to look, or else the conversation, or else wherever the caller may. */
    private List<CollectionId> looked(Caller caller, Wanted wanted) {
        List<String> named =
                wanted.narrowing().map(ResponseRequest.Tool::vectorStores).orElse(List.of());
        if (!named.isEmpty()) {
            return fields.places(caller, named);
        }
        return wanted.chosen().isEmpty()
                ? visibility.readableCollections(caller.scope())
                : fields.readable(caller, wanted.chosen());
    }

    private Optional<Filter> filter(Brief brief, Optional<ResponseRequest.Tool> narrowing, List<CollectionId> places) {
        List<Filter> all = Stream.of(
                        fields.knownFilter(brief.filters().orElse(null), places),
                        narrowing.flatMap(tool -> fields.filter(tool.filters(), places)))
                .flatMap(Optional::stream)
                .toList();
        return all.size() == 2 ? Optional.of(new Filter.And(all)) : all.stream().findFirst();
    }

    private static int maxResults(Brief brief, Optional<ResponseRequest.Tool> narrowing) {
        return narrowing
                .map(ResponseRequest.Tool::maxResults)
                .map(asked -> Math.min(
                        VectorStoreSearchResource.limit(asked), brief.policy().maxResults()))
                .orElse(brief.policy().maxResults());
    }

    /** The assistant's own words first. */
    private static Optional<String> instructions(
            Brief brief, Optional<String> language, Optional<String> ofTheRequest) {
        String both = Stream.of(brief.prompt().in(language), ofTheRequest)
                .flatMap(Optional::stream)
                .filter(text -> !text.isBlank())
                .collect(Collectors.joining("\n\n"));
        return Optional.of(both).filter(text -> !text.isEmpty());
    }

    /** Where the model that was to understand is gone, or not open to the caller, the one at hand does. */
    private Optional<Understanding> understanding(
            Caller caller, Brief brief, Optional<ResponseRequest.Tool> narrowing, List<Message> history, Route route) {
        Optional<JsonNode> asked = narrowing.map(ResponseRequest.Tool::understand);
        if (asked.isPresent()) {
            return understandings.read(asked.get(), history, Optional.of(route));
        }
        JsonNode own = brief.policy().understand().orElse(null);
        if (own instanceof ObjectNode object
                && object.path("model").isTextual()
                && models.now()
                        .route(object.path("model").textValue(), caller.principals())
                        .isEmpty()) {
            own = object.deepCopy().without("model");
        }
        return understandings.read(own, history, Optional.of(route));
    }

    /**
     * @param instructions what the request adds behind the assistant's prompt
     */
    record Said(String question, List<Message> history, Optional<String> instructions) {}

    /**
     * @param narrowing the request's {@code file_search}
     * @param policy the request's {@code grounding_policy}
     * @param chosen where the conversation is searched; none: wherever its owner may read
     * @param files what the caller attached to the conversation
     */
    record Wanted(
            Optional<ResponseRequest.Tool> narrowing,
            @Nullable JsonNode policy,
            List<CollectionId> chosen,
            Optional<CollectionId> files) {}
}
