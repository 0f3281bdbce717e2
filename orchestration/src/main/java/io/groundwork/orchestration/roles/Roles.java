package io.groundwork.orchestration.roles;

import jakarta.inject.Singleton;
import java.util.Set;
import java.util.function.Predicate;

/** The roles that this process plays. */
@Singleton
public final class Roles {

    private final Set<Role> playing;

    Roles(RolesConfig config) {
        playing = Role.parse(config.roles());
    }

    public boolean servesApi() {
        return any(role -> role.servesApi);
    }

    public boolean takesJobs() {
        return any(role -> role.takesJobs);
    }

    public boolean servesEmbeddings() {
        return any(role -> role.servesEmbeddings);
    }

    public boolean needsDatabase() {
        return any(role -> role.needsDatabase);
    }

    @Override
    public String toString() {
        return playing.toString();
    }

    private boolean any(Predicate<Role> trait) {
        return playing.stream().anyMatch(trait);
    }
}
