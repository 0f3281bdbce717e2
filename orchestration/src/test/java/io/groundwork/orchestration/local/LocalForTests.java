package io.groundwork.orchestration.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** Local weights without the application. */
public final class LocalForTests {

    private LocalForTests() {}

    /** No weights lie there. */
    public static ModelChildren none() {
        return children(new Settings(Path.of("target", "no-such-folder")));
    }

    static ModelChildren children(Settings settings) {
        return new ModelChildren(new ModelFolder(settings), settings);
    }

    record Settings(Path folder, Duration idle, int context, int slots, int waiting, Duration start)
            implements LocalConfig {

        Settings(Path folder) {
            this(folder, Duration.ofMinutes(5), 2048, 1, 2, Duration.ofSeconds(60));
        }

        Settings idle(Duration time) {
            return new Settings(folder, time, context, slots, waiting, start);
        }

        Settings context(int tokens) {
            return new Settings(folder, idle, tokens, slots, waiting, start);
        }

        @Override
        public Optional<Path> lib() {
            return Optional.of(Path.of("target", "model-lib"));
        }

        @Override
        public Optional<Path> library() {
            return Optional.empty();
        }

        @Override
        public Duration settle() {
            return Duration.ofMillis(1);
        }

        @Override
        public OptionalInt threads() {
            return OptionalInt.of(1);
        }
    }
}
