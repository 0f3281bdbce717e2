package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundwork.ingest.Digest;
import io.groundwork.ingest.Documents;
import io.groundwork.ingest.Files;
import io.groundwork.ingest.StoredFile;
import io.groundwork.orchestration.DataFolder;
import io.groundwork.orchestration.Library;
import io.groundwork.orchestration.PushedDocument;
import io.groundwork.orchestration.PutOutcome;
import io.groundwork.orchestration.identity.Access;
import io.groundwork.orchestration.identity.Principals;
import io.groundwork.orchestration.indexing.Priority;
import io.groundwork.retrieval.AttributeDeclarations;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.Memberships;
import io.groundwork.retrieval.UnfitAttributeException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

/**
 * {@code PUT} and {@code DELETE /api/v1/collections/{id}/documents/{document}}: documents of services that have names of their own for them. To send
 * the same again changes nothing.
 */
@Path("/api/v1/collections/{id}/documents/{document}")
@RunOnVirtualThread
class PushResource {

    private static final int MAX_NAME = 1000;

    private final Library library;
    private final Files files;
    private final Documents documents;
    private final Memberships memberships;
    private final AttributeDeclarations declarations;
    private final Principals principals;
    private final MemberBodies bodies;
    private final Rights rights;
    private final CurrentCaller caller;
    private final ObjectMapper json;
    private final DataFolder data;

    PushResource(
            Library library,
            Files files,
            Documents documents,
            Memberships memberships,
            AttributeDeclarations declarations,
            Principals principals,
            MemberBodies bodies,
            Rights rights,
            CurrentCaller caller,
            ObjectMapper json,
            DataFolder data) {
        this.library = library;
        this.files = files;
        this.documents = documents;
        this.memberships = memberships;
        this.declarations = declarations;
        this.principals = principals;
        this.bodies = bodies;
        this.rights = rights;
        this.caller = caller;
        this.json = json;
        this.data = data;
    }

    /** A file as a form, with {@code attributes} and {@code readers} as JSON beside it. */
    @PUT
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    public Response put(
            @PathParam("id") String id,
            @PathParam("document") String document,
            @RestForm("file") @Nullable FileUpload file,
            @RestForm @Nullable String attributes,
            @RestForm @Nullable String readers)
            throws IOException {
        if (file == null || file.fileName() == null) {
            throw Problem.INVALID_REQUEST.because("file", "Send the document as the form field 'file', with its name.");
        }
        String mediaType = file.contentType() == null ? MediaType.APPLICATION_OCTET_STREAM : file.contentType();
        return take(
                id,
                document,
                new Sent(FileNames.clean(file.fileName()), mediaType, file.uploadedFile()),
                tree("attributes", attributes),
                tree("readers", readers));
    }

    /** A text, or the id of a file that was uploaded for this, as JSON. */
    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    public Response put(
            @PathParam("id") String id, @PathParam("document") String document, @Nullable TextDocument wanted)
            throws IOException {
        if (wanted != null && wanted.fileId() != null) {
            StoredFile file = VectorStoresResource.ownFiles(files, caller.get(), List.of(wanted.fileId()), 1)
                    .getFirst();
            if (documents.latestVersion(file.id().document()).isPresent()) {
                throw Problem.CONFLICT.because(
                        "file_id", "This file is a document already; upload its bytes for this one.");
            }
            return take(id, document, () -> file, wanted.attributes(), wanted.readers());
        }
        if (wanted == null || wanted.text() == null || wanted.text().isBlank()) {
            throw Problem.INVALID_REQUEST.because(
                    "text", "Send the document as 'text', as a 'file_id', or as a form with a 'file'.");
        }
        if (wanted.name() == null) {
            throw Problem.INVALID_REQUEST.because("name", "Send 'name', what people are to see of it.");
        }
        String mediaType = wanted.mediaType() == null ? "text/plain" : wanted.mediaType();
        java.nio.file.Path folder =
                java.nio.file.Files.createDirectories(data.path().resolve("uploads"));
        java.nio.file.Path bytes = java.nio.file.Files.createTempFile(folder, "push", ".tmp");
        try {
            java.nio.file.Files.writeString(bytes, wanted.text());
            return take(
                    id,
                    document,
                    new Sent(FileNames.clean(wanted.name()), mediaType, bytes),
                    wanted.attributes(),
                    wanted.readers());
        } finally {
            java.nio.file.Files.deleteIfExists(bytes);
        }
    }

    /** What was removed, and that none of it is left. */
    @DELETE
    public ReceiptBody delete(@PathParam("id") String id, @PathParam("document") String document) {
        CollectionId collection = rights.requireChange(id, document);
        String name = rights.visible(collection, document)
                .externalId()
                .orElseThrow(
                        () -> Problem.CONFLICT.because(
                                "This document was not pushed by a name: delete its file, or detach it from the vector store."));
        return library.remove(collection, name, caller.get().id())
                .map(ReceiptBody::of)
                .orElseThrow(() -> Ids.FILE.notFound(document));
    }

    /** Most of what services send has not changed; then nothing is written, and nobody waited for. */
    private Optional<PutOutcome.Unchanged> asItWas(
            CollectionId collection,
            String name,
            Content content,
            Map<String, Object> attributes,
            Optional<Set<UUID>> readers)
            throws IOException {
        if (readers.isPresent() || !(content instanceof Sent sent)) {
            return Optional.empty();
        }
        Digest digest = sent.digest();
        return library.held(
                        collection,
                        name,
                        attributes,
                        file -> file.digest().equals(digest)
                                && file.name().equals(sent.name)
                                && file.mediaType().equals(sent.mediaType))
                .map(PutOutcome.Unchanged::new);
    }

    private Response take(
            String id, String name, Content content, @Nullable JsonNode attributes, @Nullable JsonNode readers)
            throws IOException {
        CollectionId collection = rights.require(id, Access.CONTRIBUTE);
        check(name);
        if (memberships.findByExternalId(collection, name).isPresent()) {
            rights.requireChange(id, name);
        }
        Map<String, Object> checked =
                declarations.fit(collection, Attributes.read(attributes).orElse(Map.of()));
        Optional<Set<UUID>> named = readers(id, readers);
        Optional<PutOutcome.Unchanged> asItWas = asItWas(collection, name, content, checked, named);
        PutOutcome outcome = asItWas.isPresent() ? asItWas.get() : put(collection, name, content, checked, named);
        MemberBodies.MemberBody body =
                bodies.of(memberships.find(collection, outcome.document()).orElseThrow(() -> Ids.FILE.notFound(name)));
        return Response.status(outcome instanceof PutOutcome.Created ? 201 : 200)
                .entity(new PushBody(words(outcome), body))
                .build();
    }

    private PutOutcome put(
            CollectionId collection,
            String name,
            Content content,
            Map<String, Object> attributes,
            Optional<Set<UUID>> readers)
            throws IOException {
        StoredFile file = content.stored();
        try {
            return library.put(collection, new PushedDocument(name, file, attributes, readers), Priority.INTERACTIVE);
        } catch (UnfitAttributeException e) {
            // Declared since it was looked at; a file that was uploaded before stays.
            if (content instanceof Sent) {
                files.delete(file.id());
            }
            throw e;
        }
    }

    /** Who may read it is for those to say who may say it of every document. */
    private Optional<Set<UUID>> readers(String id, @Nullable JsonNode node) {
        if (node == null || node.isNull()) {
            return Optional.empty();
        }
        rights.require(id, Access.CURATE);
        if (!node.isArray()) {
            throw Problem.INVALID_REQUEST.because("readers", "'readers' is a list of ids; empty for everyone.");
        }
        Set<UUID> named = new HashSet<>();
        for (JsonNode principal : node) {
            try {
                named.add(UUID.fromString(principal.asText()));
            } catch (IllegalArgumentException e) {
                throw Problem.INVALID_REQUEST.because("readers", "'readers' holds what is no id.");
            }
        }
        Set<UUID> known = principals.named(named).keySet();
        named.stream().filter(one -> !known.contains(one)).findFirst().ifPresent(unknown -> {
            throw Problem.NOT_FOUND.because("There is no person, group or key %s.".formatted(unknown));
        });
        return Optional.of(named);
    }

    private static void check(String name) {
        boolean unclear = name.isBlank()
                || name.length() > MAX_NAME
                || name.chars().anyMatch(Character::isISOControl)
                || Ids.FILE.tryRead(name).isPresent();
        if (unclear) {
            throw Problem.INVALID_REQUEST.because(
                    "document",
                    "A document's name has 1 to %d characters, and is not of the form of a file's id."
                            .formatted(MAX_NAME));
        }
    }

    private @Nullable JsonNode tree(String field, @Nullable String text) {
        try {
            return text == null ? null : json.readTree(text);
        } catch (JsonProcessingException e) {
            throw Problem.INVALID_REQUEST.because(field, "'%s' is not JSON.".formatted(field));
        }
    }

    private static String words(PutOutcome outcome) {
        return switch (outcome) {
            case PutOutcome.Created created -> "created";
            case PutOutcome.Replaced replaced -> "replaced";
            case PutOutcome.Unchanged unchanged -> "unchanged";
        };
    }

    /** Stores what was sent, once all else about it has been found right. */
    @FunctionalInterface
    private interface Content {
        StoredFile stored() throws IOException;
    }

    /** Bytes that came with the request, on this machine's disk until it is answered. */
    private final class Sent implements Content {

        private final String name;
        private final String mediaType;
        private final java.nio.file.Path bytes;

        Sent(String name, String mediaType, java.nio.file.Path bytes) {
            this.name = name;
            this.mediaType = mediaType;
            this.bytes = bytes;
        }

        @Override
        public StoredFile stored() throws IOException {
            return files.store(name, mediaType, FilePurpose.USUAL, caller.get().id(), bytes);
        }

        Digest digest() throws IOException {
            try (InputStream content = java.nio.file.Files.newInputStream(bytes)) {
                return Digest.ofContent(content);
            }
        }
    }

    record TextDocument(
            @Nullable String text,
            @JsonProperty("file_id") @Nullable String fileId,
            @Nullable String name,
            @JsonProperty("media_type") @Nullable String mediaType,
            @Nullable JsonNode attributes,
            @Nullable JsonNode readers) {}

    /** @param outcome created, replaced or unchanged */
    record PushBody(String outcome, MemberBodies.MemberBody document) {}
}
