package io.groundwork.orchestration.indexing;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.ingest.DocumentId;
import io.groundwork.orchestration.FreshDatabase;
import io.groundwork.retrieval.CollectionId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JobsIT {

    private static final FreshDatabase DATABASE = new FreshDatabase();
    private static final Duration LEASE = Duration.ofMinutes(5);

    private final Jobs jobs = new Jobs(DATABASE.source());
    private final CollectionId small = collection("00000000-0000-0000-0000-00000000000b");
    private final CollectionId large = collection("00000000-0000-0000-0000-00000000000a");

    @AfterAll
    static void drop() {
        DATABASE.close();
    }

    @BeforeEach
    void empty() {
        execute("DELETE FROM job");
    }

    @Test
    void aCollectionWithManyFilesKeepsNoOtherWaiting() {
        enqueue(large, 100, Priority.BATCH);
        enqueue(small, 2, Priority.BATCH);

        List<Job> claimed = jobs.claim("worker", LEASE, 4);

        assertThat(claimed).hasSize(4);
        assertThat(claimed.stream().filter(job -> job.collection().equals(small)))
                .hasSize(2);
    }

    @Test
    void aCollectionThatHasLessInHandIsServedFirst() {
        enqueue(large, 10, Priority.BATCH);
        jobs.claim("worker", LEASE, 3);
        enqueue(small, 10, Priority.BATCH);

        List<Job> claimed = jobs.claim("worker", LEASE, 3);

        assertThat(claimed).extracting(Job::collection).containsOnly(small);
    }

    @Test
    void whatAPersonWaitsForOvertakesASync() {
        enqueue(large, 50, Priority.SYNC);
        enqueue(large, 1, Priority.INTERACTIVE);
        DocumentId waitedFor =
                new DocumentId(UUID.fromString(DATABASE.one("SELECT document_id FROM job WHERE priority = 0")));

        assertThat(jobs.claim("worker", LEASE, 1)).extracting(Job::document).containsExactly(waitedFor);
    }

    @Test
    void aJobWhoseLeaseRanOutIsClaimedBeforeAllOthersAndKeepsItsTries() {
        enqueue(large, 1, Priority.SYNC);
        Job lost = jobs.claim("dead", LEASE, 1).getFirst();
        execute("UPDATE job SET leased_until = now() - interval '1 second'");
        enqueue(small, 5, Priority.INTERACTIVE);

        Job claimed = jobs.claim("alive", LEASE, 1).getFirst();

        assertThat(claimed.id()).isEqualTo(lost.id());
        assertThat(claimed.tries()).isEqualTo(2);
        assertThat(jobs.hold("dead", lost)).isFalse();
    }

    @Test
    void aJobThatIsToBeTriedLaterIsNotOffered() {
        enqueue(large, 1, Priority.BATCH);
        Job job = jobs.claim("worker", LEASE, 1).getFirst();

        jobs.retryLater("worker", job, Duration.ofMinutes(1), "later");

        assertThat(jobs.claim("worker", LEASE, 10)).isEmpty();
    }

    @Test
    void aClaimDoesNotReadTheJobsThatHaveEnded() throws SQLException {
        enqueue(large, 30, Priority.BATCH);
        enqueue(small, 1, Priority.BATCH);
        execute("""
                INSERT INTO job (id, collection_id, document_id, version, priority, state, finished_at)
                SELECT gen_random_uuid(), collection_id, document_id, 1, 1, 'done', now()
                FROM job, generate_series(1, 1000);
                ANALYZE job
                """);

        assertThat(planOfClaim()).noneMatch(line -> line.contains("Seq Scan on job"));
        assertThat(jobs.claim("worker", LEASE, 4)).hasSize(4);
    }

    @Test
    void runningWorkThatBeginsAgainIsNoLongerItsWorkers() {
        enqueue(large, 2, Priority.INTERACTIVE);
        enqueue(small, 1, Priority.BATCH);
        List<Job> before = jobs.claim("worker", LEASE, 3);

        jobs.beginAgain(large);

        assertThat(before)
                .filteredOn(job -> jobs.hold("worker", job))
                .extracting(Job::collection)
                .containsOnly(small);
        assertThat(jobs.claim("worker", LEASE, 10))
                .hasSize(2)
                .allSatisfy(job -> assertThat(job.tries()).isEqualTo(1))
                .extracting(Job::document)
                .containsExactlyInAnyOrderElementsOf(before.stream()
                        .filter(job -> job.collection().equals(large))
                        .map(Job::document)
                        .toList());
    }

    @Test
    void manyAreQueuedAtOnceButNoneTwice() {
        enqueue(large, 3, Priority.BATCH);
        Job running = jobs.claim("worker", LEASE, 1).getFirst();
        execute("UPDATE job SET state = 'done' WHERE state = 'queued'");
        Map<DocumentId, Integer> all = new HashMap<>();
        for (String document : DATABASE.one("SELECT string_agg(document_id::text, ',') FROM job")
                .split(",", -1)) {
            all.put(new DocumentId(UUID.fromString(document)), 1);
        }

        jobs.enqueueAll(large, all, Priority.SYNC);

        assertThat(jobs.claim("worker", LEASE, 10)).hasSize(2).doesNotContain(running);
    }

    @Test
    void workersThatClaimAtOnceNeverGetTheSameJob() throws Exception {
        enqueue(large, 120, Priority.BATCH);
        enqueue(small, 80, Priority.BATCH);

        List<UUID> claimed = new ArrayList<>();
        try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<UUID>>> all = new ArrayList<>();
            for (int worker = 0; worker < 6; worker++) {
                String name = "worker-" + worker;
                all.add(workers.submit(() -> drain(name)));
            }
            for (Future<List<UUID>> one : all) {
                claimed.addAll(one.get());
            }
        }

        Set<UUID> different = new HashSet<>(claimed);
        assertThat(claimed).hasSize(different.size()).hasSize(200);
    }

    private static List<String> planOfClaim() throws SQLException {
        try (Connection connection = DATABASE.source().getConnection();
                PreparedStatement explain = connection.prepareStatement("EXPLAIN " + Jobs.CLAIM)) {
            explain.setInt(1, 4);
            explain.setInt(2, 4);
            explain.setString(3, "worker");
            explain.setLong(4, LEASE.toSeconds());
            try (ResultSet plan = explain.executeQuery()) {
                List<String> lines = new ArrayList<>();
                while (plan.next()) {
                    lines.add(plan.getString(1));
                }
                return lines;
            }
        }
    }

    /** Until nothing is queued any more: a claim may come back empty because others hold what it was offered. */
    private List<UUID> drain(String worker) {
        List<UUID> mine = new ArrayList<>();
        while (!DATABASE.one("SELECT count(*) FROM job WHERE state = 'queued'").equals("0")) {
            jobs.claim(worker, LEASE, 3).forEach(job -> mine.add(job.id()));
        }
        return mine;
    }

    private void enqueue(CollectionId collection, int count, Priority priority) {
        for (int i = 0; i < count; i++) {
            UUID document = UUID.randomUUID();
            execute("INSERT INTO document (id, name, latest_version) VALUES ('%s', 'a.txt', 1)".formatted(document));
            execute("INSERT INTO membership (collection_id, document_id, status) VALUES ('%s', '%s', 'in_progress')"
                    .formatted(collection.value(), document));
            jobs.enqueue(collection, new DocumentId(document), 1, priority);
        }
    }

    private static CollectionId collection(String id) {
        execute("""
                INSERT INTO embedding_space (model, digest, dimension) VALUES ('test', 'test', 4) ON CONFLICT DO NOTHING;
                INSERT INTO collection (id, name, space_id) SELECT '%s', 'test', id FROM embedding_space ON CONFLICT DO NOTHING
                """.formatted(id));
        return new CollectionId(UUID.fromString(id));
    }

    private static void execute(String sql) {
        try (Connection connection = DATABASE.source().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
