package io.groundwork.orchestration.sources;

import io.groundwork.ingest.source.Audience;
import io.groundwork.ingest.source.Audience.Reader;
import io.groundwork.orchestration.identity.Access;
import io.groundwork.orchestration.identity.Grants;
import io.groundwork.orchestration.identity.Groups;
import io.groundwork.orchestration.identity.Principals;
import io.groundwork.retrieval.CollectionId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Who of those known here is meant by a source's words. Somebody who is not known gives nobody access; where nobody is left, only those
 * who curate the collection read. One walk's view: who is known and who is in which group is looked up once.
 */
final class Readership {

    private static final int MOST_KEPT = 10_000;

    private final Principals principals;
    private final Grants grants;
    private final CollectionId collection;
    private final Map<Audience, Optional<List<UUID>>> resolved = new HashMap<>();

    Readership(Principals principals, Grants grants, CollectionId collection) {
        this.principals = principals;
        this.grants = grants;
        this.collection = collection;
    }

    /** Never an empty list; empty where the source does not say, and the collection's readers are the item's. */
    Optional<List<UUID>> of(Audience audience) {
        if (resolved.size() >= MOST_KEPT) {
            resolved.clear();
        }
        return resolved.computeIfAbsent(audience, this::resolve);
    }

    private Optional<List<UUID>> resolve(Audience audience) {
        return switch (audience) {
            case Audience.Unstated() -> Optional.empty();
            case Audience.Circles(List<Set<Reader>> circles) -> {
                Set<UUID> readers =
                        circles.stream().map(this::known).reduce(this::both).orElse(Set.of(Groups.EVERYONE));
                yield Optional.of(List.copyOf(readers.isEmpty() ? curators() : readers));
            }
        };
    }

    private Set<UUID> known(Set<Reader> circle) {
        Set<String> emails = new HashSet<>();
        Set<String> names = new HashSet<>();
        Set<UUID> known = new HashSet<>();
        for (Reader reader : circle) {
            switch (reader) {
                case Reader.Person(String email) -> emails.add(email.strip().toLowerCase(Locale.ROOT));
                case Reader.Group(String name) -> names.add(name.strip().toLowerCase(Locale.ROOT));
                case Reader.Everyone() -> known.add(Groups.EVERYONE);
            }
        }
        known.addAll(principals.peopleByEmail(emails));
        // A source's group may well be called "Everyone", and hold three people.
        principals.groupsByName(names).stream()
                .filter(group -> !group.equals(Groups.EVERYONE))
                .forEach(known::add);
        return known;
    }

    /** Those in both: the same person or group, or a person who is in one by name and in the other as a member. */
    private Set<UUID> both(Set<UUID> one, Set<UUID> other) {
        if (one.contains(Groups.EVERYONE)) {
            return other;
        }
        if (other.contains(Groups.EVERYONE)) {
            return one;
        }
        Set<UUID> both = new HashSet<>(one);
        both.retainAll(other);
        Set<UUID> people = people(one);
        people.retainAll(people(other));
        both.addAll(people);
        return both;
    }

    private Set<UUID> people(Set<UUID> readers) {
        Set<UUID> people = new HashSet<>(readers);
        people.addAll(principals.membersOf(readers));
        return people;
    }

    private Set<UUID> curators() {
        Set<UUID> curators = grants.of(collection).stream()
                .filter(grant -> grant.access() == Access.CURATE)
                .map(Grants.Grant::principal)
                .collect(Collectors.toCollection(HashSet::new));
        curators.add(Groups.ADMINISTRATORS);
        return curators;
    }
}
