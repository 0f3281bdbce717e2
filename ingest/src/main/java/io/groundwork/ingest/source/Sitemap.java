package io.groundwork.ingest.source;

import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * What a sitemap names.
 *
 * @param pages addresses of pages
 * @param sitemaps addresses of further sitemaps
 * @see <a href="https://www.sitemaps.org/protocol.html">the protocol</a>
 */
record Sitemap(List<URI> pages, List<URI> sitemaps) {

    private static final int MOST = 50_000;

    /**
     * Reads {@code <urlset>} or {@code <sitemapindex>}; what is not an address is passed over.
     *
     * @throws XMLStreamException when it is no XML, or has a document type: none of those is ever read
     */
    static Sitemap read(InputStream xml) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        List<URI> pages = new ArrayList<>();
        List<URI> sitemaps = new ArrayList<>();
        XMLStreamReader reader = factory.createXMLStreamReader(xml);
        String within = "";
        while (reader.hasNext() && pages.size() + sitemaps.size() < MOST) {
            if (reader.next() != XMLStreamConstants.START_ELEMENT) {
                continue;
            }
            String element = reader.getLocalName();
            if (element.equals("url") || element.equals("sitemap")) {
                within = element;
            } else if (element.equals("loc") && !within.isEmpty()) {
                add(reader.getElementText().strip(), within.equals("url") ? pages : sitemaps);
                within = "";
            }
        }
        return new Sitemap(List.copyOf(pages), List.copyOf(sitemaps));
    }

    private static void add(String address, List<URI> to) {
        try {
            URI url = new URI(address);
            if (url.isAbsolute()) {
                to.add(url);
            }
        } catch (URISyntaxException e) {
            return; // no address: nothing to fetch
        }
    }
}
