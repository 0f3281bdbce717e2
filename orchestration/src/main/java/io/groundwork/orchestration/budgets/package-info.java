/**
 * What may be spent on models and what was: {@link io.groundwork.orchestration.budgets.Ledger} holds back an estimate before an answer
 * begins and books what it took when it has ended, in the transactions that record both, so that no crash makes them disagree.
 * {@link io.groundwork.orchestration.budgets.Budgets} sets limits, {@link io.groundwork.orchestration.budgets.Usage} tells what was used.
 */
@NullMarked
package io.groundwork.orchestration.budgets;

import org.jspecify.annotations.NullMarked;
