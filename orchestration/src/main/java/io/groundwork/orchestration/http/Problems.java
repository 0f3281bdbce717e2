package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.embeddings.EngineOverloadedException;
import io.groundwork.orchestration.advisories.UnreadableAdvisoryException;
import io.groundwork.orchestration.models.ModelsException;
import io.groundwork.orchestration.models.UnfitFieldException;
import io.groundwork.orchestration.transfer.ReaderGoneException;
import io.groundwork.retrieval.DocumentsBusyException;
import io.groundwork.retrieval.TookTooLongException;
import io.groundwork.retrieval.UnfitAttributeException;
import io.groundwork.retrieval.UnfitDocumentsException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.sql.SQLException;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Writes everything that goes wrong in the form that the path's clients read, and logs once what is our fault. */
@Provider
final class Problems implements ExceptionMapper<Throwable> {

    private static final Logger LOG = Logger.getLogger(Problems.class);

    /** Postgres' classes of errors that mean "not reachable now": connection, resources, operator intervention. */
    private static final String UNREACHABLE_STATES = "08|53|57";

    private final UriInfo uri;
    private final RequestId requestId;
    private final Counter abandoned;

    Problems(UriInfo uri, RequestId requestId, MeterRegistry meters) {
        this.uri = uri;
        this.requestId = requestId;
        this.abandoned = Counter.builder("groundwork.requests.abandoned")
                .description("Requests whose client hung up before their end")
                .register(meters);
    }

    @Override
    public Response toResponse(Throwable failure) {
        ProblemException known = translate(failure);
        if (isOfNobody(failure)) {
            abandoned.increment();
            LOG.debugf("The client of %s has hung up", uri.getPath());
        } else if (known.problem().ofAModel()) {
            LOG.warnf("%s: %s", known.problem(), uri.getPath());
        } else if (known.problem().status >= 500) {
            LOG.errorf(failure, "%s: %s", known.problem(), uri.getPath());
        }
        boolean tei = TeiError.isWrittenAt(uri.getPath());
        Response.ResponseBuilder response =
                Response.status(tei ? TeiError.status(known.problem()) : known.problem().status);
        if (known.retryAfterSeconds() > 0) {
            response.header(HttpHeaders.RETRY_AFTER, known.retryAfterSeconds());
        }
        if (known.problem() == Problem.OVER_BUDGET) {
            response.header("x-should-retry", "false"); // as OpenAI's clients understand it
        }
        if (known.problem() == Problem.UNAUTHENTICATED) {
            response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        if (tei) {
            return response.type(MediaType.APPLICATION_JSON)
                    .entity(TeiError.of(known))
                    .build();
        }
        return isOpenAi()
                ? response.type(MediaType.APPLICATION_JSON)
                        .entity(envelope(known))
                        .build()
                : response.type("application/problem+json")
                        .entity(rfc9457(known))
                        .build();
    }

    /** The same body for a stream that has begun and cannot change its status any more. */
    static OpenAiError envelope(ProblemException known) {
        Problem problem = known.problem();
        return new OpenAiError(new OpenAiError.Body(
                String.valueOf(known.getMessage()),
                problem.errorType,
                known.field().orElse(null),
                problem.code));
    }

    /** The same for a stream that has begun, which no mapper sees: translated, and logged once where it is our fault. */
    static ProblemException known(Throwable failure) {
        ProblemException known = translate(failure);
        if (known.problem().ofAModel()) {
            LOG.warnf("%s in a stream", known.problem());
        } else if (known.problem().status >= 500) {
            LOG.errorf(failure, "%s in a stream", known.problem());
        }
        return known;
    }

    private static ProblemException translate(Throwable failure) {
        return switch (failure) {
            case ProblemException known -> known;
            case JsonMappingException e ->
                Problem.INVALID_REQUEST.because(
                        path(e), "The field '%s' cannot be read: %s".formatted(path(e), words(e)));
            case JsonProcessingException e -> Problem.INVALID_REQUEST.because("The body is not JSON: " + words(e));
            case WebApplicationException e -> fromStatus(e);
            case UnfitAttributeException e ->
                Problem.INVALID_REQUEST.because("attributes." + e.attribute(), String.valueOf(e.getMessage()));
            case UnreadableAdvisoryException e ->
                (e.isTooLarge() ? Problem.TOO_LARGE : Problem.INVALID_REQUEST).because(String.valueOf(e.getMessage()));
            case UnfitFieldException e -> Problem.INVALID_REQUEST.because(e.field(), String.valueOf(e.getMessage()));
            case ModelsException e ->
                Problem.UNAVAILABLE.because(String.valueOf(e.getMessage())).retryAfter(5);
            case UnfitDocumentsException e -> AttributeTypeBodies.refused(e.unfit());
            case DocumentsBusyException e ->
                Problem.UNAVAILABLE
                        .because("Documents of this collection are being worked on. Try again when they are done.")
                        .retryAfter(30);
            case EngineOverloadedException e ->
                Problem.TOO_MANY_REQUESTS
                        .because(String.valueOf(e.getMessage()))
                        .retryAfter((int) e.retryAfter().toSeconds());
            case EmbeddingException e ->
                Problem.UNAVAILABLE.because(String.valueOf(e.getMessage())).retryAfter(5);
            case TookTooLongException e ->
                Problem.UNAVAILABLE.because(
                        "The search took longer than it may, and was given up. Ask in fewer collections, or"
                                + " with a filter that fewer documents satisfy.");
            case Throwable e when isOfNobody(e) -> Problem.UNAVAILABLE.because("The client has hung up.");
            case Throwable e
            when unreachable(e) ->
                Problem.UNAVAILABLE
                        .because("The database cannot be reached. Try again in a moment.")
                        .retryAfter(5);
            default ->
                Problem.INTERNAL.because("Something failed here. The log has the details under this request's id.");
        };
    }

    private static ProblemException fromStatus(WebApplicationException e) {
        if (e.getCause() instanceof JsonProcessingException json) {
            return translate(json);
        }
        int status = e.getResponse().getStatus();
        return switch (status) {
            case 400 -> Problem.INVALID_REQUEST.because("The request cannot be read.");
            case 404 -> Problem.NOT_FOUND.because("There is nothing at this address.");
            case 405 -> Problem.METHOD_NOT_ALLOWED.because("This address does not answer that method.");
            case 406 -> Problem.NOT_ACCEPTABLE.because("This address answers in another media type.");
            case 413 -> Problem.TOO_LARGE.because("The request is larger than this server takes.");
            case 415 -> Problem.UNSUPPORTED_MEDIA_TYPE.because("This address reads another media type.");
            default -> Problem.INTERNAL.because("Something failed here (%d).".formatted(status));
        };
    }

    /** The client hung up while the engine worked, or before the end of what it had asked for: it is not our fault, and nobody reads the answer. */
    private static boolean isOfNobody(Throwable failure) {
        return failure instanceof ReaderGoneException
                || failure instanceof EventStream.ClientGone
                || failure.getCause() instanceof EventStream.ClientGone
                || (failure instanceof EmbeddingException && failure.getCause() instanceof InterruptedException);
    }

    private static boolean unreachable(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                String state = sql.getSQLState();
                if (state == null || state.matches("(%s).*".formatted(UNREACHABLE_STATES))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String path(JsonMappingException e) {
        String path = e.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                .collect(Collectors.joining());
        return path.startsWith(".") ? path.substring(1) : path;
    }

    /** Jackson's words without the place in the source, which quotes the request. */
    private static String words(JsonProcessingException e) {
        String message = e.getOriginalMessage();
        int line = message.indexOf('\n');
        String first = line < 0 ? message : message.substring(0, line);
        return first.replaceAll("`[a-zA-Z0-9_.$]*\\.([A-Za-z0-9_$]+)[^`]*`", "$1");
    }

    private boolean isOpenAi() {
        return uri.getPath().startsWith("/v1/") || uri.getPath().equals("/v1");
    }

    private Rfc9457 rfc9457(ProblemException known) {
        Problem problem = known.problem();
        return new Rfc9457(
                problem.type(),
                problem.title,
                problem.status,
                String.valueOf(known.getMessage()),
                requestId.value(),
                known.field().orElse(null));
    }

    /** OpenAI's error envelope. */
    record OpenAiError(Body error) {
        record Body(String message, String type, @Nullable String param, String code) {}
    }

    /** A problem as RFC 9457 has it, with the field that was wrong where there is one. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Rfc9457(
            String type,
            String title,
            int status,
            String detail,
            String instance,
            @Nullable String field) {}
}
