package io.groundwork.orchestration.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.groundwork.orchestration.FreshDatabase;
import io.groundwork.orchestration.audit.Records.Recording;
import io.groundwork.orchestration.budgets.Claim;
import io.groundwork.orchestration.budgets.OverBudgetException;
import io.groundwork.orchestration.budgets.Taken;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes whose callers are under budgets of their own, of groups that they share, and of everyone. */
class BudgetLocksIT {

    private static final FreshDatabase DATABASE = new FreshDatabase();
    private static final int PEOPLE = 6;
    private static final int GROUPS = 4;
    private static final int ANSWERS = 400;
    private static final int TOOK = 7;

    private final Installation one = Installation.of(DATABASE);
    private final Installation two = Installation.of(DATABASE);

    @AfterAll
    static void drop() {
        DATABASE.close();
    }

    @BeforeEach
    void noBudgets() throws SQLException {
        execute("DELETE FROM budget_hold");
        execute("DELETE FROM budget_use");
        execute("DELETE FROM budget");
    }

    @Test
    void manyOnTwoNodesWaitForEachOtherInNoCircleAndEverySumIsExact() throws Exception {
        for (int person = 0; person < PEOPLE; person++) {
            budget("person", person(person), 1_000_000_000L);
        }
        for (int group = 0; group < GROUPS; group++) {
            budget("group", group(group), 1_000_000_000L);
        }
        everyone(1_000_000_000L);
        long deadlocks = deadlocks();

        List<Answered> answered = together(random -> answer(random, 100));

        assertThat(answered).hasSize(ANSWERS).allMatch(Answered::given);
        assertThat(DATABASE.one("SELECT sum(held_tokens) FROM budget_use")).isEqualTo("0");
        assertThat(DATABASE.one("SELECT count(*) FROM budget_hold")).isEqualTo("0");
        assertThat(spent("b.subject_kind = 'everyone'")).isEqualTo((long) ANSWERS * TOOK);
        for (int person = 0; person < PEOPLE; person++) {
            UUID who = person(person);
            assertThat(spent("b.subject_id = '%s'".formatted(who)))
                    .isEqualTo(TOOK
                            * answered.stream()
                                    .filter(one -> one.claim().caller().equals(who))
                                    .count());
        }
        for (int group = 0; group < GROUPS; group++) {
            UUID of = group(group);
            assertThat(spent("b.subject_id = '%s'".formatted(of)))
                    .isEqualTo(TOOK
                            * answered.stream()
                                    .filter(one -> one.claim().principals().contains(of))
                                    .count());
        }
        assertThat(deadlocks()).as("circles that the database had to break").isEqualTo(deadlocks);
    }

    @Test
    void whatTwoNodesGiveTogetherStaysWithinTheBudgetThatIsTightest() throws Exception {
        for (int group = 0; group < GROUPS; group++) {
            budget("group", group(group), 1_000_000_000L);
        }
        everyone(40L * TOOK);

        List<Answered> answered = together(random -> answer(random, TOOK));

        long given = answered.stream().filter(Answered::given).count();
        assertThat(given).isEqualTo(40);
        assertThat(spent("b.subject_kind = 'everyone'")).isEqualTo(40L * TOOK);
        assertThat(DATABASE.one("SELECT sum(held_tokens) FROM budget_use")).isEqualTo("0");
    }

    @Test
    void whoseBudgetsHadRoomIsNotWaitedForAndRefusedAllTheSameWhereTheyHaveNoneAnyMore() throws Exception {
        everyone(1_000L);
        Claim claim = new Claim(person(1), Set.of(person(1)), 100, 0, Optional.empty());
        Intent intent = Installation.question(person(1), "How long?");
        one.records.begin(intent, Optional.of(claim)).end(Installation.outcome(Ending.ANSWERED));
        execute("UPDATE budget SET limit_tokens = 50");
        CountDownLatch stopped = new CountDownLatch(1);

        Recording recording = one.records.beginBeside(intent, Optional.of(claim));
        recording.whenRefused(stopped::countDown);

        assertThat(stopped.await(5, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(recording::awaitBegun).isInstanceOf(OverBudgetException.class);
        assertThatThrownBy(() -> one.records.beginBeside(intent, Optional.of(claim)))
                .as("what was just seen is known")
                .isInstanceOf(OverBudgetException.class);
        Recording unshown = two.records.beginUnshown(intent, Optional.empty());
        unshown.end(Installation.outcome(Ending.ANSWERED));
        assertThat(DATABASE.one("SELECT count(*) FROM budget_hold")).isEqualTo("0");
        assertThat(DATABASE.one("SELECT count(*) FROM decision_intent WHERE id = '%s'".formatted(recording.id())))
                .isEqualTo("0");
    }

    private interface Work {
        Answered on(Random random);
    }

    private record Answered(Claim claim, boolean given) {}

    private Answered answer(Random random, int claimed) {
        UUID caller = person(random.nextInt(PEOPLE));
        List<UUID> groups = new ArrayList<>();
        for (int group = 0; group < GROUPS; group++) {
            groups.add(group(group));
        }
        Collections.shuffle(groups, random);
        groups.subList(1 + random.nextInt(GROUPS), groups.size()).clear();
        groups.add(caller);
        Claim claim = new Claim(caller, Set.copyOf(groups), claimed, 0, Optional.empty());
        Installation node = random.nextBoolean() ? one : two;
        Intent intent = Installation.question(caller, "How long?");
        try {
            Recording recording = random.nextBoolean()
                    ? node.records.begin(intent, Optional.of(claim))
                    : node.records.beginUnshown(intent, Optional.of(claim));
            recording.end(
                    Installation.outcome(Ending.ANSWERED),
                    Optional.of(new Taken(Optional.of(caller), "default", "tiny", TOOK - 2, 2, 0, Optional.empty())));
            return new Answered(claim, true);
        } catch (OverBudgetException e) {
            return new Answered(claim, false);
        }
    }

    private static List<Answered> together(Work work) throws InterruptedException, ExecutionException {
        long seed = System.nanoTime();
        System.out.println("Seed of who asks where: " + seed);
        Random seeds = new Random(seed);
        List<Answered> answered = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(40)) {
            List<Future<Answered>> asked = new ArrayList<>();
            for (int i = 0; i < ANSWERS; i++) {
                Random random = new Random(seeds.nextLong());
                asked.add(threads.submit(() -> work.on(random)));
            }
            for (Future<Answered> each : asked) {
                answered.add(each.get());
            }
        }
        return answered;
    }

    private static UUID person(int number) {
        return new UUID(number * 7919L, 0x100 + number);
    }

    private static UUID group(int number) {
        return new UUID(-number * 104_729L, 0x200 + number);
    }

    private static void budget(String kind, UUID subject, long tokens) throws SQLException {
        execute(
                "INSERT INTO budget (id, subject_kind, subject_id, period, limit_tokens) VALUES (gen_random_uuid(), '%s', '%s', 'month', %d)"
                        .formatted(kind, subject, tokens));
    }

    private static void everyone(long tokens) throws SQLException {
        execute(
                "INSERT INTO budget (id, subject_kind, period, limit_tokens) VALUES (gen_random_uuid(), 'everyone', 'day', %d)"
                        .formatted(tokens));
    }

    private static long spent(String where) {
        return Long.parseLong(DATABASE.one(
                "SELECT coalesce(sum(u.spent_tokens), 0) FROM budget_use u JOIN budget b ON b.id = u.budget_id WHERE "
                        + where));
    }

    private static long deadlocks() {
        return Long.parseLong(
                DATABASE.one(
                        "SELECT deadlocks FROM (SELECT pg_stat_clear_snapshot()) x, pg_stat_database WHERE datname = current_database()"));
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = DATABASE.source().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
