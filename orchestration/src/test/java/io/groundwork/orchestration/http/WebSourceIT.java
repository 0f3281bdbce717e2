package io.groundwork.orchestration.http;

import static io.groundwork.orchestration.http.FrontDoor.asAdmin;
import static io.groundwork.orchestration.http.FrontDoor.newCollection;
import static io.groundwork.orchestration.http.FrontDoor.unique;
import static io.groundwork.orchestration.http.SourceDrill.Counts.none;
import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.orchestration.PostgresForTests;
import io.groundwork.orchestration.SourcesForTests;
import io.groundwork.orchestration.http.SourceDrill.Document;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A web site on this machine: sitemap, links, robots.txt, and what it must not lead to. */
@QuarkusTest
@QuarkusTestResource(PostgresForTests.class)
@QuarkusTestResource(SourcesForTests.class)
class WebSourceIT {

    private WireServer site;
    private SourceDrill drill;

    @BeforeEach
    void aSiteOfFourPages() throws IOException {
        site = new WireServer();
        site.serve(
                "/robots.txt",
                "text/plain",
                "User-agent: *\nDisallow: /private\n\nSitemap: " + site.url() + "/map.xml\n");
        site.serve("/map.xml", "application/xml", """
                <?xml version="1.0" encoding="UTF-8"?>
                <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
                  <url><loc>%s/opening-hours</loc></url>
                  <url><loc>http://elsewhere.example/</loc></url>
                </urlset>
                """.formatted(site.url()));
        site.page("/", "Welcome to the museum of pumps.", "/pumps/oil", "/private/salaries", "http://10.0.0.1/inside");
        site.page("/opening-hours", "The museum opens at nine.");
        site.page("/pumps/oil", "Oil pumps lubricate the bearings.", "seal", "../#top", "mailto:a@example.com");
        site.page("/pumps/seal", "Seals keep the water inside.");
        site.page("/private/salaries", "The director earns nine hundred.");
        drill = new SourceDrill("web", Map.of("url", site.url() + "/", "delay_millis", 0), "");
    }

    @AfterEach
    void stop() {
        site.close();
    }

    @Test
    void eachChangeIsSeenByTheNextWalkAndNothingElseIsTouched() {
        assertThat(drill.sync()).isEqualTo(none().added(4));
        assertThat(drill.documents()).containsOnlyKeys("index.html", "oil.html", "opening-hours.html", "seal.html");
        assertThat(drill.finds(asAdmin(), "lubricate")).isTrue();
        assertThat(drill.finds(asAdmin(), "nine hundred")).isFalse();
        assertThat(site.asked()).doesNotContain("/private/salaries");
        Map<String, Document> before = drill.documents();

        assertThat(drill.sync()).isEqualTo(none().unchanged(4));
        assertThat(drill.documents()).isEqualTo(before);

        site.page("/opening-hours", "The museum opens at eleven.");
        site.page("/pumps/seal", "Seals keep the water inside.", "/new");
        site.page("/new", "A turbine was given to the museum.");
        assertThat(drill.sync()).isEqualTo(none().added(1).changed(2).unchanged(2));
        assertThat(drill.finds(asAdmin(), "eleven")).isTrue();
        assertThat(drill.finds(asAdmin(), "turbine")).isTrue();

        site.remove("/opening-hours");
        assertThat(drill.sync()).isEqualTo(none().deleted(1).unchanged(4));
        assertThat(drill.finds(asAdmin(), "eleven")).isFalse();
        assertThat(drill.documents().get("oil.html")).isEqualTo(before.get("oil.html"));
    }

    @Test
    void whatCannotBeReadNowIsNotTakenForGone() {
        drill.sync();
        site.answer("/pumps/seal", 500, Map.of(), "");

        assertThat(drill.sync()).isEqualTo(none().failed(1).unchanged(3));
        assertThat(drill.documents()).hasSize(4);
        assertThat(drill.finds(asAdmin(), "keep the water")).isTrue();
    }

    @Test
    void aRedirectIntoTheInnerNetworkIsNotFollowed() {
        for (String target : List.of(
                "http://169.254.169.254/latest/meta-data/", "http://[::ffff:10.0.0.1]/", "http://localhost:1/")) {
            site.answer("/pumps/seal", 302, Map.of("Location", target), "");

            JsonPath report = drill.run(Map.of());

            assertThat(report.getString("state")).isEqualTo("done");
            assertThat(report.prettify()).doesNotContain("169.254.169.254 answered");
        }
        assertThat(drill.documents()).doesNotContainKey("seal.html");
    }

    @Test
    void noInnerAddressCanBeASite() {
        for (String url : List.of(
                "http://169.254.169.254/latest/meta-data/",
                "http://10.0.0.1/",
                "http://127.0.0.2/",
                "http://[::1]/",
                "http://[::ffff:127.0.0.1]/",
                "http://[64:ff9b::7f00:1]/",
                "http://2130706433/",
                "http://metadata.google.internal/",
                "file:///etc/passwd",
                "http://a@127.0.0.1/")) {
            JsonPath problem = asAdmin()
                    .body(Map.of(
                            "collection_id",
                            newCollection(unique("none")),
                            "name",
                            "inner",
                            "kind",
                            "web",
                            "settings",
                            Map.of("url", url)))
                    .post("/api/v1/sources")
                    .then()
                    .statusCode(400)
                    .extract()
                    .jsonPath();
            assertThat(problem.getString("field")).as(url).startsWith("settings");
        }
    }

    @Test
    void pagesThatAskNotToBeIndexedAreNot() {
        site.serve("/pumps/seal", "text/html", """
                <html><head><meta name="robots" content="noindex"></head><body>Hidden seals.</body></html>""");

        assertThat(drill.sync()).isEqualTo(none().added(3));
    }

    @Test
    void aCancelledWalkStopsAndAnotherMayBegin() {
        SourceDrill slow = new SourceDrill("web", Map.of("url", site.url() + "/", "delay_millis", 1000), "");
        String run = asAdmin()
                .body(Map.of())
                .post("/api/v1/sources/{id}/sync", slow.source)
                .then()
                .statusCode(202)
                .extract()
                .path("id");
        asAdmin()
                .body(Map.of())
                .post("/api/v1/sources/{id}/sync", slow.source)
                .then()
                .statusCode(409);

        asAdmin()
                .post("/api/v1/sources/{id}/runs/{run}/cancel", slow.source, run)
                .then()
                .statusCode(200);

        assertThat(slow.report(run).getString("state")).isEqualTo("cancelled");
        asAdmin()
                .post("/api/v1/sources/{id}/runs/{run}/cancel", slow.source, run)
                .then()
                .statusCode(409);
        assertThat(slow.sync().failed()).isZero();
        assertThat(slow.documents()).hasSize(4);
        assertThat(slow.report(run).getString("state")).isEqualTo("cancelled");
    }
}
