package io.groundwork.orchestration.roles;

/** A process that plays every role. */
public final class RolesForTests {

    private RolesForTests() {}

    public static Roles all() {
        return new Roles(() -> "all", new String[0]);
    }
}
