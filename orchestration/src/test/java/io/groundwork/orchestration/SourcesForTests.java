package io.groundwork.orchestration;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Lets sources read one folder and reach this machine, and makes them try again at once. */
public final class SourcesForTests implements QuarkusTestResourceLifecycleManager {

    /** Below which tests make the folders that are watched: this process's own, whichever class loader asks. */
    public static final Path FOLDERS = Path.of(
            System.getProperty("java.io.tmpdir"),
            "groundwork-watched-" + ProcessHandle.current().pid());

    @Override
    public Map<String, String> start() {
        try {
            Files.createDirectories(FOLDERS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.of(
                "groundwork.sources.folders", FOLDERS.toString(),
                "groundwork.sources.back-off", "100MS",
                "groundwork.sources.lease", "3S",
                "groundwork.sources.poll", "1S",
                "groundwork.outbound.source-hosts", "127.0.0.1");
    }

    @Override
    public void stop() {}
}
