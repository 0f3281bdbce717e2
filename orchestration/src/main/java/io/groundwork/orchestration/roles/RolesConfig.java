package io.groundwork.orchestration.roles;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;

/** {@code GROUNDWORK_ROLES}. */
@ConfigMapping(prefix = "groundwork.roles")
interface RolesConfig {

    /** Roles that this process plays, parted by commas: {@code api}, {@code worker}, {@code embeddings}, or {@code all}. */
    @WithParentName
    @WithDefault("all")
    String roles();
}
