package io.groundwork.orchestration.page;

import io.groundwork.orchestration.PostgresForTests;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.List;

/** A system that other tests leave alone: the page's tests count what is in it. */
public final class OwnSystem implements QuarkusTestProfile {

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(PostgresForTests.class));
    }
}
