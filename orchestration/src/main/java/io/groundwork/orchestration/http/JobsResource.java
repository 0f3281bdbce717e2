package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.groundwork.orchestration.indexing.JobInfo;
import io.groundwork.orchestration.indexing.Jobs;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code GET /api/v1/jobs}: what is being read, waits, or ended how. */
@Path("/api/v1/jobs")
@RunOnVirtualThread
class JobsResource {

    private static final Set<String> STATES = Set.of("queued", "running", "done", "failed", "cancelled");

    private final Jobs jobs;
    private final CurrentCaller caller;

    JobsResource(Jobs jobs, CurrentCaller caller) {
        this.jobs = jobs;
        this.caller = caller;
    }

    @GET
    public Listing<JobBody> list(
            @QueryParam("state") @Nullable String state,
            @QueryParam("after") @Nullable UUID after,
            @QueryParam("limit") @Nullable Integer limit) {
        caller.admin();
        if (state != null && !STATES.contains(state)) {
            throw Problem.INVALID_REQUEST.because(
                    "state", "'state' must be one of queued, running, done, failed, cancelled.");
        }
        int most = OpenAiList.limit(limit);
        List<JobBody> found = jobs.list(Optional.ofNullable(state), Optional.ofNullable(after), most + 1).stream()
                .map(JobBody::of)
                .toList();
        return Listing.of(found, most);
    }

    record JobBody(
            UUID id,
            @JsonProperty("collection_id") String collection,
            @JsonProperty("file_id") String file,
            int version,
            String state,
            String priority,
            int tries,
            @JsonProperty("passages_embedded") int passagesEmbedded,
            @JsonProperty("passages_reused") int passagesReused,
            @Nullable String error,
            @JsonProperty("created_at") String createdAt,
            @JsonProperty("finished_at") @Nullable String finishedAt) {

        static JobBody of(JobInfo job) {
            return new JobBody(
                    job.id(),
                    Ids.COLLECTION.write(job.collection().value()),
                    Ids.FILE.write(job.document().value()),
                    job.version(),
                    job.state(),
                    MemberBodies.lower(job.priority()),
                    job.tries(),
                    job.passagesEmbedded(),
                    job.passagesReused(),
                    job.errorMessage().orElse(null),
                    job.createdAt().toString(),
                    job.finishedAt().map(Instant::toString).orElse(null));
        }
    }
}
