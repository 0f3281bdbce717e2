package io.groundwork.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.regex.Pattern;

/**
 * A line of {@code corpus.jsonl}.
 *
 * @param title may be empty
 */
record BeirDocument(String id, String title, String text) {

    private static final Pattern PARAGRAPHS = Pattern.compile("\\R\\s*\\R");

    /** A name for the file to upload. Ids may hold anything; the attribute {@code _id} keeps the true one. */
    String fileName() {
        return id.replaceAll("[^A-Za-z0-9._-]", "_") + ".html";
    }

    /**
     * The document as HTML: the one plain format in which a title stands apart from the text and no character of either has to
     * be guessed at. Blank lines part paragraphs; other white space counts as one space, as HTML has it. A document that
     * has only a title carries it as its text.
     */
    byte[] toHtml() {
        StringBuilder html = new StringBuilder(text.length() + 200);
        html.append("<!doctype html>\n<html><head><meta charset=\"utf-8\"><title>")
                .append(escaped(title))
                .append("</title></head><body>\n");
        PARAGRAPHS.splitAsStream((text.isBlank() ? title : text).strip()).forEach(paragraph -> html.append("<p>")
                .append(escaped(paragraph))
                .append("</p>\n"));
        return html.append("</body></html>\n").toString().getBytes(UTF_8);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
