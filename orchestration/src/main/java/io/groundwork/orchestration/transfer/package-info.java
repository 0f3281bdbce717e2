/**
 * Whole collections in an open form: lines of JSON, one for the collection, one for each document and each of its passages, vectors included
 * ({@code docs/open-form.md}). {@code Exporter} writes them for a scope, from one view of the data; {@code Importer} makes a new collection of them,
 * which nobody sees before its last line was read and found right. A bad line ends an import with its number and a reason; of an import that ended
 * so, or whose process died, nothing stays.
 */
@NullMarked
package io.groundwork.orchestration.transfer;

import org.jspecify.annotations.NullMarked;
