package io.groundwork.orchestration.budgets;

import java.time.LocalDate;

/**
 * How far a budget is used in its period.
 *
 * @param resets the first day of the next period, UTC
 */
public record Standing(
        Budget budget, long spentTokens, long spentMicros, long heldTokens, long heldMicros, LocalDate resets) {

    /** Spent or held back, of the tighter limit; over 1 where more was taken than was estimated. */
    public double share() {
        double tokens = share(spentTokens + heldTokens, budget.limitTokens().orElse(Long.MAX_VALUE));
        double money = budget.limit()
                .map(limit -> share(spentMicros + heldMicros, limit.micros()))
                .orElse(0.0);
        return Math.max(tokens, money);
    }

    boolean isNearItsEnd() {
        return share() >= Budget.WARNING;
    }

    private static double share(long used, long limit) {
        return limit == 0 ? 1 : (double) used / limit;
    }
}
