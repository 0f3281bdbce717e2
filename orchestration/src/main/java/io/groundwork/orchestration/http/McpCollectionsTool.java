package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.CollectionInfo;
import io.groundwork.retrieval.Collections;
import io.groundwork.retrieval.Counts;
import io.groundwork.retrieval.Memberships;
import io.groundwork.retrieval.Page;
import io.groundwork.retrieval.Scope;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tool {@code list_collections}: those that the caller may read, newest first. */
@Singleton
class McpCollectionsTool implements McpTools.Work {

    private static final int MOST = 100;

    private final Collections collections;
    private final Memberships memberships;
    private final CurrentCaller current;

    McpCollectionsTool(Collections collections, Memberships memberships, CurrentCaller current) {
        this.collections = collections;
        this.memberships = memberships;
        this.current = current;
    }

    @Override
    @OnBehalfOfCaller
    public Listed of(McpArguments arguments, URI base) {
        Scope scope = current.get().scope();
        Optional<CollectionId> after = arguments.optionalText("after").map(Ids::collection);
        List<CollectionInfo> oneMore = collections.list(scope, new Page<>(after, MOST + 1, Page.Order.NEWEST_FIRST));
        List<CollectionInfo> found = oneMore.stream().limit(MOST).toList();
        Map<CollectionId, Counts> counts =
                memberships.counts(scope, found.stream().map(CollectionInfo::id).toList());
        return new Listed(
                found.stream()
                        .map(info -> new Collection(
                                Ids.COLLECTION.write(info.id().value()),
                                info.name(),
                                info.description(),
                                counts.getOrDefault(info.id(), Counts.NONE).completed(),
                                AttributeTypeBodies.writeAll(info.attributes())))
                        .toList(),
                oneMore.size() > MOST
                        ? Ids.COLLECTION.write(found.getLast().id().value())
                        : null);
    }

    /** @param nextAfter null where nothing follows */
    record Listed(
            List<Collection> collections,
            @JsonProperty("next_after") @Nullable String nextAfter) {}

    /**
     * @param documents how many of it the caller's searches may find
     * @param attributeTypes what filters may name: types by name, or {@code any}
     */
    record Collection(
            String id,
            String name,
            String description,
            long documents,
            @JsonProperty("attribute_types") Object attributeTypes) {}
}
