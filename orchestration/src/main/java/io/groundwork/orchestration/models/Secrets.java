package io.groundwork.orchestration.models;

import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts what must be stored and read again, with AES-256-GCM under the installation's key. Each secret is bound to where it
 * belongs, so that one cannot be moved to another row. Safe for use by many threads.
 */
@Singleton
public final class Secrets {

    private static final byte FORM = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecureRandom random = new SecureRandom();
    private final ModelsConfig config;
    private @Nullable SecretKey key;

    Secrets(ModelsConfig config) {
        this.config = config;
    }

    /** @param place what the secret belongs to; {@link #open} wants the same */
    public byte[] seal(String secret, String place) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] sealed = crypt(Cipher.ENCRYPT_MODE, nonce, place, secret.getBytes(StandardCharsets.UTF_8));
        byte[] all = new byte[1 + NONCE_BYTES + sealed.length];
        all[0] = FORM;
        System.arraycopy(nonce, 0, all, 1, NONCE_BYTES);
        System.arraycopy(sealed, 0, all, 1 + NONCE_BYTES, sealed.length);
        return all;
    }

    /** @throws ModelsException when it was sealed under another key, for another place, or was changed since */
    public String open(byte[] sealed, String place) {
        if (sealed.length < 1 + NONCE_BYTES + TAG_BITS / 8 || sealed[0] != FORM) {
            throw new ModelsException("A stored secret is not of a form that is known here");
        }
        byte[] nonce = Arrays.copyOfRange(sealed, 1, 1 + NONCE_BYTES);
        byte[] body = Arrays.copyOfRange(sealed, 1 + NONCE_BYTES, sealed.length);
        return new String(crypt(Cipher.DECRYPT_MODE, nonce, place, body), StandardCharsets.UTF_8);
    }

    /** Read on first use: an installation whose model servers want no keys needs none. */
    private synchronized SecretKey key() {
        if (key == null) {
            key = InstallationKey.of(config);
        }
        return key;
    }

    private byte[] crypt(int mode, byte[] nonce, String place, byte[] body) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key(), new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new ModelsException(
                    "A stored secret does not open under this installation's secret key; enter it anew, or bring the key back",
                    e);
        }
    }
}
