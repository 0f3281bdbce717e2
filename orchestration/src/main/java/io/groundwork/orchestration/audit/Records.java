package io.groundwork.orchestration.audit;

import io.groundwork.orchestration.budgets.Claim;
import io.groundwork.orchestration.budgets.Ledger;
import io.groundwork.orchestration.budgets.OverBudgetException;
import io.groundwork.orchestration.budgets.Taken;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** Where decisions are recorded. Blocks its caller, a virtual thread, until what it says is on disk. Safe for use by many threads. */
@Singleton
public final class Records {

    private final Journal journal;
    private final PersonKeys keys;
    private final Node node;
    private final Ledger ledger;
    private final AuditConfig config;

    Records(Journal journal, PersonKeys keys, Node node, Ledger ledger, AuditConfig config) {
        this.journal = journal;
        this.keys = keys;
        this.node = node;
        this.ledger = ledger;
        this.config = config;
    }

    /**
     * Records what is about to be decided. When this returns, the record is on disk, and gets an outcome even if this process dies; unless
     * {@code groundwork.audit.intent} says that nothing waits for it.
     *
     * @throws RecordException when it cannot be recorded; then it must not be done
     */
    public Recording begin(Intent intent) {
        return begin(intent, Optional.empty());
    }

    /**
     * The same, with what it may come to take held back from the budgets of who asked.
     *
     * @throws OverBudgetException when one of them has too little left; then nothing is recorded, and it must not be done
     */
    public Recording begin(Intent intent, Optional<Claim> claim) {
        long began = System.nanoTime();
        UUID id = UUID.randomUUID();
        try {
            node.begin(id);
            PersonKey key = keys.of(intent.caller());
            Instant at = Forms.now();
            String sealed = key.seal(Forms.person(intent, config.questionText()), id);
            String body = Forms.intent(new Forms.Opening(id, at, node.id(), key, sealed), intent);
            Future<?> done = journal.submit(new Journal.Row.OfIntent(
                    id, node.id(), at, key.id(), Forms.name(intent.kind()), intent.route(), body, claim));
            if (config.intent() == AuditConfig.Wait.DURABLE || (claim.isPresent() && ledger.limits())) {
                journal.await(id, done);
            }
            return new Recording(id, key, done, Duration.ofNanos(System.nanoTime() - began));
        } catch (RecordException | OverBudgetException e) {
            node.ended(id);
            throw e;
        } catch (RuntimeException e) {
            node.ended(id);
            throw new RecordException("Decision %s could not be recorded".formatted(id), e);
        }
    }

    /** A decision in the making. */
    public final class Recording {

        private final UUID id;
        private final PersonKey key;
        private final Future<?> intent;
        private final Duration waited;
        private final AtomicBoolean ended = new AtomicBoolean();

        private Recording(UUID id, PersonKey key, Future<?> intent, Duration waited) {
            this.id = id;
            this.key = key;
            this.intent = intent;
            this.waited = waited;
        }

        public UUID id() {
            return id;
        }

        /**
         * Records how it ended, and waits until that is on disk.
         *
         * @throws RecordException when it cannot be recorded, or has ended already; then the answer is not to be called complete
         */
        public void end(Outcome outcome) {
            end(outcome, Optional.empty());
        }

        /** The same, and books what it took, in the same transaction. */
        public void end(Outcome outcome, Optional<Taken> taken) {
            if (!ended.compareAndSet(false, true)) {
                throw new RecordException("Decision %s has ended already".formatted(id));
            }
            try {
                Instant at = Forms.now();
                String body = Forms.outcome(new Forms.Closing(id, at, key, waited), outcome);
                Future<?> done = journal.submit(new Journal.Row.OfOutcome(
                        id, at, outcome.ending(), outcome.writtenBy().orElse(""), body, taken));
                journal.await(id, intent);
                journal.await(id, done);
            } catch (OverBudgetException e) { // nobody waited for the verdict, as there was no budget then
                throw new RecordException("Decision %s came after its budget was used up".formatted(id), e);
            } finally {
                node.ended(id);
            }
        }
    }
}
