package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.groundwork.orchestration.understanding.Account;
import io.groundwork.orchestration.understanding.Account.Ending;
import io.groundwork.orchestration.understanding.Account.Tried;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a question was understood.
 *
 * @param model who thought; null where there was none
 * @param ended done, time, away or unusable
 * @param why in words; null where it is done
 * @param turns how often the model was asked
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record UnderstandingBody(
        @Nullable String model, String ended, @Nullable String why, int turns, long millis, List<QueryBody> queries) {

    static UnderstandingBody of(Account account) {
        return new UnderstandingBody(
                account.model().isEmpty() ? null : account.model(),
                SearchSettingBodies.lower(account.ending()),
                account.why().isEmpty() ? null : account.why(),
                account.turns(),
                account.took().toMillis(),
                account.queries().stream().map(QueryBody::of).toList());
    }

    /** The same as a line beside the stages. */
    static SearchResource.StageBody stage(Account account) {
        String who = account.model().isEmpty() ? "no model" : account.model();
        String plan = "%s, %s: %d of %d queries searched"
                .formatted(
                        who,
                        account.turns() == 1 ? "1 turn" : account.turns() + " turns",
                        account.searched(),
                        account.queries().size());
        return new SearchResource.StageBody(
                "understanding",
                (int) account.searched(),
                account.ending() == Ending.DONE ? plan : "%s. %s".formatted(plan, account.why()),
                account.took().toNanos() / 1000);
    }

    /**
     * @param kind question, standalone, part, translation, variant or follow_up
     * @param language of a translation; else null
     * @param found null where it was not searched to its end
     * @param micros null likewise
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record QueryBody(
            String query,
            String kind,
            @Nullable String language,
            @Nullable Integer found,
            @Nullable Long micros) {

        static QueryBody of(Tried tried) {
            boolean searched = tried.found().isPresent();
            return new QueryBody(
                    tried.query().text(),
                    SearchSettingBodies.lower(tried.query().kind()),
                    tried.query().language().isEmpty() ? null : tried.query().language(),
                    searched ? tried.found().getAsInt() : null,
                    searched ? tried.took().toNanos() / 1000 : null);
        }
    }
}
