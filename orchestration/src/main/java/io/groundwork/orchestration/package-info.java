/**
 * The application: conducts a document and a question through the modules, and speaks HTTP.
 */
@NullMarked
package io.groundwork.orchestration;

import org.jspecify.annotations.NullMarked;
