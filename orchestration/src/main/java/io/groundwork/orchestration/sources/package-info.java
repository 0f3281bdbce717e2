/**
 * Keeps collections in step with the places that documents come from: {@link io.groundwork.orchestration.sources.Sources} holds
 * what there is to be looked through and when, workers walk through it and write what is new, changed, moved or gone through
 * {@link io.groundwork.orchestration.Library}. One walk of a source runs at a time over all processes; one that dies goes on where it
 * was, because each item's mark is written with its document. What fails is an item, with its reason in the report, or the walk.
 */
@NullMarked
package io.groundwork.orchestration.sources;

import org.jspecify.annotations.NullMarked;
