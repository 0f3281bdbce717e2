package io.groundwork.orchestration.sources;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundwork.ingest.source.ConfluenceSource;
import io.groundwork.ingest.source.Fetcher;
import io.groundwork.ingest.source.FolderSource;
import io.groundwork.ingest.source.GitSource;
import io.groundwork.ingest.source.InvalidSettingException;
import io.groundwork.ingest.source.S3Source;
import io.groundwork.ingest.source.SharePointSource;
import io.groundwork.ingest.source.Source;
import io.groundwork.ingest.source.WebSource;
import io.groundwork.orchestration.DataFolder;
import io.groundwork.orchestration.models.Secrets;
import io.groundwork.orchestration.outbound.Outbound;
import io.groundwork.orchestration.outbound.Purpose;
import io.groundwork.orchestration.outbound.S3Door;
import io.groundwork.orchestration.sources.SourceRows.SourceRow;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Opens sources, each with the clients that the one door out builds for them. */
@Singleton
final class Connector {

    private final SourcesConfig config;
    private final Secrets secrets;
    private final S3Door s3;
    private final Fetcher fetcher;
    private final Path cache;

    Connector(SourcesConfig config, Secrets secrets, S3Door s3, Outbound outbound, DataFolder data) {
        cache = data.path().resolve("sources");
        this.config = config;
        this.secrets = secrets;
        this.s3 = s3;
        fetcher = new Fetcher(outbound.client(Purpose.SOURCE), url -> outbound.objection(Purpose.SOURCE, url));
    }

    Source open(SourceRow row) {
        return open(row.info().id(), row.info().kind(), row.content().settings(), secret(row));
    }

    /**
     * @throws io.groundwork.ingest.source.InvalidSettingException when the settings cannot be used
     * @throws io.groundwork.ingest.source.SourceException when what they name cannot be had
     */
    Source open(UUID id, SourceKind kind, JsonNode settings, Optional<String> secret) {
        return switch (kind) {
            case FOLDER ->
                new FolderSource(
                        FolderSource.Settings.read(settings), config.folders().orElse(List.of()));
            case S3 -> s3(S3Source.Settings.read(settings), secret);
            case WEB -> new WebSource(WebSource.Settings.read(settings), fetcher);
            case GIT -> new GitSource(GitSource.Settings.read(settings), secret, fetcher, cache.resolve(id + ".git"));
            case SHAREPOINT -> new SharePointSource(SharePointSource.Settings.read(settings), needed(secret), fetcher);
            case CONFLUENCE -> new ConfluenceSource(ConfluenceSource.Settings.read(settings), needed(secret), fetcher);
        };
    }

    private static String needed(Optional<String> secret) {
        return secret.orElseThrow(
                () -> new InvalidSettingException("secret", "Send 'secret': the client secret, or the API token"));
    }

    private Source s3(S3Source.Settings settings, Optional<String> secret) {
        settings.endpoint().flatMap(fetcher::objection).ifPresent(words -> {
            throw new InvalidSettingException("endpoint", words);
        });
        if (settings.accessKey().isPresent() != secret.isPresent()) {
            throw new InvalidSettingException(
                    secret.isPresent() ? "access_key" : "secret",
                    "Send 'access_key' and 'secret' together, or neither for a public bucket");
        }
        Optional<S3Door.Credentials> credentials =
                settings.accessKey().map(key -> new S3Door.Credentials(key, secret.orElseThrow()));
        return new S3Source(settings, s3.source(settings.endpoint(), settings.region(), credentials));
    }

    Optional<String> secret(SourceRow row) {
        return row.content()
                .secret()
                .map(kept -> secrets.open(kept, place(row.info().id())));
    }

    /** Drops what this machine has kept of a source; other machines' copies are small harm. */
    void forget(UUID id) {
        GitSource.forget(cache.resolve(id + ".git"));
    }

    /** What a source's secret is bound to. */
    static String place(UUID source) {
        return "source " + source;
    }
}
