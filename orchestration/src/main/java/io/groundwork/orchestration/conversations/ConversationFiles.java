package io.groundwork.orchestration.conversations;

import io.groundwork.embeddings.Embedder;
import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.FileId;
import io.groundwork.ingest.Files;
import io.groundwork.ingest.StoredFile;
import io.groundwork.orchestration.Deletions;
import io.groundwork.orchestration.Library;
import io.groundwork.orchestration.identity.Access;
import io.groundwork.orchestration.identity.Grants;
import io.groundwork.orchestration.indexing.Worker;
import io.groundwork.orchestration.sql.Tries;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.Collections;
import io.groundwork.retrieval.Member;
import io.groundwork.retrieval.Memberships;
import io.groundwork.retrieval.NewCollection;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;

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
    private final Files files;
    private final Worker worker;

    ConversationFiles(
            Conversations conversations,
            Collections collections,
            Memberships memberships,
            Grants grants,
            Library library,
            Deletions deletions,
            Embedder embedder,
            Files files,
            Worker worker) {
        this.conversations = conversations;
        this.collections = collections;
        this.memberships = memberships;
        this.grants = grants;
        this.library = library;
        this.deletions = deletions;
        this.embedder = embedder;
        this.files = files;
        this.worker = worker;
    }

    /** What became of a file that was to be put into a conversation. */
    public sealed interface Added {

        record Queued(Member member) implements Added {}

        /** The conversation has {@value ConversationFiles#MOST} already. */
        record TooMany() implements Added {}

        /** There is no such conversation any more. */
        record Gone() implements Added {}

        /** Its owner has no such file any more. */
        record NoFile() implements Added {}
    }

    /**
     * A file as it was sent.
     *
     * @param content lies on this machine's disk; the caller deletes it afterwards
     */
    public record Dropped(String name, String mediaType, String purpose, Path content) {}

    /** Puts an upload of the owner's into a conversation and queues the work. One that is there already is read again. */
    public Added add(Conversation conversation, FileId file) {
        return queued(() -> conversations
                .lock(conversation.id(), conversation.owner())
                .map(locked -> put(locked, file))
                .orElseGet(Added.Gone::new));
    }

    /** Stores a file within a conversation and queues the work: both or neither, whenever it ends. */
    public Added drop(Conversation conversation, Dropped file) {
        return queued(() -> {
            Optional<Conversation> locked = conversations.lock(conversation.id(), conversation.owner());
            if (locked.isEmpty()) {
                return new Added.Gone();
            }
            if (list(locked.get()).size() >= MOST) {
                return new Added.TooMany();
            }
            StoredFile stored =
                    files.store(file.name(), file.mediaType(), file.purpose(), conversation.owner(), file.content());
            return put(locked.get(), stored.id());
        });
    }

    private Added queued(Callable<Added> work) {
        Added added = Tries.inTransaction(work);
        worker.wake();
        return added;
    }

    /** Those who put something there, take it out or delete the conversation take turns: there is one collection, and never a file too many. */
    private Added put(Conversation locked, FileId file) {
        if (!files.hold(file)) {
            return new Added.NoFile();
        }
        Optional<StoredFile> owned =
                files.find(file).filter(found -> found.owner().equals(locked.owner()) && !found.isInternal());
        if (owned.isEmpty()) {
            return new Added.NoFile();
        }
        StoredFile sent = owned.get();
        boolean pushed = isPushed(file.document());
        List<StoredFile> there = files.findAll(list(locked).stream()
                .map(member -> new FileId(member.document().value()))
                .toList());
        Optional<StoredFile> again = there.stream()
                .filter(one -> pushed ? hasBytesOf(sent, one) : one.id().equals(file))
                .findFirst();
        if (again.isEmpty() && there.size() >= MOST) {
            return new Added.TooMany();
        }
        StoredFile taken = again.orElseGet(() -> pushed ? files.again(sent, sent.name(), sent.mediaType()) : sent);
        files.hold(taken.id()); // and writes it, where it is new
        conversations.addFile(locked.id(), taken.id());
        CollectionId collection = locked.files().orElseGet(() -> collection(locked.id()));
        library.attach(collection, taken, Map.of());
        return new Added.Queued(
                memberships.find(collection, taken.id().document()).orElseThrow());
    }

    /**
     * Whether a document goes by a sender's name somewhere: it gets new versions from whoever may write there, whether or not the owner of a conversation may read them. So it is put
     * into a conversation as a file by itself, with the bytes that it has then.
     */
    private boolean isPushed(DocumentId document) {
        return memberships.collectionsOf(document).stream()
                .flatMap(collection -> memberships.find(collection, document).stream())
                .anyMatch(member -> member.externalId().isPresent());
    }

    private static boolean hasBytesOf(StoredFile one, StoredFile other) {
        return one.digest().equals(other.digest()) && one.name().equals(other.name());
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

    /** Reads a file again, as after a failure. @return empty when it is not there any more */
    public Optional<Member> retry(Conversation conversation, FileId file) {
        return Tries.inTransaction(() -> conversations
                .lock(conversation.id(), conversation.owner())
                .flatMap(locked -> find(locked, file))
                .filter(member -> memberships.hold(member.collection(), member.document()))
                .flatMap(member -> {
                    library.retry(member.collection(), member.document());
                    return memberships.find(member.collection(), member.document());
                }));
    }

    /** Takes a file out of a conversation; where no collection has it, it goes for good. @return false when it is not there any more */
    public boolean remove(Conversation conversation, FileId file) {
        return Tries.inTransaction(() -> {
            Optional<Member> member =
                    conversations.lock(conversation.id(), conversation.owner()).flatMap(locked -> find(locked, file));
            member.ifPresent(found -> {
                conversations.removeFile(conversation.id(), file);
                deletions.delete(found, conversation.owner());
            });
            return member.isPresent();
        });
    }

    /** Deletes a conversation with all that was said in it and put into it. @return false when it is not there any more */
    public boolean delete(Conversation conversation) {
        return delete(conversation.id(), conversation.owner(), conversation.owner());
    }

    /** The same, on behalf of whom. */
    boolean delete(UUID conversation, UUID owner, UUID by) {
        return Tries.inTransaction(() -> {
            Optional<Conversation> locked = conversations.lock(conversation, owner);
            locked.ifPresent(found -> {
                list(found).forEach(member -> deletions.delete(member, by));
                found.files().ifPresent(library::delete);
                conversations.delete(found.id());
            });
            return locked.isPresent();
        });
    }
}
