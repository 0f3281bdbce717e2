package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.groundwork.orchestration.budgets.Usage;
import io.groundwork.orchestration.identity.Caller;
import io.groundwork.orchestration.identity.Principals;
import io.groundwork.orchestration.identity.Principals.Principal;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/usage}: what was used of models, from the ledger. Administrators see all of it, others their own. */
@Path("/api/v1/usage")
@RunOnVirtualThread
class UsageResource {

    private static final Duration USUAL = Duration.ofDays(30);

    private final Usage usage;
    private final Principals principals;
    private final CurrentCaller current;

    UsageResource(Usage usage, Principals principals, CurrentCaller current) {
        this.usage = usage;
        this.principals = principals;
        this.current = current;
    }

    @GET
    public Listing<SumBody> sums(
            @QueryParam("by") @Nullable String by,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @QueryParam("caller") @Nullable String of) {
        return Listing.whole(summed(by, from, to, of));
    }

    /** The same as a table for spreadsheets. */
    @GET
    @Path("/csv")
    @Produces("text/csv")
    public Response table(
            @QueryParam("by") @Nullable String by,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @QueryParam("caller") @Nullable String of) {
        Csv csv = new Csv("of", "name", "answers", "input_tokens", "output_tokens", "cost", "currency");
        summed(by, from, to, of)
                .forEach(sum -> csv.row(
                        sum.of(),
                        sum.name(),
                        sum.answers(),
                        sum.inputTokens(),
                        sum.outputTokens(),
                        sum.cost().toPlainString(),
                        sum.currency()));
        return csv.answer("usage.csv");
    }

    private List<SumBody> summed(@Nullable String by, @Nullable String from, @Nullable String to, @Nullable String of) {
        Caller caller = current.get();
        Optional<UUID> only = of == null ? Optional.empty() : Optional.of(of.equals("me") ? caller.id() : id(of));
        if (!caller.admin() && !only.equals(Optional.of(caller.id()))) {
            throw Problem.FORBIDDEN.because("Only administrators see what others used; ask with caller=me.");
        }
        Instant end = Moments.read("to", to).orElseGet(Instant::now);
        Instant start = Moments.read("from", from).orElseGet(() -> end.minus(USUAL));
        Usage.By grouping = grouping(by);
        List<Usage.Sum> sums = usage.sums(grouping, start, end, only);
        Map<UUID, Principal> named =
                switch (grouping) {
                    case CALLER, PERSON, GROUP, KEY ->
                        principals.named(sums.stream()
                                .flatMap(sum -> sum.of().stream())
                                .map(UUID::fromString)
                                .toList());
                    case MODEL, ROUTE, DAY -> Map.of();
                };
        return sums.stream().map(sum -> SumBody.of(sum, named)).toList();
    }

    private static Usage.By grouping(@Nullable String by) {
        return Arrays.stream(Usage.By.values())
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(by == null ? "model" : by))
                .findFirst()
                .orElseThrow(() -> Problem.INVALID_REQUEST.because(
                        "by",
                        "'by' must be one of %s."
                                .formatted(Arrays.stream(Usage.By.values())
                                        .map(each -> each.name().toLowerCase(Locale.ROOT))
                                        .collect(Collectors.joining(", ")))));
    }

    private static UUID id(String value) {
        try {
            return UUID.fromString(value);
        } catch (IllegalArgumentException e) {
            throw (ProblemException) Problem.INVALID_REQUEST
                    .because("caller", "'caller' must be 'me' or the id of a person or a key.")
                    .initCause(e);
        }
    }

    /**
     * @param of the model, route or day, or the id of the caller or group; null for callers that were erased
     * @param name of the caller or group, as long as it is there
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record SumBody(
            @Nullable String of,
            @Nullable String name,
            long answers,
            @JsonProperty("input_tokens") long inputTokens,
            @JsonProperty("output_tokens") long outputTokens,
            BigDecimal cost,
            @Nullable String currency) {

        static SumBody of(Usage.Sum sum, Map<UUID, Principal> named) {
            return new SumBody(
                    sum.of().orElse(null),
                    named.isEmpty()
                            ? null
                            : sum.of()
                                    .map(id -> named.get(UUID.fromString(id)))
                                    .map(Principal::name)
                                    .orElse(null),
                    sum.answers(),
                    sum.inputTokens(),
                    sum.outputTokens(),
                    BigDecimal.valueOf(sum.micros(), 6).stripTrailingZeros(),
                    sum.currency().orElse(null));
        }
    }
}
