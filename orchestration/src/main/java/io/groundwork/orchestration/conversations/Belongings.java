package io.groundwork.orchestration.conversations;

import io.groundwork.ingest.FileId;
import io.groundwork.ingest.Files;
import io.groundwork.ingest.StoredFile;
import io.groundwork.orchestration.Library;
import io.groundwork.orchestration.answering.Responses;
import io.groundwork.retrieval.Memberships;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a person or a service's key has here that nobody else can find: conversations with what was said in them and put into them, stored responses, and uploads that are in no
 * collection. What is in a collection belongs to that. Safe for use by many threads.
 */
@Singleton
public final class Belongings {

    private static final int AT_ONCE = 100;

    private final Conversations conversations;
    private final ConversationFiles inConversations;
    private final Responses responses;
    private final Files files;
    private final Memberships memberships;
    private final Library library;

    Belongings(
            Conversations conversations,
            ConversationFiles inConversations,
            Responses responses,
            Files files,
            Memberships memberships,
            Library library) {
        this.conversations = conversations;
        this.inConversations = inConversations;
        this.responses = responses;
        this.files = files;
        this.memberships = memberships;
        this.library = library;
    }

    /**
     * How much was deleted.
     *
     * @param responses those that stood in no conversation
     * @param files those that stood in no conversation either
     */
    public record Deleted(int conversations, int responses, int files) {

        public static final Deleted NOTHING = new Deleted(0, 0, 0);
    }

    /** Deletes all of it, one thing after the other: where it is broken off, it is done again for the rest. */
    public Deleted delete(UUID owner, UUID by) {
        return new Deleted(conversations(owner, by), responses.deleteAll(owner), files(owner, by));
    }

    private int conversations(UUID owner, UUID by) {
        int deleted = 0;
        for (List<UUID> some = conversations.ids(owner, AT_ONCE);
                !some.isEmpty();
                some = conversations.ids(owner, AT_ONCE)) {
            for (UUID one : some) {
                if (inConversations.delete(one, owner, by)) {
                    deleted++;
                }
            }
        }
        return deleted;
    }

    private int files(UUID owner, UUID by) {
        int deleted = 0;
        Optional<FileId> kept = Optional.empty(); // what is deleted is no place to go on from
        for (List<StoredFile> some = files.ownedBy(owner, kept, AT_ONCE);
                !some.isEmpty();
                some = files.ownedBy(owner, kept, AT_ONCE)) {
            for (StoredFile one : some) {
                if (memberships.collectionsOf(one.id().document()).isEmpty()) {
                    library.deleteFile(one, by);
                    deleted++;
                } else {
                    kept = Optional.of(one.id());
                }
            }
        }
        return deleted;
    }
}
