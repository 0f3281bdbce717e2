package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.groundwork.ingest.DocumentId;
import io.groundwork.orchestration.spaces.QuestionBank;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.Collections;
import io.groundwork.retrieval.Memberships;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/collections/{id}/questions}: questions whose answers are known, by which changes are measured. For administrators. */
@Path("/api/v1/collections/{id}/questions")
@RunOnVirtualThread
class QuestionBankResource {

    private static final int LONGEST_QUESTION = 2000;
    private static final int MOST_DOCUMENTS = 100;

    private final QuestionBank bank;
    private final Collections collections;
    private final Memberships memberships;
    private final CurrentCaller caller;

    QuestionBankResource(QuestionBank bank, Collections collections, Memberships memberships, CurrentCaller caller) {
        this.bank = bank;
        this.collections = collections;
        this.memberships = memberships;
        this.caller = caller;
    }

    @GET
    public Listing<QuestionBody> list(
            @PathParam("id") String id,
            @QueryParam("limit") @Nullable Integer limit,
            @QueryParam("after") @Nullable String after) {
        CollectionId collection = administered(id);
        int most = OpenAiList.limit(limit);
        return Listing.of(
                bank.list(collection, Optional.ofNullable(after).map(QuestionBankResource::question), most + 1).stream()
                        .map(QuestionBody::of)
                        .toList(),
                most);
    }

    @POST
    public Response add(@PathParam("id") String id, @Nullable QuestionWish wanted) {
        CollectionId collection = administered(id);
        String question = words(wanted);
        List<DocumentId> documents = documents(collection, wanted);
        UUID made = bank.add(collection, question, documents, caller.admin().id());
        return Response.status(Response.Status.CREATED)
                .entity(QuestionBody.of(bank.find(collection, made).orElseThrow()))
                .build();
    }

    @GET
    @Path("/{question}")
    public QuestionBody get(@PathParam("id") String id, @PathParam("question") String question) {
        CollectionId collection = administered(id);
        return bank.find(collection, question(question)).map(QuestionBody::of).orElseThrow(() -> notFound(question));
    }

    @PUT
    @Path("/{question}")
    public QuestionBody change(
            @PathParam("id") String id, @PathParam("question") String question, @Nullable QuestionWish wanted) {
        CollectionId collection = administered(id);
        UUID known = question(question);
        if (!bank.change(collection, known, words(wanted), documents(collection, wanted))) {
            throw notFound(question);
        }
        return QuestionBody.of(bank.find(collection, known).orElseThrow(() -> notFound(question)));
    }

    @DELETE
    @Path("/{question}")
    public void remove(@PathParam("id") String id, @PathParam("question") String question) {
        if (!bank.remove(administered(id), question(question))) {
            throw notFound(question);
        }
    }

    private CollectionId administered(String id) {
        caller.admin();
        return collections
                .find(Ids.collection(id))
                .orElseThrow(() -> Ids.COLLECTION.notFound(id))
                .id();
    }

    private static UUID question(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw (ProblemException) notFound(id).initCause(e);
        }
    }

    private static ProblemException notFound(String id) {
        String shown = id.length() > 80 ? id.substring(0, 80) + "…" : id;
        return Problem.NOT_FOUND.because("There is no question '%s'.".formatted(shown.replaceAll("\\p{Cntrl}", "")));
    }

    private static String words(@Nullable QuestionWish wanted) {
        String question = wanted == null || wanted.question() == null
                ? ""
                : wanted.question().strip();
        if (question.isEmpty() || question.length() > LONGEST_QUESTION || question.indexOf('\0') >= 0) {
            throw Problem.INVALID_REQUEST.because(
                    "question", "Send 'question', at most %d characters.".formatted(LONGEST_QUESTION));
        }
        return question;
    }

    /** By the ids of their files, as everywhere at the front door. */
    private List<DocumentId> documents(CollectionId collection, @Nullable QuestionWish wanted) {
        List<@Nullable String> named = wanted == null || wanted.documents() == null ? List.of() : wanted.documents();
        if (named.isEmpty() || named.size() > MOST_DOCUMENTS) {
            throw Problem.INVALID_REQUEST.because(
                    "documents",
                    "Send 'documents', from 1 to %d ids of files in which an answer stands.".formatted(MOST_DOCUMENTS));
        }
        Set<DocumentId> documents = new LinkedHashSet<>();
        for (String name : named) {
            DocumentId document = Optional.ofNullable(name)
                    .flatMap(Ids.FILE::tryRead)
                    .map(DocumentId::new)
                    .filter(one -> memberships.find(collection, one).isPresent())
                    .orElseThrow(() -> Problem.INVALID_REQUEST.because(
                            "documents", "'documents' names a file that is not in this collection."));
            documents.add(document);
        }
        return List.copyOf(documents);
    }

    record QuestionWish(@Nullable String question, @Nullable List<@Nullable String> documents) {}

    record QuestionBody(
            UUID id,
            String question,
            List<String> documents,
            @JsonProperty("created_at") String createdAt) {

        static QuestionBody of(QuestionBank.Entry entry) {
            return new QuestionBody(
                    entry.id(),
                    entry.question(),
                    entry.documents().stream()
                            .map(document -> Ids.FILE.write(document.value()))
                            .toList(),
                    entry.at().toString());
        }
    }
}
