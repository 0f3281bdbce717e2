/**
 * The decision record: for every answer an {@link io.groundwork.orchestration.audit.Intent} that is durable before the first word, and one
 * {@link io.groundwork.orchestration.audit.Outcome}, whatever becomes of the process in between. {@link io.groundwork.orchestration.audit.Records} takes them,
 * {@link io.groundwork.orchestration.audit.Decisions} gives them back, {@link io.groundwork.orchestration.audit.Chain} tells whether any was changed since, and
 * {@link io.groundwork.orchestration.audit.Erasure} makes unreadable what names a person. What cannot be recorded is a
 * {@link io.groundwork.orchestration.audit.RecordException}: then nothing may be answered.
 */
@NullMarked
package io.groundwork.orchestration.audit;

import org.jspecify.annotations.NullMarked;
