package io.groundwork.orchestration.http;

import io.groundwork.ingest.Children;
import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.FileId;
import io.groundwork.ingest.Files;
import io.groundwork.orchestration.identity.Access;
import io.groundwork.orchestration.identity.Grants;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.Member;
import io.groundwork.retrieval.Memberships;
import io.groundwork.retrieval.Visibility;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the current caller may do with a collection and the documents in it. What it may not read does not exist for it: 404, never 403. A document is
 * named by its file's id, or by its sender's own name for it.
 */
@Singleton
final class Rights {

    private final Grants grants;
    private final Files files;
    private final Children children;
    private final Memberships memberships;
    private final Visibility visibility;
    private final CurrentCaller caller;

    Rights(
            Grants grants,
            Files files,
            Children children,
            Memberships memberships,
            Visibility visibility,
            CurrentCaller caller) {
        this.grants = grants;
        this.files = files;
        this.children = children;
        this.memberships = memberships;
        this.visibility = visibility;
        this.caller = caller;
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

    /** All collections that the caller curates; none for who may only read. */
    List<CollectionId> curated() {
        List<CollectionId> readable =
                visibility.readableCollections(caller.get().scope());
        if (readable.isEmpty()) {
            return List.of();
        }
        Map<CollectionId, Access> access = grants.access(caller.get(), readable);
        return readable.stream().filter(id -> access.get(id) == Access.CURATE).toList();
    }

    /** The collection, where the caller may change this document in it: contributors their own, curators every one. */
    CollectionId requireChange(String id, String document) {
        Optional<Member> member = find(require(id, Access.CONTRIBUTE), document);
        boolean own = member.flatMap(
                        found -> files.find(new FileId(found.document().value())))
                .filter(found -> found.owner().equals(caller.get().id()))
                .isPresent();
        return require(id, own ? Access.CONTRIBUTE : Access.CURATE);
    }

    /** Refuses to do to a document by itself what is done to the one that it lay within. */
    void refuseChild(DocumentId document) {
        children.parent(document).ifPresent(parent -> {
            throw Problem.CONFLICT.because(
                    "This document lay within another and belongs to it: change %s, and it follows."
                            .formatted(Ids.FILE.write(parent.value())));
        });
    }

    /** A document that the caller may read. */
    Member visible(CollectionId collection, String document) {
        return find(collection, document)
                .filter(member -> visibility.mayRead(caller.get().scope(), collection, member.document()))
                .orElseThrow(() -> Ids.FILE.notFound(document));
    }

    /** A document that is there, for those whose right to see all of the collection was checked. */
    Member member(CollectionId collection, String document) {
        return find(collection, document).orElseThrow(() -> Ids.FILE.notFound(document));
    }

    private Optional<Member> find(CollectionId collection, String document) {
        return Ids.FILE
                .tryRead(document)
                .map(id -> memberships.find(collection, new FileId(id).document()))
                .orElseGet(() -> memberships.findByExternalId(collection, document));
    }
}
