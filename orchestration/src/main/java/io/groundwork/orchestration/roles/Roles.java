package io.groundwork.orchestration.roles;

import io.quarkus.runtime.annotations.CommandLineArguments;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.function.Predicate;

/** The roles that this process plays: none while it does one administrative thing, which must not start anything beside that. */
@Singleton
public final class Roles {

    private final Set<Role> playing;

    Roles(RolesConfig config, @CommandLineArguments String[] command) {
        playing = command.length == 0 ? Role.parse(config.roles()) : Set.of();
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
