package io.groundwork.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundwork.ingest.source.SourceException.Kind;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A bucket of an S3-compatible store, or what lies under a prefix of it. An object is told apart by its key; its etag is its mark. */
public final class S3Source implements Source {

    private static final Duration ITEM_BODY = Duration.ofMinutes(10);

    private final Settings settings;
    private final S3Client client;

    /** @param client which this source closes */
    public S3Source(Settings settings, S3Client client) {
        this.settings = settings;
        this.client = client;
    }

    @Override
    public void check() {
        asking(() -> client.listObjectsV2(page(Optional.empty()).maxKeys(1).build()));
    }

    @Override
    public Ending walk(Optional<String> cursor, Pages pages) {
        Optional<String> next = Optional.empty();
        do {
            ListObjectsV2Request request = page(next).build();
            ListObjectsV2Response answer = asking(() -> client.listObjectsV2(request));
            List<Change> page = answer.contents().stream()
                    .filter(this::wanted)
                    .<Change>map(object -> new Change.Present(item(object)))
                    .toList();
            if (!page.isEmpty()) {
                pages.take(page);
            }
            next = Boolean.TRUE.equals(answer.isTruncated())
                    ? Optional.ofNullable(answer.nextContinuationToken())
                    : Optional.empty();
        } while (next.isPresent());
        return Ending.complete();
    }

    @Override
    public InputStream open(SourceItem item) {
        InputStream bytes = asking(() ->
                client.getObject(request -> request.bucket(settings.bucket()).key(item.externalId())));
        return new TimedStream(bytes, ITEM_BODY);
    }

    @Override
    public void close() {
        client.close();
    }

    private ListObjectsV2Request.Builder page(Optional<String> token) {
        ListObjectsV2Request.Builder request =
                ListObjectsV2Request.builder().bucket(settings.bucket()).prefix(settings.prefix());
        token.ifPresent(request::continuationToken);
        return request;
    }

    /** Without the empty objects that stand for folders. */
    private boolean wanted(S3Object object) {
        return !object.key().endsWith("/") && settings.selection().takes(below(object.key()));
    }

    private String below(String key) {
        return key.substring(settings.prefix().length());
    }

    private SourceItem item(S3Object object) {
        String path = below(object.key());
        String tag = object.eTag() == null ? String.valueOf(object.lastModified()) : object.eTag();
        return new SourceItem(
                object.key(),
                path.substring(path.lastIndexOf('/') + 1),
                path,
                SourceItem.OCTETS,
                Optional.empty(),
                tag + ":" + object.size(),
                object.size(),
                Optional.ofNullable(object.lastModified()),
                Audience.unstated());
    }

    private <T> T asking(Supplier<T> request) {
        try {
            return request.get();
        } catch (AwsServiceException e) {
            throw failure(e);
        } catch (SdkException e) {
            throw new SourceException(Kind.PASSING, "The store cannot be reached: %s".formatted(rootMessage(e)), e);
        }
    }

    private SourceException failure(AwsServiceException e) {
        String code =
                e.awsErrorDetails() == null ? "" : " (" + e.awsErrorDetails().errorCode() + ")";
        String what = "The store answered %d%s".formatted(e.statusCode(), code);
        if (e.isThrottlingException()) {
            return SourceException.throttled(what, Duration.ofSeconds(10));
        }
        return switch (e.statusCode()) {
            case 401, 403 -> new SourceException(Kind.NOT_AUTHORISED, what + ": the key does not open this bucket", e);
            case 404 -> new SourceException(Kind.NOT_FOUND, what + ": there is no such bucket or object", e);
            case 301, 307, 400 ->
                new SourceException(Kind.BROKEN, what + ": check 'region', 'endpoint' and 'bucket'", e);
            default -> new SourceException(Kind.PASSING, what, e);
        };
    }

    /** The refusal of an address is the last cause of what the client throws. */
    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    /**
     * @param prefix empty, or ending in a slash
     * @param endpoint of a store that is not Amazon's own
     * @param accessKey empty: requests are not signed
     */
    public record Settings(
            String bucket,
            String prefix,
            Optional<URI> endpoint,
            String region,
            Optional<String> accessKey,
            Selection selection) {

        /** @throws InvalidSettingException naming the field that cannot be used */
        public static Settings read(JsonNode json) {
            Fields fields = Fields.of(json);
            Settings settings = new Settings(
                    bucket(fields.text("bucket")),
                    prefix(fields.optionalText("prefix").orElse("")),
                    fields.optionalUrl("endpoint"),
                    region(fields.optionalText("region").orElse("us-east-1")),
                    fields.optionalText("access_key"),
                    fields.selection());
            fields.end();
            return settings;
        }

        private static String bucket(String name) {
            if (!name.matches("[a-zA-Z0-9][a-zA-Z0-9._-]{1,254}")) {
                throw new InvalidSettingException("bucket", "'bucket' is not the name of a bucket");
            }
            return name;
        }

        /** It becomes part of the host's name. */
        private static String region(String name) {
            if (!name.matches("[a-z0-9-]{1,40}")) {
                throw new InvalidSettingException(
                        "region", "'region' is not the name of a region, such as eu-central-1");
            }
            return name;
        }

        private static String prefix(String prefix) {
            String plain = prefix.replaceFirst("^/+", "");
            return plain.isEmpty() || plain.endsWith("/") ? plain : plain + "/";
        }
    }
}
