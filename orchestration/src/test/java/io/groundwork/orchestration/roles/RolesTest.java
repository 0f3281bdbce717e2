package io.groundwork.orchestration.roles;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RolesTest {

    @Test
    void aServerPlaysWhatItsEnvironmentNames() {
        Roles roles = new Roles(() -> "worker", new String[0]);

        assertThat(roles.takesJobs()).isTrue();
        assertThat(roles.servesApi()).isFalse();
    }

    @Test
    void aCommandPlaysNoRole() {
        Roles roles = new Roles(() -> "all", new String[] {"admin", "reset-password"});

        assertThat(roles.takesJobs()).isFalse();
        assertThat(roles.servesApi()).isFalse();
        assertThat(roles.servesEmbeddings()).isFalse();
    }
}
