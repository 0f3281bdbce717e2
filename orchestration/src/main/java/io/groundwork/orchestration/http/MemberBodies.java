package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.groundwork.ingest.Children;
import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.Documents;
import io.groundwork.retrieval.Member;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes documents of a collection in OpenAI's shape, with what people need besides: name, progress, warnings. */
@Singleton
final class MemberBodies {

    private final Documents documents;
    private final Children children;

    MemberBodies(Documents documents, Children children) {
        this.documents = documents;
        this.children = children;
    }

    MemberBody of(Member member) {
        return of(List.of(member)).getFirst();
    }

    List<MemberBody> of(List<Member> members) {
        List<DocumentId> ids = members.stream().map(Member::document).toList();
        Map<DocumentId, String> names = documents.names(ids);
        Map<DocumentId, DocumentId> parents = children.parents(ids);
        Map<DocumentId, Integer> versions = new HashMap<>();
        members.forEach(member -> member.version().ifPresent(version -> versions.put(member.document(), version)));
        Map<DocumentId, List<String>> warnings = documents.warnings(versions);
        return members.stream()
                .map(member -> MemberBody.of(
                        member,
                        names.getOrDefault(member.document(), ""),
                        Optional.ofNullable(parents.get(member.document())),
                        warnings.getOrDefault(member.document(), List.of())))
                .toList();
    }

    static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /**
     * OpenAI's vector store file object, and ours from {@code filename} on.
     *
     * @param parent the document that it lay within; null where it was uploaded by itself
     */
    record MemberBody(
            String id,
            String object,
            @JsonProperty("usage_bytes") long usageBytes,
            @JsonProperty("created_at") long createdAt,
            @JsonProperty("vector_store_id") String vectorStore,
            String status,
            @JsonProperty("last_error") @Nullable LastError lastError,
            @JsonProperty("chunking_strategy") ChunkingStrategy chunkingStrategy,
            Map<String, Object> attributes,
            String filename,
            @JsonProperty("parent_id") @Nullable String parent,
            @JsonProperty("external_id") @Nullable String externalId,
            long bytes,
            @Nullable Integer version,
            List<String> warnings,
            Progress progress) {

        static MemberBody of(Member member, String name, Optional<DocumentId> parent, List<String> warnings) {
            Optional<LastError> error =
                    member.failure().map(failure -> new LastError(failure.code(), failure.message()));
            return new MemberBody(
                    Ids.FILE.write(member.document().value()),
                    "vector_store.file",
                    member.usageBytes(),
                    member.addedAt().getEpochSecond(),
                    Ids.COLLECTION.write(member.collection().value()),
                    lower(member.status()),
                    error.orElse(null),
                    new ChunkingStrategy("other"),
                    Attributes.write(member.attributes()),
                    name,
                    parent.map(above -> Ids.FILE.write(above.value())).orElse(null),
                    member.externalId().orElse(null),
                    member.usageBytes(),
                    member.version().orElse(null),
                    warnings,
                    new Progress(lower(member.step()), member.passagesDone(), member.passagesTotal()));
        }
    }

    record LastError(String code, String message) {}

    record ChunkingStrategy(String type) {}

    record Progress(
            String step,
            @JsonProperty("passages_done") int passagesDone,
            @JsonProperty("passages_total") int passagesTotal) {}
}
