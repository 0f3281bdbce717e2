package io.groundwork.orchestration.roles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class RoleTest {

    @Test
    void allIsEveryRole() {
        assertThat(Role.parse("all")).containsExactlyInAnyOrder(Role.values());
    }

    @Test
    void namesArePartedByCommasInAnyCase() {
        assertThat(Role.parse("api, Worker")).containsExactlyInAnyOrder(Role.API, Role.WORKER);
    }

    @Test
    void anUnknownRoleIsRefusedWithTheOnesThereAre() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Role.parse("api,wroker"))
                .withMessageContaining("wroker")
                .withMessageContaining("api, worker, embeddings");
    }

    @Test
    void embeddingsAloneNeedNoDatabase() {
        assertThat(Role.parse("embeddings")).noneMatch(role -> role.needsDatabase);
    }
}
