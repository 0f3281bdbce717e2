package io.groundwork.orchestration.page;

import io.groundwork.orchestration.PostgresForTests;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.List;
import java.util.Map;

/** A system of its own with the built-in model, and the same with a third of its values. */
public final class SystemWithTwoEngines implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("groundwork.embeddings.engines.short.dimension", "128");
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(PostgresForTests.class));
    }
}
