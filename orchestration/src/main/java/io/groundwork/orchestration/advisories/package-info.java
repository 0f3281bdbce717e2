/**
 * Published weaknesses of models and of what serves them. A file in OSV's or CSAF's form goes in ({@link
 * io.groundwork.orchestration.advisories.AdvisoryFile}), without any network; advisories come out, and where each meets a registered model
 * ({@link io.groundwork.orchestration.advisories.Advisories}). What cannot be read is an {@link
 * io.groundwork.orchestration.advisories.UnreadableAdvisoryException} that names the item, and nothing is taken over.
 */
@NullMarked
package io.groundwork.orchestration.advisories;

import org.jspecify.annotations.NullMarked;
