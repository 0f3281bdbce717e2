package io.groundwork.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes a PDF of any number of pages, each with prose and with a word that stands on no other page. */
final class LargePdf {

    private static final int LINES = 45;

    private final int pages;
    private final List<String> words =
            List.of(String.join(" ", Prose.passages(4)).split("\\s+"));
    private final List<Long> offsets = new ArrayList<>();
    private long written;

    LargePdf(int pages) {
        this.pages = pages;
    }

    /** What stands on {@code page} alone. */
    static String mark(int page) {
        return "folio%dmark".formatted(page);
    }

    /** Objects 1 to 3 are catalogue, page tree and font; then page and content by turns. */
    void write(Path file) {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            put(out, "%PDF-1.4\n");
            object(out, "<</Type/Catalog/Pages 2 0 R>>");
            StringBuilder kids = new StringBuilder();
            for (int page = 0; page < pages; page++) {
                kids.append(4 + page * 2).append(" 0 R ");
            }
            object(out, "<</Type/Pages/Count %d/Kids[%s]>>".formatted(pages, kids));
            object(out, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>");
            for (int page = 1; page <= pages; page++) {
                object(
                        out,
                        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents %d 0 R>>"
                                .formatted(3 + page * 2));
                String content = content(page);
                object(out, "<</Length %d>>stream\n%s\nendstream".formatted(content.length(), content));
            }
            finish(out);
        } catch (IOException e) {
            throw new BenchException("The PDF cannot be written to %s.".formatted(file), e);
        }
    }

    private String content(int page) {
        StringBuilder content = new StringBuilder("BT /F1 11 Tf 60 780 Td 15 TL\n");
        for (int line = 0; line < LINES; line++) {
            int from = (page * 7 + line * 9) % (words.size() - 12);
            String text = String.join(" ", words.subList(from, from + 12)).replaceAll("[()\\\\]", "");
            content.append('(')
                    .append(line == 20 ? mark(page) + " " : "")
                    .append(text)
                    .append(") Tj T*\n");
        }
        return content.append("ET").toString();
    }

    private void object(OutputStream out, String body) throws IOException {
        offsets.add(written);
        put(out, "%d 0 obj\n%s\nendobj\n".formatted(offsets.size(), body));
    }

    private void finish(OutputStream out) throws IOException {
        long table = written;
        put(out, "xref\n0 %d\n0000000000 65535 f \n".formatted(offsets.size() + 1));
        for (long offset : List.copyOf(offsets)) {
            put(out, "%010d 00000 n \n".formatted(offset));
        }
        put(out, "trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n".formatted(offsets.size() + 1, table));
    }

    private void put(OutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(ISO_8859_1);
        out.write(bytes);
        written += bytes.length;
    }
}
