/**
 * What a model makes of each token of a passage, small enough to be kept beside it, and how well a question meets it. States of tokens go in, unit
 * length and centred as their model wants it; out come bytes to store, and scores. States of
 * different dimensions do not meet: {@link IllegalArgumentException}; nothing else fails.
 */
@NullMarked
package io.groundwork.embeddings.states;

import org.jspecify.annotations.NullMarked;
