package io.groundwork.orchestration.http;

import io.groundwork.embeddings.CrossEncoder;
import io.groundwork.orchestration.roles.Roles;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Has the cross-encoder read before the first request where this process answers any: with a folder that is not what it says, the process does not start. */
@Singleton
final class RerankerStart {

    private final Roles roles;
    private final Instance<Optional<CrossEncoder>> crossEncoder;

    RerankerStart(Roles roles, Instance<Optional<CrossEncoder>> crossEncoder) {
        this.roles = roles;
        this.crossEncoder = crossEncoder;
    }

    void start(@Observes StartupEvent event) {
        if (roles.servesApi() || roles.servesEmbeddings()) {
            crossEncoder.get();
        }
    }
}
