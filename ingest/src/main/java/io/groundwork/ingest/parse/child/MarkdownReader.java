package io.groundwork.ingest.parse.child;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.mime.MediaType;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TableRow;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.BulletList;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Node;
import org.commonmark.node.OrderedList;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.jsoup.Jsoup;
import org.xml.sax.ContentHandler;

/** Markdown (CommonMark with the tables of GitHub): its structure as blocks, its marks left out. */
final class MarkdownReader implements Parser {

    static final MediaType TYPE = MediaType.text("markdown");

    private static final long serialVersionUID = 1;
    private static final Pattern FRONT_MATTER =
            Pattern.compile("\\A---\\R(.*?)\\R(?:---|\\.\\.\\.)\\R", Pattern.DOTALL);
    private static final Pattern TITLE = Pattern.compile("(?m)^title:\\s*[\"']?(.+?)[\"']?\\s*$");

    private final transient TextDecoding decoding;
    private final transient org.commonmark.parser.Parser commonMark = org.commonmark.parser.Parser.builder()
            .extensions(List.of(TablesExtension.create()))
            .build();

    MarkdownReader(TextDecoding decoding) {
        this.decoding = decoding;
    }

    @Override
    public Set<MediaType> getSupportedTypes(ParseContext context) {
        return Set.of(TYPE, MediaType.text("x-web-markdown"), MediaType.text("x-markdown"));
    }

    @Override
    public void parse(InputStream stream, ContentHandler handler, Metadata metadata, ParseContext context)
            throws IOException {
        BlockWriter writer = context.get(BlockWriter.class);
        writer.flush();
        String text = decoding.decode(stream, metadata, writer);
        Matcher front = FRONT_MATTER.matcher(text);
        if (front.find()) {
            Matcher title = TITLE.matcher(front.group(1));
            if (title.find()) {
                metadata.set(TikaCoreProperties.TITLE, title.group(1));
            }
            text = text.substring(front.end());
        }
        writeChildren(commonMark.parse(text), "", writer);
    }

    /** @param marker what stands before the first paragraph of a list item; empty elsewhere */
    private static void writeChildren(Node parent, String marker, BlockWriter writer) {
        String pending = marker;
        for (Node node = parent.getFirstChild(); node != null; node = node.getNext()) {
            switch (node) {
                case Heading heading -> writer.heading(heading.getLevel(), inline(heading));
                case Paragraph paragraph -> {
                    writeParagraph(pending, inline(paragraph), writer);
                    pending = "";
                }
                case FencedCodeBlock code -> writer.code(code.getLiteral());
                case IndentedCodeBlock code -> writer.code(code.getLiteral());
                case BulletList list -> writeItems(list, writer);
                case OrderedList list -> writeNumberedItems(list, writer);
                case BlockQuote quote -> writeChildren(quote, "", writer);
                case TableBlock table -> writer.table(rows(table));
                case HtmlBlock html -> HtmlReader.write(Jsoup.parse(html.getLiteral()), writer);
                default -> writeChildren(node, "", writer);
            }
        }
    }

    private static void writeParagraph(String marker, String text, BlockWriter writer) {
        if (marker.isEmpty()) {
            writer.paragraph(text);
        } else {
            writer.listItem(marker, text);
        }
    }

    private static void writeItems(BulletList list, BlockWriter writer) {
        for (Node item = list.getFirstChild(); item != null; item = item.getNext()) {
            writeChildren(item, "-", writer);
        }
    }

    private static void writeNumberedItems(OrderedList list, BlockWriter writer) {
        Integer first = list.getMarkerStartNumber();
        int number = first == null ? 1 : first;
        for (Node item = list.getFirstChild(); item != null; item = item.getNext()) {
            writeChildren(item, number + ".", writer);
            number++;
        }
    }

    private static List<List<String>> rows(TableBlock table) {
        List<List<String>> rows = new ArrayList<>();
        for (Node part = table.getFirstChild(); part != null; part = part.getNext()) {
            for (Node row = part.getFirstChild(); row != null; row = row.getNext()) {
                if (row instanceof TableRow) {
                    List<String> cells = new ArrayList<>();
                    for (Node cell = row.getFirstChild(); cell != null; cell = cell.getNext()) {
                        if (cell instanceof TableCell) {
                            cells.add(inline(cell));
                        }
                    }
                    rows.add(cells);
                }
            }
        }
        return rows;
    }

    private static String inline(Node parent) {
        StringBuilder text = new StringBuilder();
        appendInline(parent, text);
        return text.toString();
    }

    private static void appendInline(Node parent, StringBuilder text) {
        for (Node node = parent.getFirstChild(); node != null; node = node.getNext()) {
            switch (node) {
                case Text literal -> text.append(literal.getLiteral());
                case Code code -> text.append(code.getLiteral());
                case SoftLineBreak soft -> text.append(' ');
                case HardLineBreak hard -> text.append('\n');
                default -> appendInline(node, text);
            }
        }
    }
}
