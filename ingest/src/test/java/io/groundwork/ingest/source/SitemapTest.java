package io.groundwork.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import javax.xml.stream.XMLStreamException;
import org.junit.jupiter.api.Test;

class SitemapTest {

    @Test
    void pagesAreRead() throws XMLStreamException {
        Sitemap map = read("""
                <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
                  <url><loc> https://example.com/a </loc><lastmod>2026-01-01</lastmod></url>
                  <url><loc>https://example.com/b?x=1&amp;y=2</loc></url>
                  <url><loc>not an address</loc></url>
                </urlset>""");

        assertThat(map.pages())
                .containsExactly(URI.create("https://example.com/a"), URI.create("https://example.com/b?x=1&y=2"));
        assertThat(map.sitemaps()).isEmpty();
    }

    @Test
    void anIndexNamesSitemaps() throws XMLStreamException {
        Sitemap map = read("""
                <sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
                  <sitemap><loc>https://example.com/1.xml.gz</loc></sitemap>
                </sitemapindex>""");

        assertThat(map.sitemaps()).containsExactly(URI.create("https://example.com/1.xml.gz"));
    }

    @Test
    void picturesOfAPageAreNoPages() throws XMLStreamException {
        Sitemap map = read("""
                <urlset xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
                  <url><loc>https://example.com/a</loc><image:image><image:loc>https://example.com/a.png</image:loc></image:image></url>
                </urlset>""");

        assertThat(map.pages()).containsExactly(URI.create("https://example.com/a"));
    }

    @Test
    void noFileOfThisMachineIsReadInto() {
        assertThatThrownBy(() -> read("""
                        <!DOCTYPE urlset [<!ENTITY x SYSTEM "file:///etc/hostname">]>
                        <urlset><url><loc>https://example.com/&x;</loc></url></urlset>""")).isInstanceOf(XMLStreamException.class);
    }

    private static Sitemap read(String xml) throws XMLStreamException {
        return Sitemap.read(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    }
}
