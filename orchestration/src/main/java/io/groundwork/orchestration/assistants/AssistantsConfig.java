package io.groundwork.orchestration.assistants;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How many assistants there may be. */
@ConfigMapping(prefix = "groundwork.assistants")
public interface AssistantsConfig {

    /** Those that one person or key may have; who has as many makes another when one is removed. */
    @WithDefault("200")
    int perOwner();
}
