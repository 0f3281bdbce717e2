package io.groundwork.ingest.parse.child;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Set;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.mime.MediaType;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;
import org.xml.sax.ContentHandler;
import org.xml.sax.helpers.AttributesImpl;

/** Web pages: what a reader of the page sees, without its menus; tables that only arrange the page are taken apart. */
final class HtmlReader implements Parser {

    private static final long serialVersionUID = 1;
    private static final String NO_TEXT =
            ".noprint, .no-print, .d-print-none, .mw-editsection, .mw-jump-link, .vector-dropdown, script, style, noscript, template, iframe, object, svg";

    /** What an author has made sure that nobody sees, by the element's own word. */
    private static final String HIDDEN =
            "[hidden], [style~=(?i)display:\\s*none], [style~=(?i)visibility:\\s*hidden], [style~=(?i)opacity:\\s*0(\\.0+)?\\s*(;|!|$)],"
                    + " [style~=(?i)font-size:\\s*[01](\\.\\d+)?(px|pt)?\\s*(;|!|$)], [style~=(?i)(left|top|text-indent):\\s*-\\d{3,}]";

    private static final String WHITE =
            "(?i)(^|[;\\s])color:\\s*(#fff(fff)?|white|rgba?\\(255,\\s*255,\\s*255.*?\\))\\s*(;|!|$)";
    private static final String MENUS = "nav, [role=navigation], [role=search], button, select, textarea";
    private static final String NOT_IN_DATA = "table, h1, h2, h3, h4, ul, ol, pre, p + p, div + div";

    private final transient TextDecoding decoding;

    HtmlReader(TextDecoding decoding) {
        this.decoding = decoding;
    }

    @Override
    public Set<MediaType> getSupportedTypes(ParseContext context) {
        return Set.of(
                MediaType.TEXT_HTML, MediaType.application("xhtml+xml"), MediaType.application("vnd.wap.xhtml+xml"));
    }

    @Override
    public void parse(InputStream stream, ContentHandler handler, Metadata metadata, ParseContext context)
            throws IOException {
        BlockWriter writer = context.get(BlockWriter.class);
        writer.flush();
        Document page = Jsoup.parse(decoding.decode(stream, metadata, writer));
        if (!page.title().isBlank() && !writer.isInnerFile()) {
            metadata.set(TikaCoreProperties.TITLE, page.title());
        }
        write(page, writer);
    }

    static void write(Document page, BlockWriter writer) {
        write(page, writer, new XhtmlBlocks(writer, false));
    }

    /** The page is a message; {@code parting} knows whose words are whose. */
    static void write(Document page, BlockWriter writer, MailBody parting) {
        XhtmlBlocks blocks = new XhtmlBlocks(writer, false);
        blocks.parted(parting);
        write(page, writer, blocks);
    }

    private static void write(Document page, BlockWriter writer, XhtmlBlocks blocks) {
        page.select(NO_TEXT).remove();
        removeHidden(page, writer);
        Document withMenus = page.clone();
        page.select(MENUS).remove();
        Element body = page.body().hasText() ? page.body() : withMenus.body();
        unwrapLayout(body);
        body.select("[style~=(?i)font-weight:\\s*(bold|[6-9]00)]").forEach(HtmlReader::embolden);
        body.traverse(new Speaker(blocks));
        blocks.endDocument();
    }

    private static void removeHidden(Document page, BlockWriter writer) {
        for (Element element : page.select(HIDDEN)) {
            hide(element, writer);
        }
        for (Element element : page.select("[style~=" + WHITE + "]")) {
            // White letters are seen where something around them is painted, here or by a class.
            boolean painted =
                    mayBePainted(element) || element.parents().stream().anyMatch(HtmlReader::mayBePainted);
            if (!painted) {
                hide(element, writer);
            }
        }
    }

    private static boolean mayBePainted(Element element) {
        return element.attr("style").toLowerCase(Locale.ROOT).contains("background")
                || element.hasAttr("bgcolor")
                || element.hasAttr("class");
    }

    private static void hide(Element element, BlockWriter writer) {
        if (element.parent() != null) {
            writer.hidden((int) element.text()
                    .chars()
                    .filter(c -> !Character.isWhitespace(c))
                    .count());
            element.remove();
        }
    }

    /** Bold by style as bold by element, around all that is within. */
    private static void embolden(Element element) {
        if (element.normalName().equals("span") || element.normalName().equals("font")) {
            element.tagName("b");
        } else if (element.hasText()
                && element.children().select("p, div, table, ul, ol").isEmpty()) {
            element.html("<b>" + element.html() + "</b>");
        }
    }

    private static void unwrapLayout(Element body) {
        for (Element table : body.select("table")) {
            boolean arranges = "presentation".equals(table.attr("role"))
                    || "none".equals(table.attr("role"))
                    || (table.select("th").isEmpty() && !table.select("td").isEmpty() && mostCellsHoldStructure(table));
            if (arranges) {
                table.select("> tbody > tr > td, > tr > td, > thead > tr > td").tagName("div");
                table.select("> tbody, > tbody > tr, > tr, > thead, > thead > tr")
                        .tagName("div");
                table.tagName("div");
            }
        }
    }

    private static boolean mostCellsHoldStructure(Element table) {
        int cells = 0;
        int structured = 0;
        for (Element cell : table.select("> tbody > tr > td, > tr > td")) {
            cells++;
            if (!cell.select(NOT_IN_DATA).isEmpty()) {
                structured++;
            }
        }
        return structured * 2 > cells;
    }

    /** Says a page's elements as the events that {@link XhtmlBlocks} listens to. */
    private static final class Speaker implements NodeVisitor {

        private final XhtmlBlocks blocks;

        Speaker(XhtmlBlocks blocks) {
            this.blocks = blocks;
        }

        @Override
        public void head(Node node, int depth) {
            if (node instanceof TextNode text) {
                char[] characters = text.getWholeText().toCharArray();
                blocks.characters(characters, 0, characters.length);
            } else if (node instanceof Element image && image.normalName().equals("img")) {
                char[] description = (" " + image.attr("alt") + " ").toCharArray();
                blocks.characters(description, 0, description.length);
            } else if (node instanceof Element element) {
                AttributesImpl attributes = new AttributesImpl();
                for (String name : Set.of("colspan", "rowspan", "start")) {
                    if (element.hasAttr(name)) {
                        attributes.addAttribute(
                                "", name, name, "CDATA", element.attr(name).strip());
                    }
                }
                blocks.startElement("", element.normalName(), element.normalName(), attributes);
            }
        }

        @Override
        public void tail(Node node, int depth) {
            if (node instanceof Element element) {
                blocks.endElement("", element.normalName(), element.normalName());
            }
        }
    }
}
