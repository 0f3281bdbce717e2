package io.groundwork.orchestration.conversations;

import io.groundwork.embeddings.Embedder;
import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.FileId;
import io.groundwork.ingest.StoredFile;
import io.groundwork.orchestration.Deletions;
import io.groundwork.orchestration.Library;
import io.groundwork.orchestration.identity.Access;
import io.groundwork.orchestration.identity.Grants;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.Collections;
import io.groundwork.retrieval.Member;
import io.groundwork.retrieval.Memberships;
import io.groundwork.retrieval.NewCollection;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Files that are searched in one conversation alone. They stand in a collection of the conversation's own, which one principal reads: the conversation. No caller is that
 * principal, so no list, search, count or agent comes upon them, whatever it forgets to leave out; a question in the conversation is asked with it, once it is known whose the
 * conversation is. Otherwise they are documents like all others: read by the same jobs, cut, embedded, cited.
 */
@Singleton
public final class ConversationFiles {

    /** In one conversation. */
    public static final int MOST = 20;

    private static final String LANGUAGE = "en";

    private final Conversations conversations;
    private final Collections collections;
    private final Memberships memberships;
    private final Grants grants;
    private final Library library;
    private final Deletions deletions;
    private final Embedder embedder;

    ConversationFiles(
            Conversations conversations,
            Collections collections,
            Memberships memberships,
            Grants grants,
            Library library,
            Deletions deletions,
            Embedder embedder) {
        this.conversations = conversations;
        this.collections = collections;
        this.memberships = memberships;
        this.grants = grants;
        this.library = library;
        this.deletions = deletions;
        this.embedder = embedder;
    }

    /** What became of a file that was to be put into a conversation. */
    public sealed interface Added {

        record Queued(Member member) implements Added {}

        /** The conversation has {@value ConversationFiles#MOST} already. */
        record TooMany() implements Added {}

        /** There is no such conversation any more. */
        record Gone() implements Added {}
    }

    /** Puts a file into a conversation and queues the work. One that is there already is read again. */
    public Added add(Conversation conversation, StoredFile file) {
        Reserved reserved = QuarkusTransaction.joiningExisting().call(() -> reserve(conversation, file.id()));
        return switch (reserved) {
            case Reserved.In(CollectionId collection) -> {
                library.attach(collection, file, Map.of());
                yield new Added.Queued(
                        memberships.find(collection, file.id().document()).orElseThrow());
            }
            case Reserved.Full() -> new Added.TooMany();
            case Reserved.Gone() -> new Added.Gone();
        };
    }

    private sealed interface Reserved {

        record In(CollectionId collection) implements Reserved {}

        record Full() implements Reserved {}

        record Gone() implements Reserved {}
    }

    /** Two who add at the same time take turns: there is one collection, and never a file too many. */
    private Reserved reserve(Conversation conversation, FileId file) {
        Optional<Conversation> locked = conversations.lock(conversation.id(), conversation.owner());
        if (locked.isEmpty()) {
            return new Reserved.Gone();
        }
        List<FileId> files = conversations.files(conversation.id());
        if (files.size() >= MOST && !files.contains(file)) {
            return new Reserved.Full();
        }
        conversations.addFile(conversation.id(), file);
        return new Reserved.In(locked.get().files().orElseGet(() -> collection(conversation.id())));
    }

    private CollectionId collection(UUID conversation) {
        CollectionId made = collections
                .create(new NewCollection("Files of a conversation", "", Map.of(), LANGUAGE, embedder.model()))
                .id();
        grants.set(made, conversation, Access.READ);
        conversations.collectIn(conversation, made);
        return made;
    }

    /** What was put into it, in that order, apart from what lay within. */
    public List<Member> list(Conversation conversation) {
        List<DocumentId> wanted = conversations.files(conversation.id()).stream()
                .map(FileId::document)
                .toList();
        return conversation
                .files()
                .map(collection -> memberships.find(collection, wanted))
                .orElse(List.of());
    }

    public Optional<Member> find(Conversation conversation, FileId file) {
        return list(conversation).stream()
                .filter(member -> member.document().equals(file.document()))
                .findFirst();
    }

    /** Takes a file out of a conversation; where no collection has it, it goes for good. */
    public void remove(Conversation conversation, Member member) {
        QuarkusTransaction.joiningExisting().run(() -> {
            conversations.removeFile(
                    conversation.id(), new FileId(member.document().value()));
            deletions.delete(member, conversation.owner());
        });
    }

    /** Deletes a conversation with all that was said in it and put into it. */
    public void delete(Conversation conversation) {
        QuarkusTransaction.joiningExisting().run(() -> conversations
                .lock(conversation.id(), conversation.owner())
                .ifPresent(locked -> {
                    list(locked).forEach(member -> deletions.delete(member, locked.owner()));
                    locked.files().ifPresent(library::delete);
                    conversations.delete(locked.id());
                }));
    }
}
