/**
 * Moves a collection from one embedding space to another while it answers: {@link io.groundwork.orchestration.spaces.SpaceMoves} takes the
 * orders, a builder in the background fills the second space from the stored passages, both are measured on the same questions, and the
 * switch and its roll-back are one statement each. One that dies goes on where it was. What may not be done now is an outcome; what fails
 * in the background is tried again and stands in the state.
 */
@NullMarked
package io.groundwork.orchestration.spaces;

import org.jspecify.annotations.NullMarked;
