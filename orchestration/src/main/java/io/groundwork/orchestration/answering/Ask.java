package io.groundwork.orchestration.answering;

import static java.util.Objects.requireNonNull;

import io.groundwork.orchestration.audit.Intent;
import io.groundwork.orchestration.chat.Message;
import io.groundwork.orchestration.understanding.Understanding;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.Filter;
import io.groundwork.retrieval.Scope;
import io.groundwork.retrieval.Wish;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * A question and all that bears on its answer.
 *
 * @param caller who asks, for the record
 * @param scope what the caller may see
 * @param question in the asker's words; never blank
 * @param history what was said before, oldest first
 * @param instructions what the asking application adds for a chat model; the built-in model has no use for it
 * @param collections where to look
 * @param filter what the documents' attributes must satisfy
 * @param maxResults most passages to find, 1 to 50
 * @param model the name of the model that is to write; the preferred one when empty
 * @param wishes what the search is to do otherwise than the collections are set
 * @param understanding what a chat model is to do for the search; empty: nothing
 * @param policy how strictly the answer is held against the documents
 * @param assistant through which it is asked, for the record; what it says of the answer stands in the other fields
 * @param mostTokens of the answer; empty: as many as the installation lets one have
 * @param leading what was asked before, where the question may go on with it; searched together with the question, where no model is to understand it
 */
public record Ask(
        UUID caller,
        Scope scope,
        String question,
        List<Message> history,
        Optional<String> instructions,
        List<CollectionId> collections,
        Optional<Filter> filter,
        int maxResults,
        Optional<String> model,
        List<Wish> wishes,
        Optional<Understanding> understanding,
        Policy policy,
        Optional<Intent.Assistant> assistant,
        OptionalInt mostTokens,
        Optional<String> leading) {

    public Ask {
        requireNonNull(caller, "caller");
        requireNonNull(scope, "scope");
        requireNonNull(policy, "policy");
        history = List.copyOf(history);
        collections = List.copyOf(collections);
        wishes = List.copyOf(wishes);
        if (question.isBlank()) {
            throw new IllegalArgumentException("A blank question");
        }
        if (mostTokens.orElse(1) < 1) {
            throw new IllegalArgumentException("An answer of no token");
        }
        if (maxResults < 1 || maxResults > 50) {
            throw new IllegalArgumentException("%d results are not within 1 to 50".formatted(maxResults));
        }
    }

    /** The same under another policy. */
    public Ask under(Policy other) {
        return new Ask(
                caller,
                scope,
                question,
                history,
                instructions,
                collections,
                filter,
                maxResults,
                model,
                wishes,
                understanding,
                other,
                assistant,
                mostTokens,
                leading);
    }

    /** The same with another question, and nothing said before. */
    public Ask asking(String other) {
        return new Ask(
                caller,
                scope,
                other,
                List.of(),
                instructions,
                collections,
                filter,
                maxResults,
                model,
                wishes,
                Optional.empty(),
                policy,
                assistant,
                mostTokens,
                Optional.empty());
    }

    /** The same, going on with what was asked before. */
    public Ask after(Optional<String> questions) {
        return new Ask(
                caller,
                scope,
                question,
                history,
                instructions,
                collections,
                filter,
                maxResults,
                model,
                wishes,
                understanding,
                policy,
                assistant,
                mostTokens,
                questions);
    }

    /** The same with a shorter answer, where its asker wants that. */
    public Ask atMost(OptionalInt tokens) {
        return new Ask(
                caller,
                scope,
                question,
                history,
                instructions,
                collections,
                filter,
                maxResults,
                model,
                wishes,
                understanding,
                policy,
                assistant,
                tokens,
                leading);
    }

    /** It goes on with nothing, and through no assistant. */
    public Ask(
            UUID caller,
            Scope scope,
            String question,
            List<Message> history,
            Optional<String> instructions,
            List<CollectionId> collections,
            Optional<Filter> filter,
            int maxResults,
            Optional<String> model,
            List<Wish> wishes,
            Optional<Understanding> understanding,
            Policy policy) {
        this(
                caller,
                scope,
                question,
                history,
                instructions,
                collections,
                filter,
                maxResults,
                model,
                wishes,
                understanding,
                policy,
                Optional.empty(),
                OptionalInt.empty(),
                Optional.empty());
    }

    /** Searched as it is, as the collections are set. */
    public Ask(
            UUID caller,
            Scope scope,
            String question,
            List<Message> history,
            Optional<String> instructions,
            List<CollectionId> collections,
            Optional<Filter> filter,
            int maxResults,
            Optional<String> model) {
        this(
                caller,
                scope,
                question,
                history,
                instructions,
                collections,
                filter,
                maxResults,
                model,
                List.of(),
                Optional.empty(),
                Policy.DEFAULT);
    }
}
