package io.groundwork.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RobotsTest {

    @Test
    void theLongestRuleDecides() {
        Robots robots = Robots.read("""
                User-agent: *
                Disallow: /docs
                Allow: /docs/public
                """, "Groundwork");

        assertThat(allows(robots, "/docs/secret")).isFalse();
        assertThat(allows(robots, "/docs/public/page")).isTrue();
        assertThat(allows(robots, "/")).isTrue();
    }

    @Test
    void ofTwoRulesAsLongTheOneThatAllowsDecides() {
        Robots robots = Robots.read("User-agent: *\nDisallow: /page\nAllow: /page\n", "Groundwork");

        assertThat(allows(robots, "/page")).isTrue();
    }

    @Test
    void aGroupOfOnesOwnTakesThePlaceOfEverybodys() {
        Robots robots = Robots.read("""
                User-agent: *
                Disallow: /

                User-agent: other
                User-agent: groundwork
                Disallow: /private
                """, "Groundwork");

        assertThat(allows(robots, "/page")).isTrue();
        assertThat(allows(robots, "/private/page")).isFalse();
    }

    @Test
    void starsAndDollarsMeanAnythingAndTheEnd() {
        Robots robots = Robots.read("User-agent: *\nDisallow: /*.pdf$\nDisallow: /*?session=\n", "Groundwork");

        assertThat(allows(robots, "/a/b.pdf")).isFalse();
        assertThat(allows(robots, "/a/b.pdf.html")).isTrue();
        assertThat(allows(robots, "/a?session=1")).isFalse();
        assertThat(allows(robots, "/a?page=1")).isTrue();
    }

    @Test
    void anEmptyRuleForbidsNothing() {
        assertThat(allows(Robots.read("User-agent: *\nDisallow:\n", "Groundwork"), "/page"))
                .isTrue();
    }

    @Test
    void sitemapsAndDelaysAreRead() {
        Robots robots = Robots.read("""
                Sitemap: https://example.com/map.xml
                User-agent: *   # everybody
                Crawl-delay: 1.5
                Sitemap: not an address
                """, "Groundwork");

        assertThat(robots.sitemaps()).containsExactly(URI.create("https://example.com/map.xml"));
        assertThat(robots.delay()).contains(Duration.ofMillis(1500));
    }

    @Test
    void aDelayOfADayIsNotWaitedFor() {
        assertThat(Robots.read("User-agent: *\nCrawl-delay: 86400\n", "Groundwork")
                        .delay())
                .contains(Duration.ofSeconds(10));
    }

    private static boolean allows(Robots robots, String path) {
        return robots.allows(URI.create("https://example.com" + path));
    }
}
