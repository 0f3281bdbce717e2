package io.groundwork.orchestration.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundwork.orchestration.chat.ChatOutcome;
import io.groundwork.orchestration.models.ModelVersion;
import io.groundwork.orchestration.routing.Attempt;
import io.groundwork.orchestration.routing.Routed;
import java.time.Duration;
import java.util.List;

/** What came of a message that was sent along a route to see where it goes. */
final class RouteTrials {

    private RouteTrials() {}

    static ObjectNode write(Routed routed, Duration took) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("took_ms", took.toMillis());
        switch (routed) {
            case Routed.ToBuiltIn builtIn ->
                body.put("answered_by", ModelVersion.EXTRACTIVE).put("reply", "");
            case Routed.Answered answered -> {
                body.put("answered_by", answered.model().name());
                said(body, answered.outcome());
            }
            case Routed.Nobody nobody -> said(body, nobody.why());
        }
        attempts(body.putArray("attempts"), routed.attempts());
        return body;
    }

    private static void said(ObjectNode body, ChatOutcome outcome) {
        switch (outcome) {
            case ChatOutcome.Finished finished -> body.put("reply", finished.text());
            case ChatOutcome.Failed failed -> body.put("failed", failed.words());
        }
    }

    private static void attempts(ArrayNode written, List<Attempt> attempts) {
        attempts.forEach(attempt -> written.addObject()
                .put("model", attempt.model())
                .put("server", attempt.server().orElse(null))
                .put("why", attempt.why())
                .put("took_ms", attempt.took().toMillis()));
    }
}
