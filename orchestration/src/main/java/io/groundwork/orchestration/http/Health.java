package io.groundwork.orchestration.http;

import io.groundwork.embeddings.Embedder;
import io.groundwork.orchestration.roles.Roles;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready means: the database answers, for the roles that need one, and the model is in memory, for those that serve it. Load has no
 * say in it.
 */
@Readiness
@Singleton
class Health implements HealthCheck {

    private static final int SECONDS = 2;

    private final DataSource database;
    private final Embedder embedder;
    private final Roles roles;

    Health(DataSource database, Embedder embedder, Roles roles) {
        this.database = database;
        this.embedder = embedder;
        this.roles = roles;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer =
                HealthCheckResponse.named("groundwork").withData("roles", roles.toString());
        if (roles.servesEmbeddings() && !embedder.ready()) {
            return answer.down()
                    .withData("reason", "The embedding model is being loaded")
                    .build();
        }
        if (!roles.needsDatabase()) {
            return answer.up().build();
        }
        try (Connection connection = database.getConnection()) {
            return answer.status(connection.isValid(SECONDS)).build();
        } catch (SQLException e) {
            return answer.down()
                    .withData("reason", "The database cannot be reached")
                    .build();
        }
    }
}
