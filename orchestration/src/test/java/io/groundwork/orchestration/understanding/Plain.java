package io.groundwork.orchestration.understanding;

import io.smallrye.config.SmallRyeConfigBuilder;

/** The settings as they are where nobody sets any. */
final class Plain {

    static final UnderstandingConfig CONFIG = new SmallRyeConfigBuilder()
            .withMapping(UnderstandingConfig.class)
            .build()
            .getConfigMapping(UnderstandingConfig.class);

    private Plain() {}
}
