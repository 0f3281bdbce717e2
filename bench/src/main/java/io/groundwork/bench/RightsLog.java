package io.groundwork.bench;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;

/**
 * What each user could read, or curate, when. A change holds from the moment before it is sent, and what was before it until the moment after it is answered: in between either
 * may be what the system knows. Changes come one after another. Moments are those of {@link System#nanoTime}. Safe for use by many threads.
 */
final class RightsLog {

    /** How long ago a question may have been asked whose answer is judged now. */
    private static final long KEPT = 10L * 60 * 1_000_000_000;

    private final Deque<Period> newestFirst = new ArrayDeque<>();

    private record Period(List<BitSet> readable, long from, long to) {}

    /** @param readable of each user, what is readable at first */
    RightsLog(List<BitSet> readable, long from) {
        newestFirst.push(new Period(copies(readable), from, Long.MAX_VALUE));
    }

    /** To be called before the change is sent. */
    synchronized void changing(List<BitSet> readable, long now) {
        newestFirst.push(new Period(copies(readable), now, Long.MAX_VALUE));
        while (newestFirst.getLast().to() < now - KEPT) {
            newestFirst.removeLast();
        }
    }

    /** To be called after it is answered. */
    synchronized void changed(long now) {
        Period newest = newestFirst.pop();
        Period before = newestFirst.pop();
        newestFirst.push(new Period(before.readable(), before.from(), now));
        newestFirst.push(newest);
    }

    /** What a user could read from one moment to another. */
    synchronized Window between(int user, long start, long end) {
        return new Window(newestFirst.stream()
                .filter(period -> period.from() <= end && period.to() >= start)
                .map(period -> period.readable().get(user))
                .toList());
    }

    private static List<BitSet> copies(List<BitSet> readable) {
        return readable.stream().map(each -> (BitSet) each.clone()).toList();
    }

    /** @param states one after another, what was readable: at least one */
    record Window(List<BitSet> states) {

        /** At any moment. */
        BitSet possible() {
            BitSet any = new BitSet();
            states.forEach(any::or);
            return any;
        }

        /** All the time. */
        BitSet certain() {
            BitSet all = (BitSet) states.getFirst().clone();
            states.forEach(all::and);
            return all;
        }

        /** The most that were readable at one moment. */
        int most(BitSet of) {
            return states.stream().mapToInt(state -> common(state, of)).max().orElse(0);
        }

        int least(BitSet of) {
            return states.stream().mapToInt(state -> common(state, of)).min().orElse(0);
        }

        private static int common(BitSet one, BitSet other) {
            BitSet both = (BitSet) one.clone();
            both.and(other);
            return both.cardinality();
        }
    }
}
