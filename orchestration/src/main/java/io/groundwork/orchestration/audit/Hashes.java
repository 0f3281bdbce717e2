package io.groundwork.orchestration.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * The chain's hashes, SHA-256 all of them: of a record {@code H(00, bytes)}, of two beside each other in a tree {@code H(01, left, right)} as Certificate
 * Transparency has them, of a seal {@code H(02, bytes)}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6962#section-2.1">RFC 6962, 2.1</a>
 */
final class Hashes {

    static final int BYTES = 32;

    private static final byte RECORD = 0;
    private static final byte PAIR = 1;
    private static final byte SEAL = 2;

    private Hashes() {}

    static byte[] ofRecord(String canonical) {
        return of(RECORD, canonical.getBytes(UTF_8));
    }

    static byte[] ofSeal(String canonical) {
        return of(SEAL, canonical.getBytes(UTF_8));
    }

    /** @param leaves one or more */
    static byte[] root(List<byte[]> leaves) {
        if (leaves.size() == 1) {
            return leaves.getFirst();
        }
        int left = largestPowerOfTwoBelow(leaves.size());
        return of(PAIR, root(leaves.subList(0, left)), root(leaves.subList(left, leaves.size())));
    }

    /** The audit path of RFC 6962: what to put beside a leaf on the way up, nearest first. */
    static List<Step> path(int index, List<byte[]> leaves) {
        if (leaves.size() == 1) {
            return List.of();
        }
        int left = largestPowerOfTwoBelow(leaves.size());
        List<Step> path = new ArrayList<>();
        if (index < left) {
            path.addAll(path(index, leaves.subList(0, left)));
            path.add(new Step(Side.RIGHT, hex(root(leaves.subList(left, leaves.size())))));
        } else {
            path.addAll(path(index - left, leaves.subList(left, leaves.size())));
            path.add(new Step(Side.LEFT, hex(root(leaves.subList(0, left)))));
        }
        return path;
    }

    static List<byte[]> split(byte[] leaves) {
        List<byte[]> split = new ArrayList<>();
        for (int at = 0; at + BYTES <= leaves.length; at += BYTES) {
            split.add(Arrays.copyOfRange(leaves, at, at + BYTES));
        }
        return split;
    }

    static byte[] joined(List<byte[]> leaves) {
        byte[] joined = new byte[leaves.size() * BYTES];
        for (int i = 0; i < leaves.size(); i++) {
            System.arraycopy(leaves.get(i), 0, joined, i * BYTES, BYTES);
        }
        return joined;
    }

    static String hex(byte[] hash) {
        return HexFormat.of().formatHex(hash);
    }

    private static int largestPowerOfTwoBelow(int size) {
        return Integer.highestOneBit(size - 1);
    }

    private static byte[] of(byte kind, byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(kind);
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    /** On which side of what one has. */
    enum Side {
        LEFT,
        RIGHT
    }

    /** A hash to be put beside what one has. */
    record Step(Side side, String hash) {}
}
