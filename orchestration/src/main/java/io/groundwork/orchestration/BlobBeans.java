package io.groundwork.orchestration;

import io.groundwork.ingest.Blobs;
import io.groundwork.ingest.blob.FolderBlobs;
import io.groundwork.ingest.blob.PostgresBlobs;
import io.groundwork.ingest.blob.S3Blobs;
import io.groundwork.orchestration.outbound.S3Door;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.file.Path;
import javax.sql.DataSource;

/** Where the bytes of files lie, by {@code GROUNDWORK_BLOBS}. */
@Singleton
final class BlobBeans {

    @Produces
    @Singleton
    Blobs blobs(BlobsConfig config, DataSource database, S3Door s3) {
        String place = config.place().strip();
        if (place.equalsIgnoreCase("postgres")) {
            return new PostgresBlobs(database);
        }
        if (place.startsWith("s3://")) {
            S3Door.Bucket bucket = s3.open(URI.create(place));
            return new S3Blobs(bucket.client(), bucket.name(), bucket.prefix());
        }
        return new FolderBlobs(Path.of(place));
    }

    /** {@code GROUNDWORK_BLOBS}. */
    @ConfigMapping(prefix = "groundwork.blobs")
    interface BlobsConfig {

        /** {@code postgres}, a folder, or {@code s3://bucket/prefix?endpoint=…&region=…}. */
        @WithParentName
        @WithDefault("postgres")
        String place();
    }
}
