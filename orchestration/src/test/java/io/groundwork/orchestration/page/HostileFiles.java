package io.groundwork.orchestration.page;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.microsoft.playwright.options.FilePayload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Twenty files as a real shared folder holds them: of many formats and scripts, and among them locked, cut, scanned, empty and malicious ones. */
final class HostileFiles {

    private static final String READY = "";
    private static final int BOMB_BYTES = 200 << 20;

    private final Map<FilePayload, String> made = new LinkedHashMap<>();

    /** Each with words of the reason for which it must fail; empty for those that must be ready. Not on disk, where not every name can be written. */
    static Map<FilePayload, String> all() throws IOException {
        HostileFiles files = new HostileFiles();
        files.documents();
        files.tables();
        files.mail();
        files.scripts();
        files.large();
        files.locked();
        files.scanned();
        files.cut();
        files.bombs();
        return files.made;
    }

    private void documents() throws IOException {
        add("handbook.docx", resource("handbook.docx"), READY);
        add("results.pptx", resource("results.pptx"), READY);
        add("notes.odt", resource("notes.odt"), READY);
        add("report.pdf", resource("report.pdf"), READY);
        add("page.html", "<h1>Opening hours</h1><p>The workshop opens at half past six.</p>", READY);
    }

    private void tables() throws IOException {
        add("prices.xls", resource("prices.xls"), READY);
        add("stock.csv", "part;price;note\nbell;12;\"loud; shiny\"\nlamp;40;\n", READY);
    }

    private void mail() {
        add("Re%20invoice #42.eml", """
                From: anna@example.com
                To: ben@example.com
                Subject: =?utf-8?Q?Invoice_f=C3=BCr_M=C3=A4rz?=
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary=cut

                --cut
                Content-Type: text/plain; charset=utf-8

                The invoice is attached.
                --cut
                Content-Type: text/csv; name=invoice.csv
                Content-Disposition: attachment; filename=invoice.csv

                item,euro
                Bolt,2
                --cut--
                """.replace("\n", "\r\n"), READY);
    }

    private void scripts() {
        add("Prüfbericht – Q3.txt", "Die Prüfung der Bremsen ergab keine Mängel.", READY);
        add("يومي.txt", "تفتح الورشة في الساعة السادسة والنصف.", READY);
        add("手册.txt", ("\uFEFF" + "工作坊早上六点半开门。").getBytes(UTF_16LE), READY);
    }

    private void large() {
        StringBuilder text = new StringBuilder("# Log of the pumps\n\n");
        for (int hour = 0; hour < 600; hour++) {
            text.append("In hour %d pump %d ran at %d turns a minute and drew %d amperes without a fault.%n%n"
                    .formatted(hour, hour % 7, 900 + hour % 50, 3 + hour % 5));
        }
        add("log.md", text.toString(), READY);
    }

    private void locked() throws IOException {
        add("locked.pdf", resource("locked.pdf"), "protected by a password");
        add("locked.xlsx", resource("locked.xlsx"), "protected by a password");
    }

    private void scanned() throws IOException {
        add("scanned.pdf", resource("scanned.pdf"), "no text");
    }

    private void cut() throws IOException {
        byte[] whole = resource("results.pptx");
        add("cut.pptx", Arrays.copyOf(whole, whole.length / 2), "damaged");
        add("named so only.pdf", "%PDF-1.7 this is no PDF", "damaged");
        add("empty.docx", "", "empty");
    }

    private void bombs() throws IOException {
        StringBuilder laughs = new StringBuilder("<?xml version='1.0'?><!DOCTYPE r [<!ENTITY a0 'ha'>");
        for (int i = 1; i < 40; i++) {
            laughs.append("<!ENTITY a%d '&a%d;&a%d;'>".formatted(i, i - 1, i - 1));
        }
        add("laughs.xml", laughs.append("]><r>&a39;</r>").toString(), "repeats parts of itself");
        add("bomb.zip", bomb(), "limit");
    }

    private void add(String name, String content, String reason) {
        add(name, content.getBytes(UTF_8), reason);
    }

    private void add(String name, byte[] content, String reason) {
        made.put(new FilePayload(name, "", content), reason);
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream file = requireNonNull(HostileFiles.class.getResourceAsStream("/dropped/" + name), name)) {
            return file.readAllBytes();
        }
    }

    private static byte[] bomb() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("bomb.txt"));
            byte[] block = new byte[1 << 20];
            Arrays.fill(block, (byte) 'a');
            for (int written = 0; written < BOMB_BYTES; written += block.length) {
                zip.write(block);
            }
        }
        return bytes.toByteArray();
    }
}
