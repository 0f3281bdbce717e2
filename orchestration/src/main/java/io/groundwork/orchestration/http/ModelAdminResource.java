package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.groundwork.orchestration.models.ChatModel;
import io.groundwork.orchestration.models.ChatModels;
import io.groundwork.orchestration.models.ChatModels.Preference;
import io.groundwork.orchestration.models.ChatModels.Registered;
import io.groundwork.orchestration.models.ChatModels.Registration;
import io.groundwork.orchestration.models.ModelServers;
import io.groundwork.orchestration.models.TestOutcome;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/models}: which chat models there are, and which of them answers. */
@Path("/api/v1/models")
@RunOnVirtualThread
class ModelAdminResource {

    private final ChatModels models;
    private final ModelServers servers;
    private final CurrentCaller caller;

    ModelAdminResource(ChatModels models, ModelServers servers, CurrentCaller caller) {
        this.models = models;
        this.servers = servers;
        this.caller = caller;
    }

    @GET
    public Listing<ModelBody> list() {
        caller.admin();
        return Listing.whole(models.all().stream().map(ModelBody::of).toList());
    }

    @POST
    public Response register(@Nullable NewModel wanted) {
        caller.admin();
        NewModel body = checked(wanted);
        String remoteName = required("model", body.model());
        String name = body.name() == null || body.name().isBlank()
                ? remoteName
                : body.name().strip();
        Registration asked = new Registration(
                name,
                address(body.baseUrl()),
                remoteName,
                Optional.ofNullable(body.apiKey()),
                Boolean.TRUE.equals(body.preferred()) ? Preference.PREFERRED : Preference.ON_REQUEST);
        return switch (models.register(asked)) {
            case Registered.Done(ChatModel made) ->
                Response.status(Response.Status.CREATED)
                        .entity(ModelBody.of(made))
                        .build();
            case Registered.NameTaken(String taken) ->
                throw Problem.CONFLICT.because("name", "There is a model called '%s' already.".formatted(taken));
            case Registered.AddressForbidden(String words) -> throw Problem.INVALID_REQUEST.because("base_url", words);
        };
    }

    @DELETE
    @Path("/{id}")
    public void remove(@PathParam("id") UUID id) {
        caller.admin();
        if (!models.remove(id)) {
            throw Problem.NOT_FOUND.because("There is no registered model %s.".formatted(id));
        }
    }

    @POST
    @Path("/{id}/prefer")
    public Listing<ModelBody> prefer(@PathParam("id") UUID id) {
        caller.admin();
        if (!models.prefer(id)) {
            throw Problem.NOT_FOUND.because("There is no model %s.".formatted(id));
        }
        return list();
    }

    /** Has a server write a few words; a server that fails is an answer, not an error. */
    @POST
    @Path("/test")
    public TestBody test(@Nullable NewModel wanted) {
        caller.admin();
        NewModel body = checked(wanted);
        return TestBody.of(servers.test(
                address(body.baseUrl()), required("model", body.model()), Optional.ofNullable(body.apiKey())));
    }

    /** Servers that listen on this machine's usual ports. */
    @GET
    @Path("/discovered")
    public Listing<DiscoveredBody> discovered() {
        caller.admin();
        return Listing.whole(servers.discover().stream()
                .map(found -> new DiscoveredBody(found.server(), found.baseUrl().toString(), found.models()))
                .toList());
    }

    private static NewModel checked(@Nullable NewModel wanted) {
        if (wanted == null) {
            throw Problem.INVALID_REQUEST.because("Send 'base_url' and 'model'.");
        }
        return wanted;
    }

    private static String required(String field, @Nullable String value) {
        if (value == null || value.isBlank() || value.length() > 200) {
            throw Problem.INVALID_REQUEST.because(field, "Send '%s', at most 200 characters.".formatted(field));
        }
        return value.strip();
    }

    private static URI address(@Nullable String value) {
        try {
            URI address = new URI(required("base_url", value));
            if (address.getHost() != null
                    && ("http".equals(address.getScheme()) || "https".equals(address.getScheme()))) {
                return address;
            }
        } catch (URISyntaxException e) {
            throw (ProblemException) Problem.INVALID_REQUEST
                    .because("base_url", "'base_url' is not an address, such as http://localhost:11434/v1.")
                    .initCause(e);
        }
        throw Problem.INVALID_REQUEST.because(
                "base_url", "'base_url' must be an http or https address, such as http://localhost:11434/v1.");
    }

    record NewModel(
            @Nullable String name,
            @JsonProperty("base_url") @Nullable String baseUrl,
            @Nullable String model,
            @JsonProperty("api_key") @Nullable String apiKey,
            @Nullable Boolean preferred) {}

    record ModelBody(
            UUID id,
            String name,
            @JsonProperty("base_url") String baseUrl,
            String model,
            @JsonProperty("has_key") boolean hasKey,
            boolean preferred,
            @JsonProperty("built_in") boolean builtIn) {

        static ModelBody of(ChatModel model) {
            return new ModelBody(
                    model.id(),
                    model.name(),
                    model.baseUrl().toString(),
                    model.remoteName(),
                    model.key() == ChatModel.KeyUse.SENT,
                    model.preferred(),
                    model.builtIn());
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record TestBody(
            boolean ok,
            String message,
            @Nullable String reply,
            @Nullable Long millis) {

        static TestBody of(TestOutcome outcome) {
            return switch (outcome) {
                case TestOutcome.Works works ->
                    new TestBody(
                            true, "It answers.", works.reply(), works.took().toMillis());
                case TestOutcome.Fails fails -> new TestBody(false, fails.words(), null, null);
            };
        }
    }

    record DiscoveredBody(
            String server, @JsonProperty("base_url") String baseUrl, List<String> models) {}
}
