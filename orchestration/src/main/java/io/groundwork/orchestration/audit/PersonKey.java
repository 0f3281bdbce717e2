package io.groundwork.orchestration.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What makes a person's part of the record readable: AES-256-GCM for what names them, HMAC-SHA-256 for digests of what they said, each under a key of its own
 * that HKDF derives. Safe for use by many threads.
 */
final class PersonKey {

    static final int BYTES = 32;

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final UUID id;
    private final SecretKey fields;
    private final SecretKey digests;

    PersonKey(UUID id, byte[] secret) {
        this.id = id;
        this.fields = derived(secret, "AES", "groundwork record fields 1");
        this.digests = derived(secret, "HmacSHA256", "groundwork record digests 1");
    }

    static byte[] randomSecret() {
        byte[] secret = new byte[BYTES];
        RANDOM.nextBytes(secret);
        return secret;
    }

    UUID id() {
        return id;
    }

    /** @param decision the record that it stands in, and can be moved out of to no other */
    String seal(String text, UUID decision) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        byte[] sealed = crypt(Cipher.ENCRYPT_MODE, nonce, decision, text.getBytes(UTF_8));
        byte[] all = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
        System.arraycopy(sealed, 0, all, NONCE_BYTES, sealed.length);
        return Base64.getEncoder().encodeToString(all);
    }

    /** @throws RecordException when it was sealed under another key or for another record, or was changed */
    String open(String sealed, UUID decision) {
        byte[] all = Base64.getDecoder().decode(sealed);
        byte[] body = Arrays.copyOfRange(all, NONCE_BYTES, all.length);
        return new String(crypt(Cipher.DECRYPT_MODE, Arrays.copyOf(all, NONCE_BYTES), decision, body), UTF_8);
    }

    /** What tells the same text again to who has the key, and nothing to anybody else. */
    String digest(String label, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(digests);
            mac.update(label.getBytes(UTF_8));
            mac.update((byte) 0);
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HMAC-SHA-256", e);
        }
    }

    private byte[] crypt(int mode, byte[] nonce, UUID decision, byte[] body) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, fields, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(decision.toString().getBytes(UTF_8));
            return cipher.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new RecordException("What names the person in decision %s does not open".formatted(decision), e);
        }
    }

    private static SecretKey derived(byte[] secret, String algorithm, String info) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveKey(
                            algorithm,
                            HKDFParameterSpec.expandOnly(
                                    new SecretKeySpec(secret, "HKDF-SHA256"), info.getBytes(UTF_8), BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The JDK cannot derive a key", e);
        }
    }
}
