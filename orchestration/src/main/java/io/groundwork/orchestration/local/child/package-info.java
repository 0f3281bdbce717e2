/**
 * What runs in the process that serves one file of weights: llama.cpp behind HTTP, with a class path of its own. Nothing here is
 * loaded by the platform but {@link io.groundwork.orchestration.local.child.ChildSettings}.
 */
@NullMarked
package io.groundwork.orchestration.local.child;

import org.jspecify.annotations.NullMarked;
