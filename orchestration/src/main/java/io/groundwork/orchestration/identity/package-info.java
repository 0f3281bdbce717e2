/**
 * Who is asking: people, groups, keys, sessions and the rights they hold. In goes a key or a session's token; out comes a
 * {@link io.groundwork.orchestration.identity.Caller} with its principals, or nothing. Tokens and keys are kept as digests only.
 */
@NullMarked
package io.groundwork.orchestration.identity;

import org.jspecify.annotations.NullMarked;
