package io.groundwork.orchestration.budgets;

/** A budget has too little left for what was to be answered; nothing was begun. The message says whose, how much and until when. */
public final class OverBudgetException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Standing standing;

    public OverBudgetException(Standing standing) {
        super(words(standing), null, false, false);
        this.standing = standing;
    }

    public Standing standing() {
        return standing;
    }

    private static String words(Standing standing) {
        Budget budget = standing.budget();
        String whose =
                switch (budget.subject().kind()) {
                    case PERSON -> "Your budget";
                    case GROUP -> "The budget of your group";
                    case KEY -> "The budget of this key";
                    case EVERYONE -> "The budget of everyone";
                };
        String limit = budget.limitTokens().isPresent()
                ? "%d of %d tokens are spent or held back"
                        .formatted(
                                standing.spentTokens() + standing.heldTokens(),
                                budget.limitTokens().getAsLong())
                : "%.0f %% of it is spent or held back".formatted(100 * standing.share());
        return "%s for this %s does not hold this answer: %s. It begins anew on %s."
                .formatted(whose, budget.period().word(), limit, standing.resets());
    }
}
