package io.groundwork.bench;

import java.util.BitSet;
import java.util.Map;

/**
 * What a user asks, and what of it is judged.
 *
 * @param body as JSON; empty: none is sent
 * @param about numbers of what the answer may tell of; judged whether it may be shown
 * @param owed those of them that the answer shows if they may be read all the time
 * @param kind what else tells
 */
record LeakQuestion(String method, String path, Map<String, Object> body, BitSet about, BitSet owed, Kind kind) {

    enum Kind {
        /** Each of many is shown or not. */
        LIST,
        /** It is there, or 404. */
        ONE,
        /** The same of a document in whatever collection. */
        ANYWHERE,
        /** The same; curators are told that it is there and what it is called, readable or not. */
        KNOWN,
        /** Each of many in one collection is shown or not, and to its curators alone. */
        EXPORT
    }

    static BitSet of(int number) {
        BitSet one = new BitSet();
        one.set(number);
        return one;
    }

    /** How many of them are judged. */
    int probes() {
        return kind == Kind.LIST || kind == Kind.EXPORT ? about.cardinality() : 1;
    }
}
