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

    private static final String ELSEWHERE = "http://127.0.0.1:9";

    private static final String WORD = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main' "
            + "xmlns:m='http://schemas.openxmlformats.org/officeDocument/2006/math' "
            + "xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'";

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

    /** A Word document of the given body, with a footnote {@code 2} and a list {@code 1} numbered as in 1.1. */
    static byte[] docx(String body) {
        return docx(body, ELSEWHERE);
    }

    /** @param elsewhere where its template and a picture are said to be */
    static byte[] docx(String body, String elsewhere) {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        String types = "http://schemas.openxmlformats.org/package/2006/content-types";
        String relations = "http://schemas.openxmlformats.org/package/2006/relationships";
        String office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
        String word = "application/vnd.openxmlformats-officedocument.wordprocessingml.";
        put(entries, "[Content_Types].xml", """
                <Types xmlns="%1$s"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
                <Override PartName="/word/document.xml" ContentType="%2$sdocument.main+xml"/>
                <Override PartName="/word/numbering.xml" ContentType="%2$snumbering+xml"/>
                <Override PartName="/word/footnotes.xml" ContentType="%2$sfootnotes+xml"/></Types>
                """.formatted(types, word));
        put(entries, "_rels/.rels", """
                <Relationships xmlns="%s"><Relationship Id="r1" Type="%sofficeDocument" Target="word/document.xml"/></Relationships>
                """.formatted(relations, office));
        put(entries, "word/_rels/document.xml.rels", """
                <Relationships xmlns="%1$s"><Relationship Id="r1" Type="%2$snumbering" Target="numbering.xml"/>
                <Relationship Id="r2" Type="%2$sfootnotes" Target="footnotes.xml"/>
                <Relationship Id="r3" Type="%2$sattachedTemplate" Target="%3$s/template.dotm" TargetMode="External"/>
                <Relationship Id="r4" Type="%2$simage" Target="%3$s/picture.png" TargetMode="External"/></Relationships>
                """.formatted(relations, office, elsewhere));
        put(entries, "word/numbering.xml", """
                <w:numbering %s><w:abstractNum w:abstractNumId="0">
                <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%%1."/></w:lvl>
                <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerRoman"/><w:lvlText w:val="%%1.%%2"/></w:lvl>
                </w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>
                """.formatted(WORD));
        put(entries, "word/footnotes.xml", """
                <w:footnotes %s><w:footnote w:id="2"><w:p><w:r><w:t>Since 2019.</w:t></w:r></w:p></w:footnote></w:footnotes>
                """.formatted(WORD));
        put(entries, "word/document.xml", "<w:document %s><w:body>%s</w:body></w:document>".formatted(WORD, body));
        return of(entries);
    }

    private static void put(Map<String, byte[]> entries, String name, String text) {
        entries.put(name, text.getBytes(UTF_8));
    }
}
