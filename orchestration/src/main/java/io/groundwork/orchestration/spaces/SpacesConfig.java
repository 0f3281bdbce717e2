package io.groundwork.orchestration.spaces;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How second spaces are built in the background. */
@ConfigMapping(prefix = "groundwork.spaces")
interface SpacesConfig {

    /** Passages embedded at a time; also what is lost when the process is killed. */
    @WithDefault("16")
    int batch();

    /** Share of the time, in (0, 1], in which a build works while no document waits to be read. */
    @WithDefault("0.8")
    double share();

    /** The same while documents wait, so that they overtake it. */
    @WithDefault("0.1")
    double shareBesideUploads();

    /** Longest wait before it is looked for work; what this process is asked for is found at once. */
    @WithDefault("1S")
    Duration poll();

    /** How long a build is a process's without a sign of life from it. */
    @WithDefault("15S")
    Duration lease();

    /** Wait after a failure, or before it is looked whether a space that was whole lacks something. */
    @WithDefault("15S")
    Duration pause();
}
