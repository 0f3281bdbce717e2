package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.groundwork.ingest.FileId;
import io.groundwork.ingest.Files;
import io.groundwork.ingest.StoredFile;
import io.groundwork.ingest.chunk.PassageRules;
import io.groundwork.orchestration.Library;
import io.groundwork.orchestration.identity.Access;
import io.groundwork.orchestration.identity.Caller;
import io.groundwork.orchestration.identity.Grants;
import io.groundwork.orchestration.indexing.Cutter;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.CollectionInfo;
import io.groundwork.retrieval.Collections;
import io.groundwork.retrieval.Counts;
import io.groundwork.retrieval.Memberships;
import io.groundwork.retrieval.SearchSettings;
import io.groundwork.retrieval.Wish;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code /v1/vector_stores}: collections. */
@Path("/v1/vector_stores")
@RunOnVirtualThread
class VectorStoresResource {

    private static final int MAX_NAME = 200;
    private static final int MAX_DESCRIPTION = 2000;
    private static final int MAX_METADATA = 16;
    private static final int MAX_FILES = 500;

    private final Library library;
    private final Collections collections;
    private final Memberships memberships;
    private final Files files;
    private final Grants grants;
    private final Cutter cutter;
    private final Rankers rankers;
    private final HiddenModels hidden;
    private final Rights rights;
    private final CurrentCaller caller;

    VectorStoresResource(
            Library library,
            Collections collections,
            Memberships memberships,
            Files files,
            Grants grants,
            Cutter cutter,
            Rankers rankers,
            HiddenModels hidden,
            Rights rights,
            CurrentCaller caller) {
        this.library = library;
        this.collections = collections;
        this.memberships = memberships;
        this.files = files;
        this.grants = grants;
        this.cutter = cutter;
        this.rankers = rankers;
        this.hidden = hidden;
        this.rights = rights;
        this.caller = caller;
    }

    @POST
    public VectorStore create(@Nullable NewStore wanted) {
        NewStore body = wanted == null ? new NewStore(null, null, null, null, null, null, null, null) : wanted;
        List<StoredFile> attached = files(body.fileIds());
        PassageRules rules = PassageRuleBodies.changed(
                PassageRules.DEFAULT, body.profile(), body.chunkingStrategy(), cutter.maxTokens());
        List<Wish> wishes = SearchSettingBodies.ofCollection(body.search());
        rankers.check(wishes);
        Optional<AttributeTypeBodies.Wanted> attributes = AttributeTypeBodies.read(body.attributeTypes());
        AttributeTypeBodies.checkDated(
                attributes.flatMap(AttributeTypeBodies.Wanted::types),
                SearchSettings.DEFAULT.changedBy(wishes),
                "search.recency.attribute");
        CollectionInfo made = library.create(
                caller.get(),
                name(body.name()).orElse(""),
                description(body.description()).orElse(""),
                metadata(body.metadata()).orElse(Map.of()));
        if (!rules.equals(PassageRules.DEFAULT)) {
            collections.cutBy(made.id(), rules);
        }
        attributes.ifPresent(declared -> library.declare(made.id(), declared.types()));
        searchBy(made, wishes);
        if (!attached.isEmpty()) {
            library.attachAll(
                    made.id(),
                    attached.stream()
                            .map(file -> new Library.Attachment(file, Map.of()))
                            .toList());
        }
        return store(info(made.id(), Ids.COLLECTION.write(made.id().value())));
    }

    @GET
    @OnBehalfOfCaller
    public OpenAiList<VectorStore> list(
            @QueryParam("limit") @Nullable Integer limit,
            @QueryParam("after") @Nullable String after,
            @QueryParam("order") @Nullable String order) {
        int most = OpenAiList.limit(limit);
        Optional<CollectionId> from = Optional.ofNullable(after).map(Ids::collection);
        List<CollectionInfo> found = collections.list(caller.get().scope(), OpenAiList.page(from, most, order));
        List<CollectionId> ids = found.stream().map(CollectionInfo::id).toList();
        Map<CollectionId, Access> access = grants.access(caller.get(), ids);
        Map<CollectionId, Counts> counts = memberships.counts(caller.get().scope(), ids);
        return OpenAiList.of(
                found.stream()
                        .map(info -> VectorStore.of(
                                info,
                                counts.getOrDefault(info.id(), Counts.NONE),
                                access.getOrDefault(info.id(), Access.READ),
                                hidden))
                        .toList(),
                most,
                VectorStore::id);
    }

    @GET
    @OnBehalfOfCaller
    @Path("/{id}")
    public VectorStore get(@PathParam("id") String id) {
        return store(info(rights.require(id, Access.READ), id));
    }

    @POST
    @Path("/{id}")
    public VectorStore update(@PathParam("id") String id, @Nullable StoreChange wanted) {
        CollectionId collection = rights.require(id, Access.CURATE);
        if (wanted != null) {
            CollectionInfo info = info(collection, id);
            PassageRules rules = info.rules();
            PassageRules changed =
                    PassageRuleBodies.changed(rules, wanted.profile(), wanted.chunkingStrategy(), cutter.maxTokens());
            List<Wish> wishes = SearchSettingBodies.ofCollection(wanted.search());
            if (!wishes.contains(new Wish.RankedBy(info.search().ranker()))) {
                rankers.check(wishes);
            }
            Optional<String> name = name(wanted.name());
            Optional<String> description = description(wanted.description());
            Optional<Map<String, String>> metadata = metadata(wanted.metadata());
            Optional<AttributeTypeBodies.Wanted> attributes = AttributeTypeBodies.read(wanted.attributeTypes());
            if (attributes.isPresent() || !wishes.isEmpty()) {
                AttributeTypeBodies.checkDated(
                        attributes.map(AttributeTypeBodies.Wanted::types).orElse(info.attributes()),
                        info.search().changedBy(wishes),
                        attributes.isPresent() ? "attribute_types" : "search.recency.attribute");
            }
            // First, as it may be refused.
            attributes
                    .filter(declared -> !declared.types().equals(info.attributes()))
                    .ifPresent(declared -> library.declare(collection, declared.types()));
            if (!changed.equals(rules)) {
                collections.cutBy(collection, changed);
            }
            searchBy(info, wishes);
            library.update(collection, name, description, metadata);
        }
        return store(info(collection, id));
    }

    @DELETE
    @Path("/{id}")
    public FilesResource.Deleted delete(@PathParam("id") String id) {
        library.delete(rights.require(id, Access.CURATE));
        return new FilesResource.Deleted(id, "vector_store.deleted", true);
    }

    private void searchBy(CollectionInfo info, List<Wish> wishes) {
        SearchSettings changed = info.search().changedBy(wishes);
        if (!changed.equals(info.search())) {
            collections.searchBy(info.id(), changed);
        }
    }

    private CollectionInfo info(CollectionId collection, String id) {
        return collections.find(collection).orElseThrow(() -> Ids.COLLECTION.notFound(id));
    }

    private VectorStore store(CollectionInfo info) {
        Counts counts = memberships.counts(caller.get().scope(), info.id());
        return VectorStore.of(
                info, counts, grants.access(caller.get(), info.id()).orElse(Access.READ), hidden);
    }

    private List<StoredFile> files(@Nullable List<String> ids) {
        return ids == null ? List.of() : ownFiles(files, caller.get(), ids, MAX_FILES);
    }

    /** The files named, in that order, at most {@code max}; each must be the caller's own. */
    static List<StoredFile> ownFiles(Files files, Caller caller, List<String> ids, int max) {
        if (ids.size() > max) {
            throw Problem.INVALID_REQUEST.because(
                    "file_ids", "These are %d files; at most %d go in one request.".formatted(ids.size(), max));
        }
        Map<FileId, StoredFile> own = files.findAll(ids.stream().map(Ids::file).toList()).stream()
                .filter(file -> file.owner().equals(caller.id()) && !file.isInternal())
                .collect(Collectors.toMap(StoredFile::id, Function.identity(), (one, same) -> one));
        List<StoredFile> found = new ArrayList<>();
        for (String id : ids) {
            StoredFile file = own.get(Ids.file(id));
            if (file == null) {
                throw Ids.FILE.notFound(id);
            }
            found.add(file);
        }
        return found;
    }

    private static Optional<String> name(@Nullable String name) {
        return text("name", name, MAX_NAME);
    }

    private static Optional<String> description(@Nullable String description) {
        return text("description", description, MAX_DESCRIPTION);
    }

    private static Optional<String> text(String field, @Nullable String value, int max) {
        if (value != null && (value.length() > max || value.indexOf('\0') >= 0)) {
            throw Problem.INVALID_REQUEST.because(field, "'%s' has at most %d characters.".formatted(field, max));
        }
        return Optional.ofNullable(value).map(String::strip);
    }

    /** As OpenAI limits it; empty where there is none. */
    static Optional<Map<String, String>> metadata(@Nullable JsonNode node) {
        if (node == null || node.isNull()) {
            return Optional.empty();
        }
        if (!node.isObject() || node.size() > MAX_METADATA) {
            throw Problem.INVALID_REQUEST.because(
                    "metadata", "'metadata' must be an object of at most %d strings.".formatted(MAX_METADATA));
        }
        Nul.check("metadata", node);
        Map<String, String> metadata = new LinkedHashMap<>();
        node.properties().forEach(entry -> {
            String value = entry.getValue().asText();
            if (!entry.getValue().isValueNode()
                    || value.length() > 512
                    || entry.getKey().length() > 64) {
                throw Problem.INVALID_REQUEST.because(
                        "metadata." + entry.getKey(),
                        "Metadata is strings of at most 512 characters under names of at most 64.");
            }
            metadata.put(entry.getKey(), value);
        });
        return Optional.of(metadata);
    }

    record NewStore(
            @Nullable String name,
            @Nullable String description,
            @JsonProperty("file_ids") @Nullable List<String> fileIds,
            @Nullable JsonNode metadata,
            @Nullable String profile,
            @JsonProperty("chunking_strategy") @Nullable JsonNode chunkingStrategy,
            @Nullable JsonNode search,
            @JsonProperty("attribute_types") @Nullable JsonNode attributeTypes) {}

    record StoreChange(
            @Nullable String name,
            @Nullable String description,
            @Nullable JsonNode metadata,
            @Nullable String profile,
            @JsonProperty("chunking_strategy") @Nullable JsonNode chunkingStrategy,
            @Nullable JsonNode search,
            @JsonProperty("attribute_types") @Nullable JsonNode attributeTypes) {}

    /** OpenAI's vector store object, with {@code description}, the caller's {@code access}, how its documents are cut, how it is searched, and what attributes they may have. */
    record VectorStore(
            String id,
            String object,
            @JsonProperty("created_at") long createdAt,
            String name,
            String description,
            @JsonProperty("usage_bytes") long usageBytes,
            @JsonProperty("file_counts") FileCounts fileCounts,
            String status,
            @JsonProperty("expires_at") @Nullable Long expiresAt,
            @JsonProperty("last_active_at") @Nullable Long lastActiveAt,
            Map<String, String> metadata,
            String access,
            String profile,
            @JsonProperty("chunking_strategy") PassageRuleBodies.Strategy chunkingStrategy,
            SearchSettingBodies.Body search,
            @JsonProperty("attribute_types") Object attributeTypes) {

        static VectorStore of(CollectionInfo info, Counts counts, Access access, HiddenModels hidden) {
            return new VectorStore(
                    Ids.COLLECTION.write(info.id().value()),
                    "vector_store",
                    info.createdAt().getEpochSecond(),
                    info.name(),
                    info.description(),
                    counts.usageBytes(),
                    FileCounts.of(counts),
                    counts.inProgress() > 0 ? "in_progress" : "completed",
                    null,
                    Optional.of(info.lastActiveAt())
                            .map(Instant::getEpochSecond)
                            .get(),
                    info.metadata(),
                    access.toString(),
                    info.rules().profile().word(),
                    PassageRuleBodies.Strategy.of(info.rules()),
                    SearchSettingBodies.Body.of(info.search(), hidden),
                    AttributeTypeBodies.write(info.attributes()));
        }
    }

    record FileCounts(
            @JsonProperty("in_progress") long inProgress, long completed, long failed, long cancelled, long total) {

        static FileCounts of(Counts counts) {
            return new FileCounts(
                    counts.inProgress(), counts.completed(), counts.failed(), counts.cancelled(), counts.total());
        }
    }
}
