package io.groundwork.orchestration.http;

import jakarta.inject.Singleton;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Bounds what a conversation may bring along, pictures and all: it is held in memory whole, here and by the model's server. */
@Singleton
class ConversationGate {

    static final int MOST_BYTES = 20 * 1024 * 1024;

    private static final Set<Class<?>> GATED =
            Set.of(ChatCompletionsResource.class, ResponsesResource.class, OpenAiConversationsResource.class);

    /** After {@link Authentication}. */
    @ServerRequestFilter(priority = Priorities.USER + 100)
    public void enter(ContainerRequestContext request, ResourceInfo resource) {
        if (!GATED.contains(resource.getResourceClass()) || !request.getMethod().equals("POST")) {
            return;
        }
        String length = request.getHeaderString(HttpHeaders.CONTENT_LENGTH);
        if (length != null && Long.parseLong(length) > MOST_BYTES) {
            BodyLimit.drain(request, 8L * MOST_BYTES);
            throw tooLarge();
        }
        request.setEntityStream(BodyLimit.bounded(request.getEntityStream(), MOST_BYTES, ConversationGate::tooLarge));
    }

    static boolean gates(Class<?> resource) {
        return GATED.contains(resource);
    }

    private static ProblemException tooLarge() {
        return Problem.TOO_LARGE.because(
                "A conversation may have %d MB, with its pictures.".formatted(MOST_BYTES / 1024 / 1024));
    }
}
