package io.groundwork.orchestration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.nio.file.Path;

/** Where this machine keeps what it alone needs: logs, pids, its key. Documents do not lie here. {@code GROUNDWORK_DATA}. */
@ConfigMapping(prefix = "groundwork.data")
public interface DataFolder {

    /** The folder; it need not exist where nothing is written to it. */
    @WithParentName
    @WithDefault("var")
    Path path();
}
