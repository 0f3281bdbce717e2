package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.groundwork.orchestration.DeletionReceipt;
import io.groundwork.orchestration.DeletionReceipt.Remains;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A deletion's receipt. */
record ReceiptBody(
        UUID id,
        @JsonProperty("file_id") String file,
        List<String> children,
        @JsonProperty("collection_id") @Nullable String collection,
        @JsonProperty("external_id") @Nullable String externalId,
        Remains removed,
        @JsonProperty("left_over") Remains leftOver,
        @JsonProperty("deleted_by") UUID deletedBy,
        @JsonProperty("deleted_at") String deletedAt) {

    static ReceiptBody of(DeletionReceipt receipt) {
        return new ReceiptBody(
                receipt.id(),
                Ids.FILE.write(receipt.document().value()),
                receipt.children().stream()
                        .map(child -> Ids.FILE.write(child.value()))
                        .toList(),
                receipt.collection()
                        .map(collection -> Ids.COLLECTION.write(collection.value()))
                        .orElse(null),
                receipt.externalId().orElse(null),
                receipt.removed(),
                receipt.leftOver(),
                receipt.deletedBy(),
                receipt.deletedAt().toString());
    }
}
