/**
 * The front door: {@code /v1} in OpenAI's shapes, {@code /api/v1} in ours. Resources translate and decide nothing; every request
 * passes {@code Authentication}, and what goes wrong leaves as a {@code Problem}.
 */
@NullMarked
package io.groundwork.orchestration.http;

import org.jspecify.annotations.NullMarked;
