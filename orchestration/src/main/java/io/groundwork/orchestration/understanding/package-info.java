/**
 * A question goes in, and what it finds in its own words and in those that a chat model put it in:
 * {@link io.groundwork.orchestration.understanding.Understander} lets the model think while the question is searched as it is, searches what came of it on the same caller's behalf, and
 * merges. A model that is away, slow or says nothing usable takes nothing from what plain search finds, and the
 * {@link io.groundwork.orchestration.understanding.Account} says so; only a plain search that fails is an exception.
 */
@NullMarked
package io.groundwork.orchestration.understanding;

import org.jspecify.annotations.NullMarked;
