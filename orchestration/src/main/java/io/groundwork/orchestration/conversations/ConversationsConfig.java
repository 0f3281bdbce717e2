package io.groundwork.orchestration.conversations;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How many conversations there may be. */
@ConfigMapping(prefix = "groundwork.conversations")
public interface ConversationsConfig {

    /** Those that one person or key may have, give or take those that begin at the same moment. */
    @WithDefault("10000")
    int perOwner();
}
