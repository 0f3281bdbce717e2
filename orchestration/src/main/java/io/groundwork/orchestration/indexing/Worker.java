package io.groundwork.orchestration.indexing;

import io.groundwork.embeddings.EngineMissingException;
import io.groundwork.orchestration.roles.Roles;
import io.groundwork.retrieval.Memberships;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Claims jobs and has the {@link Indexer} run them, each on a virtual thread of its own. A job that fails for a reason that may
 * pass is tried again later; one that keeps failing is given up with its reason. Any number of workers may share the queue.
 */
@Singleton
public final class Worker {

    private static final Logger LOG = Logger.getLogger(Worker.class);

    private final String name = "%d-%s".formatted(ProcessHandle.current().pid(), UUID.randomUUID());
    private final Map<UUID, Job> running = new ConcurrentHashMap<>();
    private final Semaphore slots;
    private final Semaphore wake = new Semaphore(0);

    private final Jobs jobs;
    private final Indexer indexer;
    private final Memberships memberships;
    private final IndexingConfig config;
    private final Roles roles;
    private volatile boolean stopping;

    Worker(Jobs jobs, Indexer indexer, Memberships memberships, IndexingConfig config, Roles roles) {
        this.jobs = jobs;
        this.indexer = indexer;
        this.memberships = memberships;
        this.config = config;
        this.roles = roles;
        slots = new Semaphore(config.jobs());
    }

    void start(@Observes StartupEvent event) {
        if (roles.takesJobs()) {
            Thread.ofVirtual().name("job-claimer").start(this::claimForever);
            Thread.ofVirtual().name("job-keeper").start(this::keepForever);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stopping = true;
        wake.release();
    }

    /** Says that there is work; otherwise the queue is looked at once a second. */
    public void wake() {
        wake.release();
    }

    private void claimForever() {
        while (!stopping) {
            try {
                claimWhatThereIs();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                LOG.error("Claiming jobs failed and goes on", e);
            }
        }
    }

    private void claimWhatThereIs() throws InterruptedException {
        slots.acquire();
        int free = 1 + slots.drainPermits();
        List<Job> claimed = List.of();
        try {
            claimed = claim(free);
        } finally {
            slots.release(free - claimed.size());
        }
        for (Job job : claimed) {
            running.put(job.id(), job);
            Thread.ofVirtual().name("job-" + job.id()).start(() -> work(job));
        }
        if (claimed.isEmpty()) {
            rest();
        }
    }

    private List<Job> claim(int max) throws InterruptedException {
        try {
            return jobs.claim(name, config.lease(), max);
        } catch (RuntimeException e) {
            LOG.warnf("The job queue cannot be reached (%s); trying again", rootMessage(e));
            rest();
            return List.of();
        }
    }

    private void rest() throws InterruptedException {
        if (wake.tryAcquire(config.poll().toMillis(), TimeUnit.MILLISECONDS)) {
            wake.drainPermits();
        }
    }

    private void keepForever() {
        while (!stopping) {
            try {
                Thread.sleep(config.lease().dividedBy(3));
                if (!running.isEmpty()) {
                    jobs.keep(name, List.copyOf(running.keySet()), config.lease());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                LOG.warnf("Leases could not be kept (%s); trying again", rootMessage(e));
            }
        }
    }

    private void work(Job job) {
        long start = System.nanoTime();
        try {
            if (job.tries() > config.maxTries()) {
                refuse(
                        job,
                        "server_error",
                        "Reading it stopped the worker %d times, so it was given up.".formatted(config.maxTries()));
                return;
            }
            Indexer.Outcome outcome = indexer.run(name, job);
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            switch (outcome) {
                case Indexer.Outcome.Stored(int passages, int children) -> {
                    LOG.debugf("Document %s: %d passages in %d ms", job.document(), passages, millis);
                    if (children > 0) {
                        wake();
                    }
                }
                case Indexer.Outcome.Refused(String code, String reason) -> refuse(job, code, reason);
                case Indexer.Outcome.Lost() ->
                    LOG.infof("Document %s: the job was taken away, nothing was stored", job.document());
            }
        } catch (RuntimeException e) {
            failed(job, e);
        } finally {
            running.remove(job.id());
            slots.release();
        }
    }

    private void refuse(Job job, String code, String reason) {
        QuarkusTransaction.requiringNew().run(() -> {
            if (jobs.failed(name, job, code, reason)) {
                memberships.fail(job.collection(), job.document(), code, reason);
            }
        });
        LOG.infof("Document %s failed: %s", job.document(), code);
    }

    private void failed(Job job, RuntimeException failure) {
        if (stopping) {
            return;
        }
        try {
            if (failure instanceof EngineMissingException) {
                jobs.await(name, job, config.missing(), String.valueOf(failure.getMessage()));
                LOG.infof("Document %s waits: %s", job.document(), failure.getMessage());
            } else if (job.tries() >= config.maxTries()) {
                LOG.errorf(failure, "Document %s: given up after %d tries", job.document(), job.tries());
                refuse(
                        job,
                        "server_error",
                        "It could not be stored after %d tries. The log has the reason.".formatted(job.tries()));
            } else {
                Duration delay = delay(job.tries());
                LOG.warnf(
                        "Document %s: try %d failed (%s); next in %d ms",
                        job.document(), job.tries(), rootMessage(failure), delay.toMillis());
                jobs.retryLater(name, job, delay, "Try %d failed; it will be tried again.".formatted(job.tries()));
            }
        } catch (RuntimeException e) {
            LOG.warnf(
                    "Document %s: its failure could not be recorded (%s); its lease will run out",
                    job.document(), rootMessage(e));
        }
    }

    /** Doubled for each try, with a random half, so that jobs that failed together do not come back together. */
    private Duration delay(int tries) {
        long most = config.backOff().toMillis() << Math.min(tries - 1, 8);
        return Duration.ofMillis(most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1));
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getClass().getSimpleName();
    }
}
