package io.groundwork.ingest.parse;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.groundwork.ingest.IngestConfig;
import io.groundwork.ingest.IngestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Names what reads files: the same bytes read under the same name give the same text.
 *
 * @param value of 32 hexadecimal digits
 */
public record ParserFingerprint(String value) {

    private static final String OWN = "groundwork-";
    private static final int DIGITS = 32;

    /**
     * Of the parser's folder of jars, and of what its configuration changes about what is read. Libraries count by their names, which tell their
     * versions; our own, whose version stands still while it is worked on, by what is in them.
     *
     * @throws IngestException when the folder cannot be read
     */
    public static ParserFingerprint of(IngestConfig config) {
        Cage cage = Cage.of(config);
        Path lib = config.parserLib();
        try (Stream<Path> found = Files.list(lib)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((cage.limits() + " " + cage.ocr()).getBytes(UTF_8));
            List<Path> jars = found.sorted().toList();
            for (Path jar : jars) {
                String name = jar.getFileName().toString();
                digest.update(name.getBytes(UTF_8));
                if (name.startsWith(OWN)) {
                    digest.update(Files.readAllBytes(jar));
                }
            }
            return new ParserFingerprint(
                    HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS));
        } catch (IOException e) {
            throw new IngestException("The parser's libraries in %s cannot be read".formatted(lib), e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
