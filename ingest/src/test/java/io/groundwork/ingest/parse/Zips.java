package io.groundwork.ingest.parse;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Archives made in the test, and documents that are archives. */
final class Zips {

    private Zips() {}

    static byte[] of(String name, byte[] bytes) {
        return of(Map.of(name, bytes));
    }

    static byte[] of(Map<String, byte[]> entries) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> each : entries.entrySet()) {
                ZipEntry entry = new ZipEntry(each.getKey());
                if (each.getKey().equals("mimetype")) {
                    store(entry, each.getValue());
                }
                zip.putNextEntry(entry);
                zip.write(each.getValue());
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void store(ZipEntry entry, byte[] bytes) {
        CRC32 sum = new CRC32();
        sum.update(bytes);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCrc(sum.getValue());
    }

    static byte[] odt() {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        put(entries, "mimetype", "application/vnd.oasis.opendocument.text");
        put(entries, "content.xml", """
                <?xml version="1.0" encoding="UTF-8"?>
                <office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
                    xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
                  <office:body><office:text>
                    <text:h text:outline-level="1">Travel rules</text:h>
                    <text:p>Trains come first.</text:p>
                  </office:text></office:body>
                </office:document-content>
                """);
        return of(entries);
    }

    static byte[] epub() {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        put(entries, "mimetype", "application/epub+zip");
        put(entries, "META-INF/container.xml", """
                <?xml version="1.0"?>
                <container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
                  <rootfiles><rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles>
                </container>
                """);
        put(entries, "book.opf", """
                <?xml version="1.0"?>
                <package xmlns="http://www.idpf.org/2007/opf" version="2.0">
                  <metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>The Lighthouse</dc:title></metadata>
                  <manifest><item id="c1" href="one.xhtml" media-type="application/xhtml+xml"/></manifest>
                  <spine><itemref idref="c1"/></spine>
                </package>
                """);
        put(entries, "one.xhtml", """
                <html xmlns="http://www.w3.org/1999/xhtml"><head><title>One</title></head>
                <body><h1>Chapter One</h1><p>The lamp was lit at dusk.</p></body></html>
                """);
        return of(entries);
    }

    private static void put(Map<String, byte[]> entries, String name, String text) {
        entries.put(name, text.getBytes(UTF_8));
    }
}
