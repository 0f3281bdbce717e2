package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.groundwork.orchestration.budgets.Budget;
import io.groundwork.orchestration.budgets.Budget.Kind;
import io.groundwork.orchestration.budgets.Budget.Money;
import io.groundwork.orchestration.budgets.Budget.Period;
import io.groundwork.orchestration.budgets.Budget.Subject;
import io.groundwork.orchestration.budgets.BudgetRequests;
import io.groundwork.orchestration.budgets.Budgets;
import io.groundwork.orchestration.budgets.Standing;
import io.groundwork.orchestration.identity.Caller;
import io.groundwork.orchestration.identity.Principals;
import io.groundwork.orchestration.models.Catalogues;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/budgets}: who may spend how much on models, and how far it is spent. */
@Path("/api/v1/budgets")
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class BudgetsResource {

    private static final BigDecimal MICROS = BigDecimal.valueOf(1_000_000);
    private static final BigDecimal MOST_MONEY = BigDecimal.valueOf(1_000_000_000_000L);
    private static final int LONGEST_WISH = 1_000;

    private final Budgets budgets;
    private final BudgetRequests requests;
    private final Principals principals;
    private final Catalogues catalogues;
    private final CurrentCaller caller;

    BudgetsResource(
            Budgets budgets,
            BudgetRequests requests,
            Principals principals,
            Catalogues catalogues,
            CurrentCaller caller) {
        this.budgets = budgets;
        this.requests = requests;
        this.principals = principals;
        this.catalogues = catalogues;
        this.caller = caller;
    }

    @GET
    public Listing<Body> list() {
        caller.admin();
        return Listing.whole(budgets.all().stream().map(Body::of).toList());
    }

    /** Those that the caller is under. */
    @GET
    @Path("/mine")
    public Listing<Body> mine() {
        return Listing.whole(
                budgets.of(caller.get().principals()).stream().map(Body::of).toList());
    }

    /** Sets the budget of a person, a group, a key or everyone for a day or a month, in place of the one that was set before. */
    @PUT
    public Body put(@Nullable NewBudget body) {
        Caller by = caller.admin();
        if (body == null) {
            throw Problem.INVALID_REQUEST.because("Send 'subject', 'period' and 'limit_tokens' or 'limit'.");
        }
        return Body.of(budgets.put(body.budget(principals, catalogues), by.id()));
    }

    @DELETE
    @Path("/{id}")
    public void remove(@PathParam("id") UUID id) {
        caller.admin();
        if (!budgets.remove(id)) {
            throw unknown(id);
        }
    }

    /** Asks for more: {@code {"words": "…"}}. Whoever administers budgets sees it. */
    @POST
    @Path("/{id}/requests")
    public void ask(@PathParam("id") UUID id, @Nullable Wish wish) {
        Caller by = caller.get();
        String words = wish == null || wish.words() == null ? "" : wish.words().strip();
        if (words.isEmpty() || words.length() > LONGEST_WISH) {
            throw Problem.INVALID_REQUEST.because(
                    "words", "Send 'words', at most %d characters.".formatted(LONGEST_WISH));
        }
        if (budgets.of(by.principals()).stream()
                .noneMatch(standing -> standing.budget().id().equals(id))) {
            throw unknown(id);
        }
        requests.ask(id, by.id(), words);
    }

    @GET
    @Path("/requests")
    public Listing<AskedBody> requests() {
        caller.admin();
        return Listing.whole(requests.all().stream()
                .map(asked -> new AskedBody(
                        asked.id(),
                        asked.budget(),
                        asked.by(),
                        asked.words(),
                        asked.at().toString()))
                .toList());
    }

    @DELETE
    @Path("/requests/{id}")
    public void answered(@PathParam("id") UUID id) {
        caller.admin();
        if (!requests.remove(id)) {
            throw Problem.NOT_FOUND.because("There is no request %s.".formatted(id));
        }
    }

    private static ProblemException unknown(UUID id) {
        return Problem.NOT_FOUND.because("There is no budget %s.".formatted(id));
    }

    private static BigDecimal money(long micros) {
        return BigDecimal.valueOf(micros).divide(MICROS).stripTrailingZeros();
    }

    record Wish(@Nullable String words) {}

    record AskedBody(
            UUID id,
            @JsonProperty("budget_id") UUID budget,
            @JsonProperty("by_id") UUID by,
            String words,
            String at) {}

    record SubjectBody(@Nullable String kind, @Nullable UUID id) {}

    record LimitBody(@Nullable BigDecimal amount, @Nullable String currency) {}

    record NewBudget(
            @Nullable SubjectBody subject,
            @Nullable String period,
            @JsonProperty("limit_tokens") @Nullable Long limitTokens,
            @Nullable LimitBody limit,
            @JsonProperty("then_route") @Nullable String thenRoute) {

        Budget budget(Principals principals, Catalogues catalogues) {
            if (limitTokens == null && limit == null) {
                throw Problem.INVALID_REQUEST.because("limit_tokens", "Send 'limit_tokens' or 'limit'.");
            }
            if (limitTokens != null && limitTokens < 0) {
                throw Problem.INVALID_REQUEST.because("limit_tokens", "'limit_tokens' must not be under 0.");
            }
            Optional<String> then = Optional.ofNullable(thenRoute).filter(name -> !name.isBlank());
            then.filter(name -> catalogues.refresh().route(name).isEmpty()).ifPresent(name -> {
                throw Problem.INVALID_REQUEST.because("then_route", "There is no route '%s'.".formatted(name));
            });
            return new Budget(
                    UUID.randomUUID(),
                    known(principals),
                    one("period", Period.class, period),
                    limitTokens == null ? OptionalLong.empty() : OptionalLong.of(limitTokens),
                    money(),
                    then);
        }

        private Subject known(Principals principals) {
            Kind kind = one("subject.kind", Kind.class, subject == null ? null : subject.kind());
            UUID id = subject == null ? null : subject.id();
            if ((kind == Kind.EVERYONE) != (id == null)) {
                throw Problem.INVALID_REQUEST.because(
                        "subject.id", "A person, a group or a key has an id; everyone has none.");
            }
            if (id != null
                    && principals.named(Set.of(id)).values().stream()
                            .noneMatch(found -> found.kind().equals(kind.word()))) {
                throw Problem.INVALID_REQUEST.because("subject.id", "There is no %s %s.".formatted(kind.word(), id));
            }
            return new Subject(kind, Optional.ofNullable(id));
        }

        private Optional<Money> money() {
            if (limit == null) {
                return Optional.empty();
            }
            if (limit.amount() == null
                    || limit.amount().signum() < 0
                    || limit.amount().compareTo(MOST_MONEY) > 0
                    || limit.currency() == null
                    || !limit.currency().matches("[A-Z]{3}")) {
                throw Problem.INVALID_REQUEST.because(
                        "limit", "'limit' has an 'amount' of 0 or more and a 'currency' of three letters.");
            }
            return Optional.of(new Money(limit.amount().multiply(MICROS).longValue(), limit.currency()));
        }

        private static <E extends Enum<E>> E one(String field, Class<E> type, @Nullable String word) {
            for (E each : type.getEnumConstants()) {
                if (each.name().toLowerCase(Locale.ROOT).equals(word)) {
                    return each;
                }
            }
            throw Problem.INVALID_REQUEST.because(
                    field,
                    "'%s' must be one of %s."
                            .formatted(
                                    field,
                                    String.join(
                                            ", ",
                                            List.of(type.getEnumConstants()).stream()
                                                    .map(each -> each.name().toLowerCase(Locale.ROOT))
                                                    .toList())));
        }
    }

    /**
     * @param share of the tighter limit that is spent or held back
     * @param resets the day on which it begins anew, UTC
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Body(
            UUID id,
            SubjectBody subject,
            String period,
            @JsonProperty("limit_tokens") @Nullable Long limitTokens,
            @Nullable LimitBody limit,
            @JsonProperty("then_route") @Nullable String thenRoute,
            @JsonProperty("spent_tokens") long spentTokens,
            BigDecimal spent,
            @JsonProperty("held_tokens") long heldTokens,
            double share,
            String resets) {

        static Body of(Standing standing) {
            Budget budget = standing.budget();
            return new Body(
                    budget.id(),
                    new SubjectBody(
                            budget.subject().kind().word(),
                            budget.subject().id().orElse(null)),
                    budget.period().word(),
                    budget.limitTokens().isPresent()
                            ? (Long) budget.limitTokens().getAsLong()
                            : null,
                    budget.limit()
                            .map(limit -> new LimitBody(money(limit.micros()), limit.currency()))
                            .orElse(null),
                    budget.thenRoute().orElse(null),
                    standing.spentTokens(),
                    money(standing.spentMicros()),
                    standing.heldTokens(),
                    standing.share(),
                    standing.resets().toString());
        }
    }
}
