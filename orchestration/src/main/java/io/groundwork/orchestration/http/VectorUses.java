package io.groundwork.orchestration.http;

import io.groundwork.orchestration.conversations.Conversations;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.Spaces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;

/** Who has vectors of a model, as administrators are told: of files in conversations no more than that there are any, as a conversation is its owner's alone to know of. */
@Singleton
final class VectorUses {

    private static final int MOST_NAMES = 5;

    private final Spaces spaces;
    private final Conversations conversations;

    VectorUses(Spaces spaces, Conversations conversations) {
        this.spaces = spaces;
        this.conversations = conversations;
    }

    Uses of(String model) {
        List<Spaces.Use> all = spaces.uses().stream()
                .filter(use -> use.model().name().equals(model))
                .toList();
        Set<CollectionId> ofConversations = conversations.thatHoldFiles(
                all.stream().map(Spaces.Use::collection).toList());
        return new Uses(
                all.stream()
                        .filter(use -> !ofConversations.contains(use.collection()))
                        .toList(),
                !ofConversations.isEmpty());
    }

    /** @param inConversations whether files in conversations have some, too */
    record Uses(List<Spaces.Use> collections, boolean inConversations) {

        Uses {
            collections = List.copyOf(collections);
        }

        boolean isNone() {
            return collections.isEmpty() && !inConversations;
        }

        /** The first few by name. */
        String words() {
            List<String> names = collections.stream()
                    .map(Spaces.Use::name)
                    .distinct()
                    .limit(MOST_NAMES)
                    .toList();
            return names.isEmpty() ? "those of files in conversations" : String.join(", ", names);
        }
    }
}
