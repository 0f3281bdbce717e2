/**
 * The one door out. Every HTTP client of the application comes from {@link io.groundwork.orchestration.outbound.Outbound}, which
 * binds it to a {@link io.groundwork.orchestration.outbound.Purpose}: what that purpose may not reach is refused with an
 * {@link io.groundwork.orchestration.outbound.OutboundDeniedException} before a connection is made, and kept for the admin to see.
 * Redirects are never followed. Nothing else in the application builds a client.
 */
@NullMarked
package io.groundwork.orchestration.outbound;

import org.jspecify.annotations.NullMarked;
