package io.groundwork.ingest.blob;

import io.groundwork.ingest.Blobs;
import io.groundwork.ingest.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** A bucket of an S3-compatible store, one object a content. */
public final class S3Blobs implements Blobs {

    private final S3Client client;
    private final String bucket;
    private final String prefix;

    /** @param prefix goes before every object's name, such as {@code groundwork/}; may be empty */
    public S3Blobs(S3Client client, String bucket, String prefix) {
        this.client = client;
        this.bucket = bucket;
        this.prefix = prefix;
    }

    @Override
    public void put(Digest digest, Path file) throws IOException {
        try {
            client.putObject(request -> request.bucket(bucket).key(key(digest)), file);
        } catch (SdkException e) {
            throw new IOException("Could not store blob " + digest, e);
        }
    }

    @Override
    public InputStream open(Digest digest) throws IOException {
        try {
            return client.getObject(request -> request.bucket(bucket).key(key(digest)));
        } catch (NoSuchKeyException e) {
            throw (NoSuchFileException) new NoSuchFileException(digest.toHex()).initCause(e);
        } catch (SdkException e) {
            throw new IOException("Could not read blob " + digest, e);
        }
    }

    @Override
    public void remove(Digest digest) throws IOException {
        try {
            client.deleteObject(request -> request.bucket(bucket).key(key(digest)));
        } catch (SdkException e) {
            throw new IOException("Could not remove blob " + digest, e);
        }
    }

    private String key(Digest digest) {
        return prefix + digest.toHex();
    }
}
