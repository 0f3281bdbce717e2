package io.groundwork.ingest.source;

import java.util.List;
import java.util.Set;

/** Who may read an item, in the source's own words: addresses and names of groups, which others map to those known here. */
public sealed interface Audience {

    /** The source knows no permissions, or was told not to ask for them. */
    record Unstated() implements Audience {}

    /**
     * Those who stand in every one of the circles, as a page is read by those who may read its space, every page above it and itself.
     *
     * @param circles none: everybody; an empty circle: nobody
     */
    record Circles(List<Set<Reader>> circles) implements Audience {

        public Circles {
            circles = circles.stream().map(Set::copyOf).toList();
        }
    }

    /** The audience of sources that know of none. */
    static Audience unstated() {
        return new Unstated();
    }

    /** Anyone in the set. */
    static Audience anyOf(Set<Reader> readers) {
        return new Circles(List.of(readers));
    }

    /** Somebody who may read. */
    sealed interface Reader {

        /** @param email of a person, in any case */
        record Person(String email) implements Reader {}

        /** @param name of a group, or its e-mail address */
        record Group(String name) implements Reader {}

        /** The whole organisation, or the whole world. */
        record Everyone() implements Reader {}
    }
}
