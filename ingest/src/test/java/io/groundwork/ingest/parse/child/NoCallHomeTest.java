package io.groundwork.ingest.parse.child;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.ingest.parse.ParseOutcome;
import io.groundwork.ingest.parse.Room;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that name something elsewhere are read here without the cage, which would take the network away in any case. */
class NoCallHomeTest {

    private static final String OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";

    @TempDir
    Path folder;

    @Test
    void nothingThatADocumentPointsToIsFetched() throws Exception {
        try (ServerSocket trap = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String url = "http://127.0.0.1:" + trap.getLocalPort();
            trap.setSoTimeout(100);
            for (Map.Entry<String, byte[]> file : files(url).entrySet()) {
                ParseOutcome outcome = read(file.getKey(), file.getValue());

                assertThat(called(trap))
                        .as("%s called, then %s", file.getKey(), outcome)
                        .isFalse();
            }
        }
    }

    private static boolean called(ServerSocket trap) throws IOException {
        try {
            trap.accept().close();
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    private static Map<String, byte[]> files(String url) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        put(files, "entity.xml", "<!DOCTYPE r [<!ENTITY x SYSTEM '%s/x'>]><r>&x;</r>".formatted(url));
        put(files, "parameter.xml", "<!DOCTYPE r [<!ENTITY %% x SYSTEM '%s/x.dtd'> %%x;]><r>a</r>".formatted(url));
        put(files, "doctype.xml", "<!DOCTYPE r SYSTEM '%s/r.dtd'><r>a</r>".formatted(url));
        put(
                files,
                "include.xml",
                "<r xmlns:i='http://www.w3.org/2001/XInclude'><i:include href='%s/x'/></r>".formatted(url));
        put(
                files,
                "schema.xml",
                "<r xmlns:x='http://www.w3.org/2001/XMLSchema-instance' x:schemaLocation='a %s/s.xsd'>a</r>"
                        .formatted(url));
        put(files, "style.xml", "<?xml-stylesheet href='%s/x.xsl' type='text/xsl'?><r>a</r>".formatted(url));
        put(
                files,
                "page.html",
                "<link rel=stylesheet href='%1$s/s'><script src='%1$s/j'></script><img src='%1$s/i'><iframe src='%1$s/f'></iframe>a"
                        .formatted(url));
        put(files, "notes.md", "![picture](%s/i)\n\n<img src='%1$s/i'>".formatted(url));
        String relations = """
                <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
                <Relationship Id="r1" Type="%1$sattachedTemplate" Target="%2$s/t.dotm" TargetMode="External"/>
                <Relationship Id="r2" Type="%1$simage" Target="%2$s/i.png" TargetMode="External"/>
                <Relationship Id="r3" Type="%1$saFChunk" Target="%2$s/c.html" TargetMode="External"/></Relationships>
                """.formatted(OFFICE, url);
        files.put("template.docx", docx("<w:p><w:r><w:t>a</w:t></w:r></w:p>", "", relations));
        files.put(
                "entity.docx",
                docx(
                        "<w:p><w:r><w:t>&x;</w:t></w:r></w:p>",
                        "<!DOCTYPE r [<!ENTITY x SYSTEM '%s/x'>]>".formatted(url),
                        relations));
        return files;
    }

    private static void put(Map<String, byte[]> files, String name, String text) {
        files.put(name, text.getBytes(UTF_8));
    }

    private static byte[] docx(String body, String doctype, String relations) throws IOException {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("[Content_Types].xml", """
                <Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
                <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
                <Override PartName="/word/document.xml"
                ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>
                """);
        entries.put("_rels/.rels", """
                <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
                <Relationship Id="r1" Type="%sofficeDocument" Target="word/document.xml"/></Relationships>
                """.formatted(OFFICE));
        entries.put("word/_rels/document.xml.rels", relations);
        entries.put(
                "word/document.xml",
                doctype
                        + "<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body>%s</w:body></w:document>"
                                .formatted(body));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, String> each : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(each.getKey()));
                zip.write(each.getValue().getBytes(UTF_8));
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    private ParseOutcome read(String name, byte[] bytes) throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        Exchange.writeRequest(
                new DataOutputStream(request), name, "", new Room(10, 1_000, 1 << 30), new ByteArrayInputStream(bytes));
        DataInputStream pipe = new DataInputStream(new ByteArrayInputStream(request.toByteArray()));
        FileReading reading = new FileReading(ReadLimits.DEFAULT, new Ocr(new OcrProgram(Optional.empty(), "eng")));
        try (ReceivedFile file = ReceivedFile.receive(
                Exchange.readRequest(pipe), pipe, Files.createDirectories(folder), ReadLimits.DEFAULT)) {
            return reading.read(file, new Answer(new DataOutputStream(OutputStream.nullOutputStream())));
        }
    }
}
