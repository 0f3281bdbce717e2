package io.groundwork.orchestration.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundwork.orchestration.budgets.Budget;
import io.groundwork.orchestration.budgets.Standing;
import jakarta.ws.rs.core.Response.ResponseBuilder;

/** What an answer says of its caller's tightest budget when less than a fifth of it is left; ours, beside what OpenAI's API has. */
final class BudgetNotice {

    private static final double DECIMALS = 1_000;

    private BudgetNotice() {}

    static ObjectNode of(Standing standing) {
        Budget budget = standing.budget();
        ObjectNode notice = JsonNodeFactory.instance
                .objectNode()
                .put("id", budget.id().toString())
                .put("subject", budget.subject().kind().word())
                .put("period", budget.period().word())
                .put("share", Math.round(standing.share() * DECIMALS) / DECIMALS);
        budget.limitTokens().ifPresent(limit -> notice.put("limit_tokens", limit)
                .put("remaining_tokens", Math.max(0, limit - standing.spentTokens() - standing.heldTokens())));
        budget.limit().ifPresent(limit -> {
            notice.putObject("limit")
                    .put("amount", BudgetsResource.money(limit.micros()))
                    .put("currency", limit.currency());
            notice.putObject("remaining")
                    .put(
                            "amount",
                            BudgetsResource.money(
                                    Math.max(0, limit.micros() - standing.spentMicros() - standing.heldMicros())))
                    .put("currency", limit.currency());
        });
        budget.thenRoute().ifPresent(route -> notice.put("then_route", route));
        return notice.put("resets", standing.resets().toString())
                .put("ask_for_more", "/api/v1/budgets/%s/requests".formatted(budget.id()));
    }

    /** For those who read no bodies; of an answer that is given whole. */
    static ResponseBuilder headers(ResponseBuilder response, ObjectNode notice) {
        response.header("x-groundwork-budget-share", notice.path("share").asText())
                .header("x-groundwork-budget-resets", notice.path("resets").asText());
        if (notice.has("remaining_tokens")) {
            response.header(
                    "x-groundwork-budget-remaining-tokens",
                    notice.path("remaining_tokens").asText());
        }
        if (notice.has("remaining")) {
            response.header(
                    "x-groundwork-budget-remaining",
                    "%s %s"
                            .formatted(
                                    notice.path("remaining").path("amount").asText(),
                                    notice.path("remaining").path("currency").asText()));
        }
        return response;
    }
}
