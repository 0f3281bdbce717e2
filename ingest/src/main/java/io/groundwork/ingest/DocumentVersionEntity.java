package io.groundwork.ingest;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A row of {@code document_version}. */
@Entity
@Table(name = "document_version")
class DocumentVersionEntity {

    @EmbeddedId
    Key key;

    @Column(name = "file_id")
    UUID fileId;

    @Nullable
    String title;

    @Column(name = "media_type")
    @Nullable
    String mediaType;

    @Nullable
    Integer pages;

    @Nullable
    String text;

    @JdbcTypeCode(SqlTypes.JSON)
    @Nullable
    List<Block> blocks;

    @JdbcTypeCode(SqlTypes.JSON)
    @Nullable
    List<String> warnings;

    @Nullable
    String parser;

    @Nullable
    String language;

    @JdbcTypeCode(SqlTypes.JSON)
    @Nullable
    Partial partial;

    @JdbcTypeCode(SqlTypes.JSON)
    @Nullable
    MailHead mail;

    @Nullable
    String thread;

    @Column(name = "superseded_at")
    @Nullable
    Instant supersededAt;

    @Column(name = "parsed_at")
    @Nullable
    Instant parsedAt;

    @Column(name = "created_at")
    Instant createdAt;

    protected DocumentVersionEntity() {}

    DocumentVersionEntity(Key key, UUID fileId, Instant createdAt) {
        this.key = key;
        this.fileId = fileId;
        this.createdAt = createdAt;
    }

    void parsed(ParsedDocument document, String by, Instant now) {
        parser = by;
        title = document.title();
        mediaType = document.mediaType();
        pages = document.pages();
        text = document.text();
        blocks = document.blocks();
        warnings = document.warnings();
        language = document.language();
        partial = document.partial().orElse(null);
        mail = document.mail().orElse(null);
        thread = document.mail()
                .map(MailHead::thread)
                .filter(name -> !name.isEmpty())
                .orElse(null);
        parsedAt = now;
    }

    Optional<ParsedDocument> content() {
        if (title == null || mediaType == null || text == null || blocks == null || pages == null || warnings == null) {
            return Optional.empty();
        }
        return Optional.of(new ParsedDocument(
                title,
                mediaType,
                text,
                blocks,
                pages,
                warnings,
                Objects.requireNonNullElse(language, ""),
                Optional.ofNullable(partial),
                Optional.ofNullable(mail)));
    }

    @Embeddable
    record Key(@Column(name = "document_id") UUID document, int version) {}
}
