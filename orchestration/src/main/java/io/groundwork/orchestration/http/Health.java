package io.groundwork.orchestration.http;

import io.groundwork.orchestration.roles.Roles;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready means: the database answers, for the roles that need one. Load has no say in it. */
@Readiness
@Singleton
class Health implements HealthCheck {

    private static final int SECONDS = 2;

    private final DataSource database;
    private final Roles roles;

    Health(DataSource database, Roles roles) {
        this.database = database;
        this.roles = roles;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer =
                HealthCheckResponse.named("database").withData("roles", roles.toString());
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
