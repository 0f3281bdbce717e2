package io.groundwork.orchestration.local;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** Weights that lie on this machine, and the processes that serve them. */
@ConfigMapping(prefix = "groundwork.local")
public interface LocalConfig {

    /** Where the weights lie. */
    @WithDefault("${groundwork.data:var}/models")
    Path folder();

    /** Folder of what a child process loads. Without it no local weights are served. */
    Optional<Path> lib();

    /** A folder with a {@code libjllama} of the operator's own, built for a newer llama.cpp or another device. */
    Optional<Path> library();

    /** A file is looked at when nothing has been written to it for so long. */
    @WithDefault("5s")
    Duration settle();

    /** A child that has had nothing to do for so long is ended, and its memory is free again. */
    @WithDefault("10m")
    Duration idle();

    /** Longest time that loading may take. */
    @WithDefault("180s")
    Duration start();

    /** Most tokens of one conversation, question and answer together; never more than the weights were trained for. */
    @WithDefault("8192")
    int context();

    /** Answers that one child writes at the same time. Each takes memory for its whole context. */
    @WithDefault("2")
    int slots();

    /** Requests that wait for their turn; further ones are turned away. */
    @WithDefault("16")
    int waiting();

    /** Threads that compute. Without it: all processors up to four, half of those that are more. */
    OptionalInt threads();
}
