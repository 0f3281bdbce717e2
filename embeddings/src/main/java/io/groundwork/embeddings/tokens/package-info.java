/**
 * Text in, the tokens that a BERT model reads out, each with the characters that it came from. Fails only where the
 * vocabulary file itself cannot be read.
 */
@NullMarked
package io.groundwork.embeddings.tokens;

import org.jspecify.annotations.NullMarked;
