/**
 * Assistants: names that callers use as models and that answer from documents. {@link io.groundwork.orchestration.assistants.Assistants} keeps them with all their
 * revisions and with whom they are shared; what it gives is what one caller may use or change. Where an answer may look is no matter of this package: an assistant
 * names collections, and the caller's own rights decide which of them are searched.
 */
@NullMarked
package io.groundwork.orchestration.assistants;

import org.jspecify.annotations.NullMarked;
