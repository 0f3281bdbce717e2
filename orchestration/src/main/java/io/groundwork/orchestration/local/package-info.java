/**
 * Weights that lie on this machine: GGUF files in a folder ({@link io.groundwork.orchestration.local.ModelFolder}), each served, once
 * it is wanted, by a process of its own that speaks the dialect of any other model server on a loopback socket
 * ({@link io.groundwork.orchestration.local.ModelChildren}). Native code never runs in the platform's process: a crash ends one child.
 */
@NullMarked
package io.groundwork.orchestration.local;

import org.jspecify.annotations.NullMarked;
