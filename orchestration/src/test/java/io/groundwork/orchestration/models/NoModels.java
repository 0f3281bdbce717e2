package io.groundwork.orchestration.models;

import io.groundwork.orchestration.outbound.Doors;
import jakarta.persistence.EntityManager;
import java.lang.reflect.Proxy;

/** A registry for tests that name their server themselves: its tables must not be asked. */
final class NoModels {

    private NoModels() {}

    static ChatModels registered() {
        EntityManager none = (EntityManager) Proxy.newProxyInstance(
                EntityManager.class.getClassLoader(),
                new Class<?>[] {EntityManager.class},
                (proxy, method, arguments) -> {
                    throw new AssertionError("No table is asked here: " + method.getName());
                });
        return new ChatModels(none, new Secrets(Settings.plain()), Doors.open());
    }
}
