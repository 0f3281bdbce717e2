package io.groundwork.orchestration.audit;

/** Keeps keys under the installation's own. Implementations are safe for use by many threads. */
public interface KeySafe {

    /** @param place what the key belongs to; {@link #open} wants the same */
    byte[] seal(byte[] key, String place);

    /** @throws RuntimeException when it was sealed by another installation, for another place, or was changed since */
    byte[] open(byte[] sealed, String place);
}
