/** A text goes in, the language that it is written in comes out, or nothing where that cannot be told: {@link io.groundwork.ingest.language.Languages}. */
@NullMarked
package io.groundwork.ingest.language;

import org.jspecify.annotations.NullMarked;
