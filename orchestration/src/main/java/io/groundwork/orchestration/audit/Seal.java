package io.groundwork.orchestration.audit;

import java.time.Instant;
import java.util.List;

/**
 * A link of the chain. Not a record: it holds arrays.
 */
final class Seal {

    /** What the first seal names as the one before it. */
    static final byte[] NONE_BEFORE = new byte[Hashes.BYTES];

    private final long number;
    private final Instant at;
    private final long first;
    private final long last;
    private final List<byte[]> leaves;
    private final byte[] root;
    private final byte[] previous;

    private Seal(long number, Instant at, Range range, List<byte[]> leaves, byte[] root, byte[] previous) {
        this.number = number;
        this.at = at;
        this.first = range.first();
        this.last = range.last();
        this.leaves = List.copyOf(leaves);
        this.root = root.clone();
        this.previous = previous.clone();
    }

    /** The numbers of records from {@code first} to {@code last}; some may be missing. */
    record Range(long first, long last) {}

    /** The next one on {@code head}. */
    static Seal after(Head head, long last, List<byte[]> leaves) {
        return new Seal(
                head.number() + 1,
                Forms.now(),
                new Range(head.last() + 1, last),
                leaves,
                Hashes.root(leaves),
                head.hash());
    }

    /** One as it is stored, right or wrong. */
    static Seal stored(long number, Instant at, Range range, byte[] leaves, byte[] root, byte[] previous) {
        return new Seal(number, at, range, Hashes.split(leaves), root, previous);
    }

    long number() {
        return number;
    }

    Instant at() {
        return at;
    }

    long first() {
        return first;
    }

    long last() {
        return last;
    }

    List<byte[]> leaves() {
        return leaves;
    }

    byte[] root() {
        return root.clone();
    }

    byte[] previous() {
        return previous.clone();
    }

    byte[] hash() {
        return Hashes.ofSeal(Forms.seal(this));
    }

    Head head() {
        return new Head(number, last, hash());
    }

    /** The end of the chain. */
    static final class Head {

        /** Before the first seal. */
        static final Head NONE = new Head(0, 0, NONE_BEFORE);

        private final long number;
        private final long last;
        private final byte[] hash;

        /** @param last the highest number of a record that is covered */
        Head(long number, long last, byte[] hash) {
            this.number = number;
            this.last = last;
            this.hash = hash.clone();
        }

        long number() {
            return number;
        }

        long last() {
            return last;
        }

        byte[] hash() {
            return hash.clone();
        }
    }
}
