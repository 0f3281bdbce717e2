package io.groundwork.orchestration.audit;

import java.time.Instant;
import java.util.List;

/**
 * Where a record stands in the chain, with what it takes to compute that again: {@code H(00, record)} is the leaf; for each step of the path
 * {@code H(01, left, right)}, with the step's hash on its side; the last is the root, which the seal names.
 *
 * @param leaf the hash of the record as it is now
 * @param index of the leaf among the seal's records, counted from 0; -1 where it is not among them
 * @param seal the seal in its canonical form, whose hash is {@code H(02, seal)}
 * @param holds whether all of it fits
 */
public record Link(
        long number,
        Instant sealedAt,
        String leaf,
        int index,
        int records,
        List<Step> path,
        String root,
        String seal,
        String hash,
        boolean holds) {

    public Link {
        path = List.copyOf(path);
    }

    /** @param side on which the hash stands, {@code left} or {@code right} */
    public record Step(String side, String hash) {}
}
