package io.groundwork.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** The SHA-256 of some bytes: the name under which a {@link Blobs} keeps them. */
public final class Digest {

    private static final int LENGTH = 32;

    private final byte[] value;

    private Digest(byte[] value) {
        this.value = value;
    }

    /** @param value 32 bytes */
    public static Digest of(byte[] value) {
        if (value.length != LENGTH) {
            throw new IllegalArgumentException("A SHA-256 has %d bytes, not %d".formatted(LENGTH, value.length));
        }
        return new Digest(value.clone());
    }

    /** Reads {@code bytes} to its end; the caller closes it. */
    public static Digest ofContent(InputStream bytes) throws IOException {
        MessageDigest sha256 = sha256();
        byte[] buffer = new byte[64 * 1024];
        for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
            sha256.update(buffer, 0, read);
        }
        return new Digest(sha256.digest());
    }

    public byte[] toArray() {
        return value.clone();
    }

    /** 64 hexadecimal digits. */
    public String toHex() {
        return HexFormat.of().formatHex(value);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Digest that && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return toHex();
    }
}
