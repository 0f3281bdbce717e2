package io.groundwork.orchestration.page;

import io.groundwork.orchestration.PostgresForTests;
import io.groundwork.orchestration.SourcesForTests;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.List;

/** A system of its own that may read folders below {@link SourcesForTests#FOLDERS} and reach this machine. */
public final class SystemWithSources implements QuarkusTestProfile {

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(PostgresForTests.class), new TestResourceEntry(SourcesForTests.class));
    }
}
