package io.groundwork.orchestration.outbound;

import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * Builds clients for S3. The address of the bucket that keeps the files is the installer's own word, and its credentials are found where
 * every S3 tool finds them ({@code AWS_ACCESS_KEY_ID} and so on); buckets that documents are fetched from bring their own.
 */
@Singleton
public final class S3Door {

    private static final String DEFAULT_REGION = "us-east-1";

    private final Outbound outbound;

    S3Door(Outbound outbound) {
        this.outbound = outbound;
    }

    /**
     * Reads {@code s3://bucket/prefix?endpoint=https://minio:9000&region=eu-central-1}; prefix and query may be absent.
     *
     * @throws IllegalArgumentException when the endpoint may not be reached; the message says why
     */
    public Bucket open(URI location) {
        Map<String, String> query = Optional.ofNullable(location.getQuery()).stream()
                .flatMap(all -> Arrays.stream(all.split("&")))
                .map(pair -> pair.split("=", 2))
                .filter(pair -> pair.length == 2)
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        S3ClientBuilder client = S3Client.builder()
                .httpClient(new AwsHttp(outbound.client(Purpose.BLOBS)))
                .region(Region.of(query.getOrDefault("region", DEFAULT_REGION)));
        Optional.ofNullable(query.get("endpoint")).map(URI::create).ifPresent(endpoint -> {
            outbound.objection(Purpose.BLOBS, endpoint).ifPresent(words -> {
                throw new IllegalArgumentException("GROUNDWORK_BLOBS cannot be used: " + words);
            });
            // Stores that are not Amazon's own have no name in DNS for each bucket.
            client.endpointOverride(endpoint).forcePathStyle(true);
        });
        String prefix = location.getPath() == null ? "" : location.getPath().replaceFirst("^/", "");
        return new Bucket(
                client.build(), location.getHost(), prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/");
    }

    /**
     * A client for a bucket that documents are fetched from. It knows these credentials only, never those of this machine; without any its
     * requests are not signed.
     *
     * @param endpoint of a store that is not Amazon's own
     */
    public S3Client source(Optional<URI> endpoint, String region, Optional<Credentials> credentials) {
        S3ClientBuilder client = S3Client.builder()
                .httpClient(new AwsHttp(outbound.client(Purpose.SOURCE)))
                .region(Region.of(region))
                .credentialsProvider(credentials
                        .<AwsCredentialsProvider>map(own -> StaticCredentialsProvider.create(
                                AwsBasicCredentials.create(own.accessKey(), own.secretKey())))
                        .orElseGet(AnonymousCredentialsProvider::create));
        endpoint.ifPresent(url -> client.endpointOverride(url).forcePathStyle(true));
        return client.build();
    }

    /** What signs requests. */
    public record Credentials(String accessKey, String secretKey) {}

    /**
     * A bucket and the client that reaches it.
     *
     * @param prefix of every object's name; empty or ending in a slash
     */
    public record Bucket(S3Client client, String name, String prefix) {}
}
