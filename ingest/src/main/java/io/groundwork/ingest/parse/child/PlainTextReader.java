package io.groundwork.ingest.parse.child;

import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.mime.MediaType;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.xml.sax.ContentHandler;

/** Text without markup: blank lines part paragraphs, a bullet or a number at the start of a line makes a list item. */
final class PlainTextReader implements Parser {

    private static final long serialVersionUID = 1;

    /** Programs, whose line breaks and indents mean something. */
    private static final Pattern PROGRAM = Pattern.compile(
            "(?:text/x-(?:java-source|python|csrc|c\\+\\+src|chdr|c\\+\\+hdr|csharp|go|ruby|perl|php|sql|groovy|scala|kotlin|rust"
                    + "|swift|objcsrc|lua|haskell|pascal|erlang|clojure|vbasic|vbdotnet|assembly|fortran|cobol|matlab|rsrc|tcl"
                    + "|typescript|yaml|diff)"
                    + "|(?:text|application)/javascript|application/x-(?:sh|bat|typescript)|text/css)\\b");

    private static final Pattern ITEM =
            Pattern.compile("^\\s*([-*+\\u2022\\u25CF\\u25E6\\u25AA\\u2023\\u00B7]|\\d{1,3}[.)])\\s+(?=\\S)");

    private final transient TextDecoding decoding;

    PlainTextReader(TextDecoding decoding) {
        this.decoding = decoding;
    }

    @Override
    public Set<MediaType> getSupportedTypes(ParseContext context) {
        return Set.of(MediaType.TEXT_PLAIN);
    }

    @Override
    public void parse(InputStream stream, ContentHandler handler, Metadata metadata, ParseContext context)
            throws IOException {
        BlockWriter writer = context.get(BlockWriter.class);
        writer.flush();
        String text = decoding.decode(stream, metadata, writer);
        String type = metadata.get(Metadata.CONTENT_TYPE);
        if (type != null && PROGRAM.matcher(type).lookingAt()) {
            writer.code(text);
        } else {
            write(text, writer);
        }
    }

    /** Writes text whose only structure is its lines. */
    static void write(String text, BlockWriter writer) {
        StringBuilder block = new StringBuilder();
        String marker = "";
        for (String line : (Iterable<String>) text.lines()::iterator) {
            Matcher item = ITEM.matcher(line);
            boolean blank = line.isBlank();
            boolean startsItem = !blank && item.find() && (block.isEmpty() || !marker.isEmpty() || startsList(block));
            if (blank || startsItem) {
                end(block, marker, writer);
                marker = startsItem ? item.group(1) : "";
            }
            if (!blank) {
                block.append(startsItem ? line.substring(item.end()) : line).append('\n');
            }
        }
        end(block, marker, writer);
    }

    /** A list may follow its introduction without a blank line; a dash in running text starts none. */
    private static boolean startsList(StringBuilder introduction) {
        String text = introduction.toString().strip();
        return text.endsWith(":");
    }

    private static void end(StringBuilder block, String marker, BlockWriter writer) {
        if (!block.isEmpty()) {
            if (marker.isEmpty()) {
                writer.paragraph(block);
            } else {
                writer.listItem(marker, block);
            }
            block.setLength(0);
        }
    }
}
