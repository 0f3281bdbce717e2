/**
 * Which role starts what: one table, {@link io.groundwork.orchestration.roles.Role}. Every role is the same program; a process
 * plays the roles that {@code GROUNDWORK_ROLES} names, all of them by default, and none where it was given a command.
 */
@NullMarked
package io.groundwork.orchestration.roles;

import org.jspecify.annotations.NullMarked;
