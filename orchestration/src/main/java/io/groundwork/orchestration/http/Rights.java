package io.groundwork.orchestration.http;

import io.groundwork.ingest.FileId;
import io.groundwork.ingest.Files;
import io.groundwork.orchestration.identity.Access;
import io.groundwork.orchestration.identity.Grants;
import io.groundwork.retrieval.CollectionId;
import jakarta.inject.Singleton;

/** What the current caller may do with a collection. One that it may not read does not exist for it: 404, never 403. */
@Singleton
final class Rights {

    private final Grants grants;
    private final Files files;
    private final CurrentCaller caller;

    Rights(Grants grants, Files files, CurrentCaller caller) {
        this.grants = grants;
        this.files = files;
        this.caller = caller;
    }

    /** The collection, where the caller may change this document in it: contributors their own, curators every one. */
    CollectionId requireChange(String id, String file) {
        FileId wanted = Ids.file(file);
        boolean own = files.find(wanted)
                .filter(found -> found.owner().equals(caller.get().id()))
                .isPresent();
        return require(id, own ? Access.CONTRIBUTE : Access.CURATE);
    }

    /** The collection, where the caller may do that much with it. */
    CollectionId require(String id, Access needed) {
        CollectionId collection = Ids.collection(id);
        Access access = grants.access(caller.get(), collection).orElseThrow(() -> Ids.COLLECTION.notFound(id));
        if (!access.includes(needed)) {
            throw Problem.FORBIDDEN.because(
                    "This needs the right to %s in this collection; you may %s.".formatted(needed, access));
        }
        return collection;
    }
}
