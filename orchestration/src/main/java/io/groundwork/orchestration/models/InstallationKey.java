package io.groundwork.orchestration.models;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;

/** The secret that an installation's other secrets are encrypted under: given, or made on first use and kept in a file. */
final class InstallationKey {

    private static final int SHORTEST = 16;

    private InstallationKey() {}

    /** @throws ModelsException when it is too short, or its file can be neither read nor made */
    static SecretKey of(ModelsConfig config) {
        String secret = config.secretKey().orElseGet(() -> config.secretKeyFile()
                .map(InstallationKey::read)
                .orElseGet(() -> kept(config.data().resolve("secret.key"))));
        if (secret.length() < SHORTEST) {
            throw new ModelsException("The secret key needs at least %d characters".formatted(SHORTEST));
        }
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveKey(
                            "AES",
                            HKDFParameterSpec.ofExtract()
                                    .addIKM(secret.getBytes(StandardCharsets.UTF_8))
                                    .thenExpand("groundwork secrets 1".getBytes(StandardCharsets.UTF_8), 32));
        } catch (GeneralSecurityException e) {
            throw new ModelsException("The JDK cannot derive a key", e);
        }
    }

    /** Two processes that start together end up with the same key: whoever links its file first wins. */
    private static String kept(Path file) {
        if (Files.exists(file)) {
            return read(file);
        }
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Path made = Files.createTempFile(
                    file.toAbsolutePath().getParent(),
                    "secret",
                    ".key",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try {
                Files.writeString(made, Base64.getEncoder().encodeToString(random));
                Files.createLink(file, made);
            } catch (FileAlreadyExistsException e) {
                return read(file);
            } finally {
                Files.delete(made);
            }
        } catch (IOException e) {
            throw new ModelsException("The secret key cannot be kept in %s: %s".formatted(file, e), e);
        }
        return read(file);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new ModelsException("The secret key cannot be read from %s: %s".formatted(file, e), e);
        }
    }
}
