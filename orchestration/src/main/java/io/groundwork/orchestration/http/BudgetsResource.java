package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.groundwork.orchestration.budgets.Budget;
import io.groundwork.orchestration.budgets.Budget.Kind;
import io.groundwork.orchestration.budgets.Budget.Money;
import io.groundwork.orchestration.budgets.Budget.Period;
import io.groundwork.orchestration.budgets.Budget.Subject;
import io.groundwork.orchestration.budgets.BudgetRequests;
import io.groundwork.orchestration.budgets.BudgetRequests.Answer;
import io.groundwork.orchestration.budgets.BudgetRequests.Asked;
import io.groundwork.orchestration.budgets.Budgets;
import io.groundwork.orchestration.budgets.Standing;
import io.groundwork.orchestration.identity.Caller;
import io.groundwork.orchestration.identity.Principals;
import io.groundwork.orchestration.identity.Principals.Principal;
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
import java.util.Map;
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
        return bodies(budgets.all());
    }

    private Listing<Body> bodies(List<Standing> standings) {
        Map<UUID, Principal> named = named(standings);
        return Listing.whole(
                standings.stream().map(standing -> Body.of(standing, named)).toList());
    }

    private Body body(Standing standing) {
        return Body.of(standing, named(List.of(standing)));
    }

    private Map<UUID, Principal> named(List<Standing> standings) {
        return principals.named(standings.stream()
                .flatMap(standing -> standing.budget().subject().id().stream())
                .toList());
    }

    /** Those that the caller is under. */
    @GET
    @Path("/mine")
    public Listing<Body> mine() {
        return bodies(budgets.of(caller.get().principals()));
    }

    /** Sets the budget of a person, a group, a key or everyone for a day or a month, in place of the one that was set before. */
    @PUT
    public Body put(@Nullable NewBudget body) {
        Caller by = caller.admin();
        if (body == null) {
            throw Problem.INVALID_REQUEST.because("Send 'subject', 'period' and 'limit_tokens' or 'limit'.");
        }
        return body(budgets.put(body.budget(principals, catalogues), by.id()));
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
        return asked(requests.all());
    }

    /** What the caller asked for, and what was said to it. */
    @GET
    @Path("/requests/mine")
    public Listing<AskedBody> myRequests() {
        return asked(requests.of(caller.get().id()));
    }

    private Listing<AskedBody> asked(List<Asked> all) {
        Map<UUID, Principal> named =
                principals.named(all.stream().map(Asked::by).distinct().toList());
        return Listing.whole(
                all.stream().map(asked -> AskedBody.of(asked, named)).toList());
    }

    /** Raises the budget to what is sent, for as long as it stands: {@code {"limit_tokens": 2000000, "words": "…"}}. */
    @POST
    @Path("/requests/{id}/grant")
    public Body grant(@PathParam("id") UUID id, @Nullable NewLimits limits) {
        Caller by = caller.admin();
        if (limits == null) {
            throw Problem.INVALID_REQUEST.because("limit_tokens", "Send 'limit_tokens' or 'limit'.");
        }
        return body(requests.grant(id, limits::raised, words(limits.words()), by.id())
                .orElseThrow(() -> notOpen(id)));
    }

    /** {@code {"words": "…"}}: why not. */
    @POST
    @Path("/requests/{id}/refuse")
    public void refuse(@PathParam("id") UUID id, @Nullable Wish why) {
        Caller by = caller.admin();
        if (!requests.answer(id, Answer.REFUSED, words(why == null ? null : why.words()), by.id())) {
            throw notOpen(id);
        }
    }

    private ProblemException notOpen(UUID id) {
        return requests.find(id)
                .map(asked -> Problem.CONFLICT.because("The request was %s already.".formatted(asked.state())))
                .orElseGet(() -> Problem.NOT_FOUND.because("There is no request %s.".formatted(id)));
    }

    private static String words(@Nullable String sent) {
        String words = sent == null ? "" : sent.strip();
        if (words.length() > LONGEST_WISH) {
            throw Problem.INVALID_REQUEST.because(
                    "words", "'words' has at most %d characters.".formatted(LONGEST_WISH));
        }
        return words;
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

    static BigDecimal money(long micros) {
        return BigDecimal.valueOf(micros, 6).stripTrailingZeros();
    }

    record Wish(@Nullable String words) {}

    record AskedBody(
            UUID id,
            @JsonProperty("budget_id") UUID budget,
            @JsonProperty("by_id") UUID by,
            @JsonProperty("by_name") @Nullable String byName,
            String words,
            String at,
            String state,
            String answer) {

        static AskedBody of(Asked asked, Map<UUID, Principal> named) {
            return new AskedBody(
                    asked.id(),
                    asked.budget(),
                    asked.by(),
                    Optional.ofNullable(named.get(asked.by()))
                            .map(Principal::name)
                            .orElse(null),
                    asked.words(),
                    asked.at().toString(),
                    asked.state(),
                    asked.answer());
        }
    }

    /** Of the limits that a budget has, those that change. */
    record NewLimits(
            @JsonProperty("limit_tokens") @Nullable Long limitTokens,
            @Nullable LimitBody limit,
            @Nullable String words) {

        Budget raised(Budget budget) {
            if (limitTokens == null && limit == null) {
                throw Problem.INVALID_REQUEST.because("limit_tokens", "Send 'limit_tokens' or 'limit'.");
            }
            if (limitTokens != null && limitTokens < 0) {
                throw Problem.INVALID_REQUEST.because("limit_tokens", "'limit_tokens' must not be under 0.");
            }
            return new Budget(
                    budget.id(),
                    budget.subject(),
                    budget.period(),
                    limitTokens == null ? budget.limitTokens() : OptionalLong.of(limitTokens),
                    limit == null ? budget.limit() : Optional.of(limit.money()),
                    budget.thenRoute());
        }
    }

    /** @param name of the person, group or key, as long as it is there; not read */
    record SubjectBody(
            @Nullable String kind,
            @Nullable UUID id,
            @Nullable String name) {}

    record LimitBody(@Nullable BigDecimal amount, @Nullable String currency) {

        Money money() {
            if (amount == null
                    || amount.signum() < 0
                    || amount.compareTo(MOST_MONEY) > 0
                    || currency == null
                    || !currency.matches("[A-Z]{3}")) {
                throw Problem.INVALID_REQUEST.because(
                        "limit", "'limit' has an 'amount' of 0 or more and a 'currency' of three letters.");
            }
            return new Money(amount.multiply(MICROS).longValue(), currency);
        }
    }

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
                    Optional.ofNullable(limit).map(LimitBody::money),
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
            BigDecimal held,
            double share,
            String resets) {

        static Body of(Standing standing, Map<UUID, Principal> named) {
            Budget budget = standing.budget();
            return new Body(
                    budget.id(),
                    new SubjectBody(
                            budget.subject().kind().word(),
                            budget.subject().id().orElse(null),
                            budget.subject()
                                    .id()
                                    .map(named::get)
                                    .map(Principal::name)
                                    .orElse(null)),
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
                    money(standing.heldMicros()),
                    standing.share(),
                    standing.resets().toString());
        }
    }
}
