package io.groundwork.orchestration.audit;

import io.groundwork.orchestration.audit.AuditConfig.Wait;
import io.groundwork.orchestration.budgets.Claim;
import io.groundwork.orchestration.budgets.Ledger;
import io.groundwork.orchestration.budgets.OverBudgetException;
import io.groundwork.orchestration.budgets.Taken;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** Where decisions are recorded. Blocks its caller, a virtual thread, until what it says is on disk. Safe for use by many threads. */
@Singleton
public final class Records {

    private final Journal journal;
    private final PersonKeys keys;
    private final Node node;
    private final Ledger ledger;
    private final Unwritten unwritten;
    private final AuditConfig config;

    Records(Journal journal, PersonKeys keys, Node node, Ledger ledger, Unwritten unwritten, AuditConfig config) {
        this.journal = journal;
        this.keys = keys;
        this.node = node;
        this.ledger = ledger;
        this.unwritten = unwritten;
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
        Recording recording = submitted(intent, claim, Journal.Pace.AT_ONCE);
        recording.awaitBegun();
        return recording;
    }

    /**
     * The same for what is shown as it comes, without waiting: the work may go on while the record is being written, and nothing of it may be shown before
     * {@link Recording#awaitBegun} has returned. Waits all the same where a budget may be too small.
     */
    public Recording beginBeside(Intent intent, Optional<Claim> claim) {
        return beside(
                intent, claim, config.intent() == Wait.DURABLE ? Journal.Pace.AT_ONCE : Journal.Pace.WITH_COMPANY);
    }

    /** The same for what is shown when it is whole, and so not before {@link Recording#end} has returned: what is soon done is written once, with its outcome. */
    public Recording beginUnshown(Intent intent, Optional<Claim> claim) {
        return beside(intent, claim, Journal.Pace.WITH_COMPANY);
    }

    private Recording beside(Intent intent, Optional<Claim> claim, Journal.Pace pace) {
        boolean roomy = claim.map(ledger::roomy).orElse(true);
        Recording recording = submitted(intent, claim, roomy ? pace : Journal.Pace.AT_ONCE);
        if (!roomy) {
            recording.awaitBegun();
        }
        return recording;
    }

    private Recording submitted(Intent intent, Optional<Claim> claim, Journal.Pace pace) {
        UUID id = UUID.randomUUID();
        try {
            node.begin(id);
            PersonKey key = keys.of(intent.caller());
            Instant at = Forms.now();
            String sealed = key.seal(Forms.person(intent, config.questionText()), id);
            String body = Forms.intent(new Forms.Opening(id, at, node.id(), key, sealed), intent);
            CompletableFuture<?> done = journal.submit(
                    new Journal.Row.OfIntent(
                            id, node.id(), at, key.id(), Forms.name(intent.kind()), intent.route(), body, claim),
                    pace);
            boolean awaited = config.intent() == Wait.DURABLE || (claim.isPresent() && ledger.limits());
            return new Recording(id, key, done, awaited);
        } catch (RecordException e) {
            node.ended(id);
            throw e;
        } catch (RuntimeException e) {
            node.ended(id);
            throw new RecordException("Decision %s could not be recorded".formatted(id), e);
        }
    }

    /** A decision in the making. Used by one thread. */
    public final class Recording {

        private final UUID id;
        private final PersonKey key;
        private final CompletableFuture<?> intent;
        private final boolean awaited;
        private final AtomicBoolean ended = new AtomicBoolean();
        private Duration waited = Duration.ZERO;
        private boolean begun;

        private Recording(UUID id, PersonKey key, CompletableFuture<?> intent, boolean awaited) {
            this.id = id;
            this.key = key;
            this.intent = intent;
            this.awaited = awaited;
        }

        public UUID id() {
            return id;
        }

        /**
         * Waits until the intent is on disk; where the settings say that nothing waits for it, returns at once.
         *
         * @throws RecordException when it cannot be recorded; then nothing may be shown, and the record is closed
         * @throws OverBudgetException when a budget has too little left; the same
         */
        public void awaitBegun() {
            if (begun || !awaited) {
                return;
            }
            try {
                waitFor(intent);
                begun = true;
            } catch (RecordException | OverBudgetException e) {
                ended.set(true);
                node.ended(id);
                throw e;
            }
        }

        /** Runs {@code then}, on another thread, when the intent turns out to be refused: what is being done for it may stop at once. */
        public void whenRefused(Runnable then) {
            var unused = intent.whenComplete((written, refusal) -> {
                if (refusal != null && !(refusal instanceof CancellationException)) {
                    Thread.ofVirtual().name("decision-refused").start(then);
                }
            });
        }

        /**
         * Records how it ended, and waits until that is on disk.
         *
         * @throws RecordException when it cannot be recorded, or has ended already; then the answer is not to be called complete
         * @throws OverBudgetException when it turns out that it should not have begun; then nothing of it is to be given
         */
        public void end(Outcome outcome) {
            end(outcome, Optional.empty());
        }

        /** What came of an answer whose intent could not be waited for is not to be written as if it had been given. */
        private void afterIntent(Future<?> done) {
            try {
                waitFor(intent);
            } catch (RecordException | OverBudgetException e) {
                done.cancel(false);
                throw e;
            }
        }

        /** The same, and books what it took, in the same transaction. */
        public void end(Outcome outcome, Optional<Taken> taken) {
            if (!ended.compareAndSet(false, true)) {
                throw new RecordException("Decision %s has ended already".formatted(id));
            }
            try {
                Future<?> done = journal.submit(row(outcome, taken));
                afterIntent(done);
                journal.await(id, done);
            } catch (RecordException e) {
                unwritten.keep(row(outcome.withheld(Unwritten.REASON), taken));
                throw e;
            } finally {
                node.ended(id);
            }
        }

        private Journal.Row.OfOutcome row(Outcome outcome, Optional<Taken> taken) {
            Instant at = Forms.now();
            String body = Forms.outcome(new Forms.Closing(id, at, key, waited), outcome);
            return new Journal.Row.OfOutcome(
                    id, at, outcome.ending(), outcome.writtenBy().orElse(""), body, taken);
        }

        private void waitFor(Future<?> written) {
            long from = System.nanoTime();
            try {
                journal.await(id, written);
            } finally {
                waited = waited.plusNanos(System.nanoTime() - from);
            }
        }
    }
}
