package io.groundwork.orchestration.budgets;

import java.util.Optional;

/** Whether an answer may begin. */
public sealed interface Verdict {

    /** @param near the budget that is nearest to its end, where one has less than a fifth left */
    record Free(Optional<Standing> near) implements Verdict {}

    /** Its estimate goes beyond a budget. */
    record Over(Standing budget) implements Verdict {}
}
