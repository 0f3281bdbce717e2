package io.groundwork.orchestration.models;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Settings for tests: short patience. */
record Settings(Optional<String> secretKey, Optional<Path> secretKeyFile, Path data) implements ModelsConfig {

    static Settings plain() {
        return new Settings(Optional.of("a secret of these tests"), Optional.empty(), Path.of("unused"));
    }

    @Override
    public boolean probeNew() {
        return false;
    }

    @Override
    public Duration probeEvery() {
        return Duration.ZERO;
    }

    @Override
    public int ownPort() {
        return 8080;
    }
}
