package io.groundwork.retrieval;

import io.groundwork.ingest.DocumentId;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Converter;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.NullUnmarked;

/** A row of {@code membership}. */
@Entity(name = "Membership")
@Table(name = "membership")
@IdClass(MembershipEntity.Key.class)
@NullUnmarked
class MembershipEntity {

    /** A document in a collection. */
    record Key(UUID collectionId, UUID documentId) {}

    @Id
    @Column(name = "collection_id")
    UUID collectionId;

    @Id
    @Column(name = "document_id")
    UUID documentId;

    /** Written by {@link Memberships#name}. */
    @Column(name = "external_id", insertable = false, updatable = false)
    String externalId;

    /** Written by {@link Memberships#addBelow}. */
    @Column(name = "root_id", insertable = false, updatable = false)
    UUID rootId;

    /** Written by {@link PassageIndex} together with the passages. */
    @Column(insertable = false, updatable = false)
    Integer version;

    @Column(nullable = false)
    @Convert(converter = StatusName.class)
    Member.Status status;

    @Column(nullable = false)
    @Convert(converter = StepName.class)
    Member.Step step;

    @Column(name = "passages_total", nullable = false)
    int passagesTotal;

    @Column(name = "passages_done", nullable = false)
    int passagesDone;

    @Column(name = "error_code")
    String errorCode;

    @Column(name = "error_message")
    String errorMessage;

    @Column(nullable = false, columnDefinition = "jsonb")
    @JdbcTypeCode(SqlTypes.JSON)
    String attributes;

    @Column(name = "usage_bytes", nullable = false)
    long usageBytes;

    @Column(name = "added_at", nullable = false)
    Instant addedAt;

    Member member() {
        return new Member(
                new CollectionId(collectionId),
                new DocumentId(documentId),
                Optional.ofNullable(externalId),
                Optional.ofNullable(version),
                status,
                step,
                passagesDone,
                passagesTotal,
                Optional.ofNullable(errorCode).map(code -> new Member.Failure(code, errorMessage)),
                Json.attributes(attributes),
                usageBytes,
                addedAt);
    }

    /** Names in the database are in lower case. */
    @Converter
    static class StatusName implements AttributeConverter<Member.Status, String> {

        @Override
        public String convertToDatabaseColumn(Member.Status status) {
            return status.name().toLowerCase(Locale.ROOT);
        }

        @Override
        public Member.Status convertToEntityAttribute(String name) {
            return Member.Status.valueOf(name.toUpperCase(Locale.ROOT));
        }
    }

    /** Names in the database are in lower case. */
    @Converter
    static class StepName implements AttributeConverter<Member.Step, String> {

        @Override
        public String convertToDatabaseColumn(Member.Step step) {
            return step.name().toLowerCase(Locale.ROOT);
        }

        @Override
        public Member.Step convertToEntityAttribute(String name) {
            return Member.Step.valueOf(name.toUpperCase(Locale.ROOT));
        }
    }
}
