package io.groundwork.orchestration.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundwork.orchestration.answering.Answer;
import io.groundwork.orchestration.answering.Outcome;
import java.util.Locale;

/** What an answer says of the ground that it stands on; ours, beside what OpenAI's API has. */
final class Grounding {

    private static final double DECIMALS = 10_000;

    private Grounding() {}

    static ObjectNode of(Answer answer) {
        ObjectNode grounding = JsonNodeFactory.instance
                .objectNode()
                .put("outcome", answer.outcome().name().toLowerCase(Locale.ROOT))
                .put("decision_id", answer.decision().toString())
                .put("answered_by", answer.model());
        answer.score()
                .ifPresentOrElse(
                        score -> grounding.put("score", Math.round(score * DECIMALS) / DECIMALS),
                        () -> grounding.putNull("score"));
        if (answer.outcome() == Outcome.DECLINED) {
            ObjectNode searched = grounding.putObject("searched");
            answer.searched().queries().forEach(searched.putArray("queries")::add);
            answer.searched().collections().forEach(collection -> searched.withArray("vector_store_ids")
                    .add(Ids.COLLECTION.write(collection.value())));
            searched.put("passages", answer.searched().passages());
        }
        return grounding;
    }
}
