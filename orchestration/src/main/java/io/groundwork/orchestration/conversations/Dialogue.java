package io.groundwork.orchestration.conversations;

import io.groundwork.ingest.DocumentId;
import io.groundwork.orchestration.answering.Responses;
import io.groundwork.orchestration.answering.Responses.Outline;
import io.groundwork.orchestration.answering.Responses.Place;
import io.groundwork.orchestration.answering.Responses.Stored;
import io.groundwork.orchestration.answering.Responses.Taken;
import io.groundwork.orchestration.identity.Caller;
import io.groundwork.retrieval.Visibility;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is said in conversations: a tree of responses, of which each reading looks anew at what its owner may read by now. However long a conversation is, as much of it is read as the
 * step needs.
 */
@Singleton
public final class Dialogue {

    /** Turns of one conversation, all branches together. */
    public static final int MOST_TURNS = 500;

    /** Of a conversation that are held in memory at once. */
    public static final int MOST_CHARACTERS = 32 * 1024 * 1024;

    private final Conversations conversations;
    private final Responses responses;
    private final Visibility visibility;

    Dialogue(Conversations conversations, Responses responses, Visibility visibility) {
        this.conversations = conversations;
        this.responses = responses;
        this.visibility = visibility;
    }

    /**
     * How much is read of a way through a conversation: its newest turns, as many as are wanted and fit.
     *
     * @param characters of all of them together, as they are stored
     */
    public record Window(int turns, long characters) {

        /** All turns, where they can be held in memory at once. */
        public static final Window WHOLE = new Window(MOST_TURNS, MOST_CHARACTERS);
    }

    /**
     * @param turns that were read, the oldest first
     * @param whole whether none was left out for being too long
     */
    public record Path(List<Turn> turns, boolean whole) {

        public Path {
            turns = List.copyOf(turns);
        }
    }

    /**
     * All branches of a conversation.
     *
     * @param outlines of all turns, the oldest first
     * @param read the turns themselves: what leads to the head first, and of all {@value #MOST_CHARACTERS} characters at most
     * @param onPath what leads to the head
     */
    public record Tree(List<Outline> outlines, Map<UUID, Turn> read, Set<UUID> onPath) {

        public Tree {
            outlines = List.copyOf(outlines);
            read = Map.copyOf(read);
            onPath = Set.copyOf(onPath);
        }
    }

    public Tree all(Caller caller, Conversation conversation) {
        List<Outline> all = responses.outlines(conversation.id());
        List<Outline> path = path(all, conversation.head());
        Set<UUID> onPath = path.stream().map(Outline::id).collect(Collectors.toSet());
        List<Outline> pathFirst = Stream.concat(
                        path.stream(), all.reversed().stream().filter(one -> !onPath.contains(one.id())))
                .toList();
        List<Stored> read = responses.take(pathFirst, MOST_CHARACTERS).responses();
        return new Tree(
                all,
                turns(caller, conversation, read, onPath).stream()
                        .collect(Collectors.toMap(turn -> turn.response().id(), turn -> turn)),
                onPath);
    }

    /** What leads to a turn, which is the last; nothing where there is none. */
    public Path path(Caller caller, Conversation conversation, Optional<UUID> last, Window window) {
        List<Outline> path = last.isEmpty() ? List.of() : path(responses.outlines(conversation.id()), last);
        Taken taken = responses.take(path.stream().limit(window.turns()).toList(), window.characters());
        Set<UUID> onPath = path.stream().map(Outline::id).collect(Collectors.toSet());
        return new Path(turns(caller, conversation, taken.responses().reversed(), onPath), taken.whole());
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
                                            .place(previous, turn.owner())
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
            List<Outline> all = there ? responses.outlines(conversation.id()) : List.of();
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
            responses.place(response, owner).flatMap(Place::conversation).ifPresent(conversation -> {
                if (conversations.lock(conversation, owner).isPresent()) {
                    conversations.stepBack(conversation, response);
                }
            });
            return responses.delete(response, owner);
        });
    }

    /** The turn itself where nothing follows it; else the newest of all that follow. */
    static UUID lastBeneath(List<Outline> oldestFirst, UUID turn) {
        Set<UUID> beneath = new HashSet<>(Set.of(turn));
        UUID last = turn;
        for (Outline one : oldestFirst) { // what follows another is younger
            if (one.previous().filter(beneath::contains).isPresent()) {
                beneath.add(one.id());
                last = one.id();
            }
        }
        return last;
    }

    /** From a turn back to the beginning. */
    static List<Outline> path(Collection<Outline> all, Optional<UUID> last) {
        Map<UUID, Outline> left = new HashMap<>();
        all.forEach(one -> left.put(one.id(), one));
        List<Outline> path = new ArrayList<>();
        Optional<Outline> at = last.map(left::remove);
        while (at.isPresent()) {
            path.add(at.get());
            at = at.get().previous().map(left::remove);
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
