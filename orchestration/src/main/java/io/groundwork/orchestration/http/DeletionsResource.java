package io.groundwork.orchestration.http;

import io.groundwork.orchestration.Deletions;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code GET /api/v1/deletions}: what was deleted, by whom, and that it is gone. */
@Path("/api/v1/deletions")
@RunOnVirtualThread
class DeletionsResource {

    private final Deletions deletions;
    private final CurrentCaller caller;

    DeletionsResource(Deletions deletions, CurrentCaller caller) {
        this.deletions = deletions;
        this.caller = caller;
    }

    @GET
    public Listing<ReceiptBody> list(
            @QueryParam("after") @Nullable UUID after, @QueryParam("limit") @Nullable Integer limit) {
        caller.admin();
        int most = OpenAiList.limit(limit);
        List<ReceiptBody> found = deletions.list(Optional.ofNullable(after), most + 1).stream()
                .map(ReceiptBody::of)
                .toList();
        return Listing.of(found, most);
    }
}
