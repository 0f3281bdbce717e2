package io.groundwork.orchestration.conversations;

import io.groundwork.ingest.DocumentId;
import io.groundwork.orchestration.answering.Responses;
import io.groundwork.orchestration.answering.Responses.Stored;
import io.groundwork.orchestration.identity.Caller;
import io.groundwork.retrieval.Visibility;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** What is said in conversations: a tree of responses, of which each reading looks anew at what its owner may read by now. */
@Singleton
public final class Dialogue {

    /** Turns of one conversation, all branches together. */
    public static final int MOST_TURNS = 500;

    private final Conversations conversations;
    private final Responses responses;
    private final Visibility visibility;

    Dialogue(Conversations conversations, Responses responses, Visibility visibility) {
        this.conversations = conversations;
        this.responses = responses;
        this.visibility = visibility;
    }

    /** All branches, the oldest turn first. */
    public List<Turn> all(Caller caller, Conversation conversation) {
        List<Stored> all = responses.ofConversation(conversation.id());
        return turns(caller, conversation, all, pathIds(all, conversation.head()));
    }

    /** What leads to a turn, which is the last; nothing where there is none. */
    public List<Turn> path(Caller caller, Conversation conversation, Optional<UUID> last) {
        List<Stored> path =
                last.map(id -> responses.path(conversation.id(), id)).orElse(List.of());
        return turns(caller, conversation, path, path.stream().map(Stored::id).collect(Collectors.toSet()));
    }

    /** Whether the conversation has room for another turn. */
    public boolean hasRoom(Conversation conversation) {
        return responses.count(conversation.id()) < MOST_TURNS;
    }

    /**
     * Adds a turn, which is what is looked at from now on. Answers that come at the same time follow one another: none is lost, and the last is the head.
     *
     * @param model that was asked for by name
     * @return false when the conversation, or what the turn follows, was deleted meanwhile; then it is not kept
     */
    public boolean keep(Conversation conversation, Stored turn, Optional<String> model) {
        return QuarkusTransaction.joiningExisting().call(() -> {
            boolean there =
                    conversations.lock(conversation.id(), conversation.owner()).isPresent()
                            && turn.previous()
                                    .map(previous -> responses
                                            .find(previous, turn.owner())
                                            .isPresent())
                                    .orElse(true);
            if (there) {
                responses.save(turn);
                conversations.answered(conversation.id(), turn.id(), model.or(conversation::model));
            }
            return there;
        });
    }

    /**
     * Looks at the branch that a turn is on: as far as it was last followed from there.
     *
     * @return false when the conversation has no such turn
     */
    public boolean lookAt(Conversation conversation, UUID turn) {
        return QuarkusTransaction.joiningExisting().call(() -> {
            boolean there =
                    conversations.lock(conversation.id(), conversation.owner()).isPresent();
            List<Stored> all = there ? responses.ofConversation(conversation.id()) : List.of();
            if (all.stream().noneMatch(one -> one.id().equals(turn))) {
                return false;
            }
            conversations.lookAt(conversation.id(), lastBeneath(all, turn));
            return true;
        });
    }

    /** Deletes a response of its owner, also one of no conversation. Where it was looked at, what it followed is. */
    public boolean delete(UUID response, UUID owner) {
        return QuarkusTransaction.joiningExisting().call(() -> {
            responses.find(response, owner).flatMap(Stored::conversation).ifPresent(conversation -> {
                if (conversations.lock(conversation, owner).isPresent()) {
                    conversations.stepBack(conversation, response);
                }
            });
            return responses.delete(response, owner);
        });
    }

    /** The turn itself where nothing follows it; else the newest of all that follow. */
    static UUID lastBeneath(List<Stored> oldestFirst, UUID turn) {
        Set<UUID> beneath = new HashSet<>(Set.of(turn));
        UUID last = turn;
        for (Stored one : oldestFirst) { // what follows another is younger
            if (one.previous().filter(beneath::contains).isPresent()) {
                beneath.add(one.id());
                last = one.id();
            }
        }
        return last;
    }

    static Set<UUID> pathIds(Collection<Stored> all, Optional<UUID> head) {
        Map<UUID, Stored> byId = new HashMap<>();
        all.forEach(one -> byId.put(one.id(), one));
        Set<UUID> path = new HashSet<>();
        Optional<UUID> at = head;
        while (at.isPresent() && byId.containsKey(at.get()) && path.add(at.get())) {
            at = byId.get(at.get()).previous();
        }
        return path;
    }

    private List<Turn> turns(Caller caller, Conversation conversation, List<Stored> stored, Set<UUID> path) {
        Set<DocumentId> needed =
                stored.stream().flatMap(one -> one.restsOn().stream()).collect(Collectors.toSet());
        Set<DocumentId> readable =
                visibility.readableDocuments(caller.within(conversation.id()).scope(), needed);
        return stored.stream()
                .map(one -> new Turn(one, path.contains(one.id()), !readable.containsAll(one.restsOn())))
                .toList();
    }
}
