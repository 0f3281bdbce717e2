package io.groundwork.orchestration.http;

import jakarta.inject.Singleton;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what is read into memory whole before anything of it is looked at: the JSON of every request for which no other gate does. Files are not: forms and streams are read
 * piece by piece.
 */
@Singleton
class JsonGate {

    static final int MOST_BYTES = 4 * 1024 * 1024;

    /** Whose JSON may hold the text of a document. */
    private static final Map<Class<?>, Integer> MORE = Map.of(PushResource.class, 32 * 1024 * 1024);

    private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");

    /** Also of requests of which it is not known who sends them. */
    @ServerRequestFilter(priority = Priorities.USER + 100)
    public void enter(ContainerRequestContext request, ResourceInfo resource) {
        Class<?> asked = resource.getResourceClass();
        if (!WITH_BODY.contains(request.getMethod())
                || asked.isAnnotationPresent(ServesEmbeddings.class)
                || ConversationGate.gates(asked)
                || isForm(request.getHeaderString(HttpHeaders.CONTENT_TYPE))
                || Arrays.asList(resource.getResourceMethod().getParameterTypes())
                        .contains(InputStream.class)) {
            return;
        }
        int most = MORE.getOrDefault(asked, MOST_BYTES);
        String length = request.getHeaderString(HttpHeaders.CONTENT_LENGTH);
        if ("0".equals(length)) {
            return;
        }
        if (length != null && Long.parseLong(length) > most) {
            BodyLimit.drain(request, 8L * most);
            throw tooLarge(most);
        }
        request.setEntityStream(BodyLimit.bounded(request.getEntityStream(), most, () -> tooLarge(most)));
    }

    private static boolean isForm(@Nullable String type) {
        return type != null && type.toLowerCase(Locale.ROOT).startsWith(MediaType.MULTIPART_FORM_DATA);
    }

    private static ProblemException tooLarge(int most) {
        return Problem.TOO_LARGE.because("The JSON of this request may have %d MB. What is longer is sent as a file."
                .formatted(most / 1024 / 1024));
    }
}
