package io.groundwork.embeddings.remote;

import io.groundwork.embeddings.EmbeddingModel;
import io.groundwork.embeddings.EmbeddingModel.Prefixes;
import io.groundwork.embeddings.Numbers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;

/**
 * A model on a server that is not ours, as the one who installs describes it.
 *
 * @param name as the server calls it
 * @param revision of its weights, in whatever words; empty when nobody said
 * @param dimension of its vectors
 * @param maxTokens longest text it reads, special tokens included
 * @param queryPrefix put before every question
 * @param passagePrefix put before every passage
 * @param languages for which it was trained; empty: many
 * @param batch texts a request at most
 */
public record ServedModel(
        String name,
        String revision,
        int dimension,
        int maxTokens,
        String queryPrefix,
        String passagePrefix,
        Set<String> languages,
        int batch) {

    /**
     * What its vectors may meet: the same name, revision and prefixes. The server's weights cannot be seen, so the digest is of those words.
     *
     * @param prefixTokens that the longer of the prefixes takes from every text
     */
    EmbeddingModel identity(int prefixTokens) {
        String words = String.join("\u0000", name, revision, queryPrefix, passagePrefix);
        return new EmbeddingModel(
                name,
                sha256(words),
                dimension,
                maxTokens - prefixTokens,
                Numbers.FLOAT,
                new Prefixes(queryPrefix, passagePrefix));
    }

    private static String sha256(String words) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(words.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
