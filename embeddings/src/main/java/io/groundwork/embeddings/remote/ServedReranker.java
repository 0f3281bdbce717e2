package io.groundwork.embeddings.remote;

/**
 * A cross-encoder on a server, as the one who installs describes it.
 *
 * @param name as the server calls it
 * @param path where servers of Cohere's form take requests
 * @param maxTokens longest question and passage together that it reads, in its tokens, special ones included
 * @param batch passages a request at most
 */
public record ServedReranker(String name, String path, int maxTokens, int batch) {

    public ServedReranker {
        if (maxTokens < 16 || batch < 1 || !path.startsWith("/")) {
            throw new IllegalArgumentException(
                    "A reranker reads at least 16 tokens, takes at least one passage a request, and its path begins with /");
        }
    }
}
