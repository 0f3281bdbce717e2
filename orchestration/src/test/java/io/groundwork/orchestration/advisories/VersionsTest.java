package io.groundwork.orchestration.advisories;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.orchestration.advisories.Affected.Event;
import io.groundwork.orchestration.advisories.Affected.Kind;
import io.groundwork.orchestration.advisories.Affected.Range;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class VersionsTest {

    @Test
    void semanticVersionsAreInTheOrderOfTheSpecification() {
        assertInOrder(
                Versions.SEMVER,
                "1.0.0-alpha",
                "1.0.0-alpha.1",
                "1.0.0-alpha.beta",
                "1.0.0-beta",
                "1.0.0-beta.2",
                "1.0.0-beta.11",
                "1.0.0-rc.1",
                "1.0.0",
                "1.2.3",
                "1.10.0",
                "2.0.0");
    }

    @Test
    void whatIsBuiltDoesNotCountAndAHeadNeither() {
        assertThat(Versions.SEMVER.compare("1.0.0+one", "1.0.0+two")).isZero();
        assertThat(Versions.SEMVER.compare("v1.2.0", "1.2")).isZero();
    }

    @Test
    void pythonsVersionsAreInTheOrderOfPep440() {
        assertInOrder(
                Versions.PYPI,
                "1.0.dev1",
                "1.0a1.dev1",
                "1.0a1",
                "1.0a2",
                "1.0b1",
                "1.0rc1",
                "1.0",
                "1.0+local.1",
                "1.0.post1.dev1",
                "1.0.post1",
                "1.1",
                "1.10",
                "1!0.1");
    }

    @Test
    void pythonsVersionsMayBeWrittenInSeveralWays() {
        assertThat(Versions.PYPI.compare("1.0.0", "1.0")).isZero();
        assertThat(Versions.PYPI.compare("v1.0-RC.1", "1.0rc1")).isZero();
        assertThat(Versions.PYPI.compare("1.0-1", "1.0.post1")).isZero();
    }

    @Test
    void otherVersionsAreComparedByTheirNumbersAndWords() {
        assertInOrder(Versions.PARTS, "b999", "b4916", "b10000");
        assertInOrder(
                Versions.PARTS, "1.0-alpha-1", "1.0-beta", "1.0-rc1", "1.0-SNAPSHOT", "1.0", "1.0.1", "1.1", "1.10");
    }

    /** Cases of OSV's specification. */
    @Test
    void aRangeHoldsWhatLiesBetweenItsEvents() {
        Range fixed = range(
                Affected.Type.SEMVER, "introduced", "1.0.0", "fixed", "1.4.2", "introduced", "2.0.0", "fixed", "2.1.0");

        assertHolds(fixed, "1.0.0", "1.4.1", "2.0.0", "2.0.9");
        assertNotHolds(fixed, "0.9.9", "1.0.0-rc.1", "1.4.2", "1.9.0", "2.1.0");
    }

    @Test
    void zeroIsBeforeEveryVersionAndTheLastAffectedOneIsAffected() {
        assertHolds(range(Affected.Type.SEMVER, "introduced", "0", "last_affected", "1.2.0"), "0.0.0-alpha", "1.2.0");
        assertNotHolds(range(Affected.Type.SEMVER, "introduced", "0", "last_affected", "1.2.0"), "1.2.1");
        assertHolds(range(Affected.Type.SEMVER, "introduced", "0"), "99.0.0");
    }

    @Test
    void nothingAtOrBeyondALimitCounts() {
        Range limited = range(Affected.Type.SEMVER, "introduced", "1.0.0", "limit", "2.0.0");

        assertHolds(limited, "1.9.9");
        assertNotHolds(limited, "2.0.0", "3.0.0");
    }

    @Test
    void eventsNeedNotBeInOrder() {
        Range range = range(Affected.Type.ECOSYSTEM, "fixed", "0.8.5", "introduced", "0.5.2");

        assertThat(range.holds("0.6.0", Versions.PYPI)).isTrue();
        assertThat(range.holds("0.8.5rc1", Versions.PYPI)).isTrue();
        assertThat(range.holds("0.8.5", Versions.PYPI)).isFalse();
    }

    @Test
    void commitsSayNothingOfVersions() {
        assertThat(range(Affected.Type.GIT, "introduced", "0").holds("1.0.0", Versions.SEMVER))
                .isFalse();
    }

    @Test
    void aVersionThatIsNamedIsAffectedWhateverTheRangesSay() {
        Affected product = new Affected(
                "PyPI",
                "vllm",
                Set.of("0.3.0"),
                List.of(range(Affected.Type.ECOSYSTEM, "introduced", "1.0")),
                Set.of());

        assertThat(product.holds("0.3.0")).isTrue();
        assertThat(product.holds("0.3.1")).isFalse();
    }

    private static void assertHolds(Range range, String... versions) {
        assertThat(Stream.of(versions)).allMatch(version -> range.holds(version, Versions.SEMVER));
    }

    private static void assertNotHolds(Range range, String... versions) {
        assertThat(Stream.of(versions)).noneMatch(version -> range.holds(version, Versions.SEMVER));
    }

    private static Range range(Affected.Type type, String... changes) {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < changes.length; i += 2) {
            events.add(new Event(Kind.valueOf(changes[i].toUpperCase(java.util.Locale.ROOT)), changes[i + 1]));
        }
        return new Range(type, events);
    }

    private static void assertInOrder(Comparator<String> order, String... versions) {
        List<String> shuffled = new ArrayList<>(List.of(versions));
        Collections.shuffle(shuffled, new Random(42));

        shuffled.sort(order);

        assertThat(shuffled).containsExactly(versions);
    }
}
