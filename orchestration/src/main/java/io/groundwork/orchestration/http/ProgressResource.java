package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundwork.orchestration.identity.Access;
import io.groundwork.orchestration.indexing.JobProgress;
import io.groundwork.orchestration.indexing.Jobs;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.Counts;
import io.groundwork.retrieval.Memberships;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/collections/{id}/progress}: how the work on a collection goes, once or as it changes. For curators: it counts every document. */
@Path("/api/v1/collections/{id}/progress")
@RunOnVirtualThread
class ProgressResource {

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    /** Sent while nothing changes, so that proxies keep the connection and a client that is gone is noticed. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(15);

    private final Jobs jobs;
    private final Memberships memberships;
    private final Rights rights;
    private final ObjectMapper json;

    ProgressResource(Jobs jobs, Memberships memberships, Rights rights, ObjectMapper json) {
        this.jobs = jobs;
        this.memberships = memberships;
        this.rights = rights;
        this.json = json;
    }

    @GET
    public ProgressBody get(@PathParam("id") String id) {
        return look(rights.require(id, Access.CURATE));
    }

    /** A {@code progress} event now and whenever something has changed; ends with a {@code done} event when nothing is in progress. */
    @GET
    @Path("/events")
    public Response events(@PathParam("id") String id) {
        CollectionId collection = rights.require(id, Access.CURATE);
        return EventStream.of(json, events -> {
            ProgressBody last = look(collection);
            events.send("progress", last);
            Instant sent = Instant.now();
            while (last.fileCounts().inProgress() > 0) {
                pause();
                ProgressBody now = look(collection);
                if (!now.equals(last) || sent.plus(LONGEST_SILENCE).isBefore(Instant.now())) {
                    events.send("progress", now);
                    sent = Instant.now();
                }
                last = now;
            }
            events.send("done", last);
        });
    }

    private ProgressBody look(CollectionId collection) {
        return ProgressBody.of(memberships.counts(collection), jobs.progress(collection));
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN_LOOKS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.UNAVAILABLE.because("The server is stopping.");
        }
    }

    /**
     * @param waitingFor nothing, its_turn, others, next_try or worker
     * @param secondsLeft at the pace of the last minute; null where there is none yet
     */
    record ProgressBody(
            @JsonProperty("file_counts") VectorStoresResource.FileCounts fileCounts,
            int queued,
            int running,
            @JsonProperty("waiting_for") String waitingFor,
            @JsonProperty("next_try_at") @Nullable String nextTry,
            @JsonProperty("documents_per_second") double documentsPerSecond,
            @JsonProperty("passages_per_second") double passagesPerSecond,
            @JsonProperty("seconds_left") @Nullable Long secondsLeft) {

        static ProgressBody of(Counts counts, JobProgress progress) {
            return new ProgressBody(
                    VectorStoresResource.FileCounts.of(counts),
                    progress.queued(),
                    progress.running(),
                    MemberBodies.lower(progress.waitingFor()),
                    progress.nextTry().map(Instant::toString).orElse(null),
                    rounded(progress.documentsPerSecond()),
                    rounded(progress.passagesPerSecond()),
                    progress.remaining().map(Duration::toSeconds).orElse(null));
        }

        private static double rounded(double rate) {
            return Math.round(rate * 100) / 100.0;
        }
    }
}
