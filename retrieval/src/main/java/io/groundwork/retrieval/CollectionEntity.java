package io.groundwork.retrieval;

import io.groundwork.ingest.chunk.PassageRules;
import io.groundwork.ingest.chunk.Profile;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.NullUnmarked;

/** A row of {@code collection}. What {@link CollectionStatistics} counts is only read here, or not at all. */
@Entity(name = "Collection")
@Table(name = "collection")
@NullUnmarked
class CollectionEntity {

    @Id
    UUID id;

    @Column(nullable = false)
    String name;

    @Column(nullable = false)
    String description;

    @Column(nullable = false, columnDefinition = "jsonb")
    @JdbcTypeCode(SqlTypes.JSON)
    String metadata;

    @Column(name = "space_id", nullable = false, updatable = false)
    int spaceId;

    @Column(nullable = false, updatable = false)
    String language;

    @Column(nullable = false, insertable = false, updatable = false)
    long passages;

    @Column(nullable = false, insertable = false)
    String profile;

    @Column(name = "passage_tokens", insertable = false)
    Integer passageTokens;

    @Column(name = "overlap_tokens", insertable = false)
    Integer overlapTokens;

    @Embedded
    SearchColumns search;

    /** Written by {@link AttributeDeclarations}. */
    @Column(name = "attribute_types", insertable = false, updatable = false, columnDefinition = "jsonb")
    @JdbcTypeCode(SqlTypes.JSON)
    String attributeTypes;

    @Column(name = "created_at", nullable = false, updatable = false)
    Instant createdAt;

    @Column(name = "last_active_at", nullable = false)
    Instant lastActiveAt;

    CollectionInfo info() {
        return new CollectionInfo(
                new CollectionId(id),
                name,
                description,
                Json.metadata(metadata),
                language,
                passages,
                rules(),
                // Just made, by the defaults of the table.
                search == null ? SearchSettings.DEFAULT : search.settings(),
                AttributeDeclarations.read(attributeTypes),
                createdAt,
                lastActiveAt);
    }

    private PassageRules rules() {
        if (profile == null) {
            // Just made, by the defaults of the table.
            return PassageRules.DEFAULT;
        }
        return new PassageRules(
                Profile.of(profile).orElseThrow(),
                Optional.ofNullable(passageTokens).map(max -> new PassageRules.Size(max, overlapTokens)));
    }
}
