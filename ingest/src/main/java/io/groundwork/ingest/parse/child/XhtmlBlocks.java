package io.groundwork.ingest.parse.child;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.helpers.DefaultHandler;

/** Turns the XHTML that Tika's parsers speak into blocks. */
final class XhtmlBlocks extends DefaultHandler {

    private static final Set<String> SILENT =
            Set.of("head", "script", "style", "noscript", "template", "title", "iframe", "object", "svg", "math");
    private static final Set<String> BREAKING = Set.of(
            "p",
            "div",
            "section",
            "article",
            "main",
            "body",
            "header",
            "footer",
            "aside",
            "nav",
            "blockquote",
            "address",
            "dl",
            "dt",
            "dd",
            "figure",
            "figcaption",
            "form",
            "fieldset",
            "legend",
            "details",
            "summary",
            "caption",
            "hr",
            "center",
            "option");

    /** What stands before a list item where the format writes lists as paragraphs. */
    private static final Pattern BULLET = Pattern.compile(
            "^\\s*([\\u2022\\u25CF\\u25E6\\u25AA\\u25AB\\u2023\\u2219\\u00B7\\uF0B7\\uF0A7o-])[\\s\\u00A0]+(?=\\S)");

    /** What Tika calls the parts of a presentation that the audience does not see. */
    private static final Set<String> NOTES =
            Set.of("slide-notes", "slideNotes", "notes", "slide-comment", "slide-comments", "comment");

    private static final int MAX_SPAN = 50;
    private static final int BOLD_LEVEL = 6;

    private final BlockWriter writer;
    private final boolean slides;
    private final StringBuilder run = new StringBuilder();
    private final Deque<ListState> lists = new ArrayDeque<>();
    private final Deque<Table> tables = new ArrayDeque<>();
    private int silent;
    private int headingLevel;
    private int bold;
    private boolean allBold = true;
    private int preformatted;
    private int captions;
    private int notesDepth;
    private boolean slideTitleExpected;
    private @Nullable String itemMarker;
    private @Nullable MailBody parting;
    private int quotes;
    private String sheet = "";

    /** @param slides whether pages are slides, whose first line is their title */
    XhtmlBlocks(BlockWriter writer, boolean slides) {
        this.writer = writer;
        this.slides = slides;
    }

    /** It is a message that is read; {@code body} knows whose words are whose, and holds back what it has not decided: it is ended by the caller. */
    void parted(MailBody body) {
        parting = body;
    }

    private static final class ListState {
        private final boolean ordered;
        private int next;

        ListState(boolean ordered, int first) {
            this.ordered = ordered;
            this.next = first;
        }

        String marker() {
            return ordered ? next++ + "." : "-";
        }
    }

    /** A table under construction; a cell that spans rows is repeated in each, so that every row can be read alone. */
    private static final class Table {
        private final List<List<String>> rows = new ArrayList<>();
        private final List<Integer> numbers = new ArrayList<>();
        private int number;
        private final Map<Integer, Spanning> spanning = new HashMap<>();
        private final StringBuilder cell = new StringBuilder();
        private final StringBuilder caption = new StringBuilder();
        private boolean inCaption;
        private List<String> row = new ArrayList<>();
        private boolean inCell;
        private int columnSpan = 1;
        private int rowSpan = 1;

        private record Spanning(String value, int rowsLeft) {}

        void startRow() {
            endRow();
            row = new ArrayList<>();
            number++;
        }

        void startCell(int columns, int lines) {
            endCell();
            inCell = true;
            columnSpan = columns;
            rowSpan = lines;
        }

        void endCell() {
            if (!inCell) {
                return;
            }
            fillSpanned();
            String value = cell.toString();
            for (int i = 0; i < columnSpan; i++) {
                if (rowSpan > 1) {
                    spanning.put(row.size(), new Spanning(i == 0 ? value : "", rowSpan - 1));
                }
                row.add(i == 0 ? value : "");
            }
            cell.setLength(0);
            inCell = false;
        }

        private void fillSpanned() {
            Spanning above;
            while ((above = spanning.remove(row.size())) != null) {
                if (above.rowsLeft() > 1) {
                    spanning.put(row.size(), new Spanning(above.value(), above.rowsLeft() - 1));
                }
                row.add(above.value());
            }
        }

        void endRow() {
            endCell();
            if (!row.isEmpty()) {
                fillSpanned();
                rows.add(row);
                numbers.add(number);
                row = new ArrayList<>();
            }
        }
    }

    @Override
    public void startElement(String uri, String localName, String qualifiedName, Attributes attributes) {
        String name = localName.toLowerCase(Locale.ROOT);
        if (silent > 0 || SILENT.contains(name) || isHiddenPart(attributes)) {
            silent++;
            return;
        }
        if (!tables.isEmpty()) {
            startInTable(name, attributes);
            return;
        }
        switch (name) {
            case "h1", "h2", "h3", "h4", "h5", "h6" -> {
                flush();
                headingLevel = name.charAt(1) - '0';
            }
            case "ul", "ol", "menu" -> {
                flush();
                lists.push(new ListState(name.equals("ol"), number(attributes.getValue("start"), 1)));
            }
            case "li" -> {
                flush();
                itemMarker = lists.isEmpty() ? "-" : lists.peek().marker();
            }
            case "table" -> {
                flush();
                tables.push(new Table());
            }
            case "pre" -> {
                flush();
                preformatted++;
            }
            case "br" -> run.append('\n');
            case "b", "strong" -> bold++;
            case "figcaption" -> {
                flush();
                captions++;
            }
            case "blockquote" -> {
                flush();
                quotes++;
            }
            case "div" -> {
                flush();
                startDivision(attributes.getValue("class"));
            }
            default -> {
                if (BREAKING.contains(name)) {
                    flush();
                }
            }
        }
    }

    private void startDivision(@Nullable String kind) {
        if (slides ? "slide-content".equals(kind) : "page".equals(kind)) {
            writer.nextPage();
            slideTitleExpected = slides;
        } else if (kind != null && kind.startsWith("slide-")) {
            slideTitleExpected = false;
        }
        if (notesDepth > 0 || (slides && kind != null && NOTES.contains(kind))) {
            notesDepth++;
        }
    }

    private void endDivision() {
        notesDepth = Math.max(0, notesDepth - 1);
    }

    /** What a presentation repeats on every slide from its master says nothing about the slide. */
    private static boolean isHiddenPart(Attributes attributes) {
        String kind = attributes.getValue("class");
        return kind != null && (kind.equals("slide-master-content") || kind.equals("slideMaster"));
    }

    private void startInTable(String name, Attributes attributes) {
        Table table = tables.peek();
        switch (name) {
            case "table" -> {
                // A table within a cell is read as part of it.
                table.cell.append(' ');
                Table inner = new Table();
                tables.push(inner);
            }
            case "tr" -> table.startRow();
            case "td", "th" ->
                table.startCell(
                        Math.clamp(number(attributes.getValue("colspan"), 1), 1, MAX_SPAN),
                        Math.clamp(number(attributes.getValue("rowspan"), 1), 1, MAX_SPAN));
            case "caption" -> table.inCaption = true;
            case "li" -> table.cell.append(table.cell.toString().isBlank() ? "" : "; ");
            case "br" -> table.cell.append(' ');
            default -> {
                if (BREAKING.contains(name) || (name.startsWith("h") && name.length() == 2)) {
                    table.cell.append(' ');
                }
            }
        }
    }

    private static int number(@Nullable String value, int otherwise) {
        return value != null && value.matches("\\d{1,6}") ? Integer.parseInt(value) : otherwise;
    }

    @Override
    public void endElement(String uri, String localName, String qualifiedName) {
        if (silent > 0) {
            silent--;
            return;
        }
        String name = localName.toLowerCase(Locale.ROOT);
        if (!tables.isEmpty()) {
            endInTable(name);
            return;
        }
        switch (name) {
            case "h1", "h2", "h3", "h4", "h5", "h6" -> {
                flush();
                headingLevel = 0;
            }
            case "ul", "ol", "menu" -> {
                flush();
                lists.poll();
            }
            case "li" -> {
                flush();
                itemMarker = null;
            }
            case "pre" -> {
                flush();
                preformatted = Math.max(0, preformatted - 1);
            }
            case "b", "strong" -> bold = Math.max(0, bold - 1);
            case "figcaption" -> {
                flush();
                captions = Math.max(0, captions - 1);
            }
            case "blockquote" -> {
                flush();
                quotes = Math.max(0, quotes - 1);
            }
            case "div" -> {
                flush();
                endDivision();
            }
            default -> {
                if (BREAKING.contains(name)) {
                    flush();
                }
            }
        }
    }

    private void endInTable(String name) {
        Table table = tables.peek();
        switch (name) {
            case "caption" -> table.inCaption = false;
            case "td", "th" -> table.endCell();
            case "tr" -> table.endRow();
            case "table" -> {
                table.endRow();
                tables.pop();
                if (tables.isEmpty()) {
                    if (!isAnothers(inLines(table))) {
                        writer.caption(table.caption);
                        writer.table(sheet, table.rows, place -> writer.sheets()
                                .numbers()
                                .of(sheet, table.numbers.get(place)));
                    }
                } else {
                    Table outer = tables.peek();
                    for (List<String> row : TableShape.tidy(table.rows).cells()) {
                        outer.cell.append(String.join(", ", row)).append("; ");
                    }
                }
            }
            default -> {
                if (BREAKING.contains(name)) {
                    table.cell.append(' ');
                }
            }
        }
    }

    private static String inLines(Table table) {
        return TableShape.tidy(table.rows).cells().stream()
                .map(row -> String.join(" | ", row))
                .collect(Collectors.joining("\n"));
    }

    /** Whether these are not the words of the message's own writer; then they are taken care of. */
    private boolean isAnothers(String content) {
        return parting != null && !content.isBlank() && parting.takes(content, quotes);
    }

    @Override
    public void characters(char[] from, int start, int length) {
        if (silent > 0) {
            return;
        }
        StringBuilder to = target();
        if (bold == 0) {
            allBold = allBold && isBlank(from, start, length);
        }
        if (preformatted > 0) {
            to.append(from, start, length);
            return;
        }
        for (int i = start; i < start + length; i++) {
            char c = from[i];
            to.append(c == '\n' || c == '\r' || c == '\t' ? ' ' : c);
        }
    }

    private StringBuilder target() {
        Table table = tables.peek();
        if (table == null) {
            return run;
        }
        return table.inCaption ? table.caption : table.cell;
    }

    private static boolean isBlank(char[] from, int start, int length) {
        for (int i = start; i < start + length; i++) {
            if (!Character.isWhitespace(from[i]) && !Character.isSpaceChar(from[i])) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void ignorableWhitespace(char[] from, int start, int length) {
        characters(from, start, length);
    }

    @Override
    public void endDocument() {
        flush();
    }

    /** Writes what is held back, because something else is about to write. */
    void flush() {
        if (run.isEmpty()) {
            return;
        }
        String content = run.toString();
        boolean standsOut = allBold && isLikeHeading(content.strip());
        run.setLength(0);
        allBold = true;
        if (content.isBlank()) {
            return;
        }
        if (isAnothers(content)) {
            itemMarker = null;
            return;
        }
        Matcher bullet = BULLET.matcher(content);
        if (notesDepth > 0) {
            writer.note(content);
        } else if (preformatted > 0) {
            writer.code(content);
        } else if (captions > 0) {
            writer.caption(content);
        } else if (headingLevel > 0) {
            sheet = writer.sheets().named() ? CleanText.line(content) : "";
            writer.heading(headingLevel, content);
        } else if (slideTitleExpected) {
            slideTitleExpected = false;
            writeSlideTitle(content);
        } else if (itemMarker != null) {
            writer.listItem(itemMarker, content);
            itemMarker = null;
        } else if (bullet.find()) {
            writer.listItem("-", content.substring(bullet.end()));
        } else if (standsOut) {
            writer.heading(BOLD_LEVEL, content);
        } else {
            writer.paragraph(content);
        }
    }

    /** A short line all in bold that is no sentence: what people make who do not use heading styles. */
    private static boolean isLikeHeading(String line) {
        return line.length() >= 3
                && line.length() <= 80
                && line.indexOf('\n') < 0
                && ".,;:!?".indexOf(line.charAt(line.length() - 1)) < 0
                && line.chars().filter(Character::isLetter).count() * 2 > line.length();
    }

    private void writeSlideTitle(String content) {
        if (content.strip().length() <= 120) {
            writer.heading(1, content);
        } else {
            writer.paragraph(content);
        }
    }
}
