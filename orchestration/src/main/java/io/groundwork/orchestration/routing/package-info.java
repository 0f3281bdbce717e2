/**
 * A request and the name of a route go in, one model's answer comes out ({@link io.groundwork.orchestration.routing.Router}): candidates
 * are tried in their order and replicas by their load, the next one only while nothing has been written; a server that keeps failing is
 * left alone for a while, one that has all hands full is waited for. What was tried, and why it was left, is told. A recall ends what a
 * model is writing.
 */
@NullMarked
package io.groundwork.orchestration.routing;

import org.jspecify.annotations.NullMarked;
