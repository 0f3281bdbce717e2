package io.groundwork.ingest.parse.child;

import static io.groundwork.ingest.parse.child.WordNumbering.number;
import static io.groundwork.ingest.parse.child.WordNumbering.value;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.xml.sax.Attributes;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Turns the XML of a Word document's story (its body, a header, a footer) into blocks. What a text box holds follows the paragraph that it is
 * anchored to; so do footnotes and comments. What was deleted is not there, and hidden text is only counted.
 */
final class WordText extends DefaultHandler {

    private static final Set<String> LEFT_OUT =
            Set.of("del", "moveFrom", "instrText", "delText", "delInstrText", "Fallback", "rt", "binData", "fontTable");
    private static final int MAX_BOLD_HEADING = 80;
    private static final int BOLD_LEVEL = 6;
    private static final int MAX_SPAN = 50;
    private static final int SMALLEST_HALF_POINTS = 3;
    private static final String MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math";
    private static final String STRICT_MATH = "http://purl.oclc.org/ooxml/officeDocument/math";

    /** What the document keeps elsewhere and refers to, by kind and id, such as {@code footnote 3}. */
    private final Map<String, String> notes;

    private final WordStyles styles;
    private final WordNumbering numbering;
    private final BlockWriter writer;
    private final OfficeMath math = new OfficeMath();
    private final Deque<Container> open = new ArrayDeque<>();
    private int leftOut;
    private boolean inText;
    private boolean inRun;
    private boolean inRunLooks;
    private boolean inParagraphLooks;
    private boolean mathStandsAlone;
    private Run run = new Run();

    WordText(WordStyles styles, WordNumbering numbering, Map<String, String> notes, BlockWriter writer) {
        this.styles = styles;
        this.numbering = numbering;
        this.notes = notes;
        this.writer = writer;
    }

    /** Looks of a stretch of text that say whether anybody sees it. */
    private static final class Run {
        private boolean hidden;
        private boolean white;
        private boolean shaded;
        private boolean tiny;
        private boolean bold;
        private String style = "";
    }

    private sealed interface Container permits Paragraph, Table {}

    private static final class Paragraph implements Container {
        private final StringBuilder text = new StringBuilder();
        private final List<Paragraph> anchored = new ArrayList<>();
        private final List<String> footnotes = new ArrayList<>();
        private final List<String> comments = new ArrayList<>();
        private final List<List<List<String>>> tables = new ArrayList<>();
        private String style = "";
        private String list = "";
        private int depth = -1;
        private boolean shaded;
        private boolean allBold = true;

        String flat() {
            StringBuilder all = new StringBuilder(text);
            anchored.forEach(each -> all.append(' ').append(each.flat()));
            tables.forEach(table -> all.append(' ').append(WordText.flat(table)));
            footnotes.forEach(each -> all.append(" (").append(each).append(')'));
            return all.toString();
        }
    }

    private static final class Table implements Container {
        private final List<List<String>> rows = new ArrayList<>();
        private final Map<Integer, String> above = new HashMap<>();
        private final StringBuilder cell = new StringBuilder();
        private List<String> row = new ArrayList<>();
        private int span = 1;
        private boolean goesOn;
        private boolean begins;

        void endCell() {
            int column = row.size();
            String value = goesOn ? above.getOrDefault(column, "") : cell.toString();
            if (begins) {
                above.put(column, value);
            }
            row.add(value);
            for (int i = 1; i < span; i++) {
                row.add("");
            }
            cell.setLength(0);
        }
    }

    private static String flat(List<List<String>> rows) {
        return TableShape.tidy(rows).cells().stream()
                .map(row -> String.join(", ", row))
                .collect(Collectors.joining("; "));
    }

    @Override
    public void startElement(String uri, String name, String qualifiedName, Attributes attributes) {
        if (leftOut > 0 || LEFT_OUT.contains(name)) {
            leftOut++;
            return;
        }
        if (math.isOpen() || (name.equals("oMath") && (uri.equals(MATH) || uri.equals(STRICT_MATH)))) {
            math.start(name, attributes);
            return;
        }
        switch (name) {
            case "p" -> open.push(new Paragraph());
            case "tbl" -> open.push(new Table());
            case "tr" -> inTable(table -> table.row = new ArrayList<>());
            case "tc" ->
                inTable(table -> {
                    table.span = 1;
                    table.goesOn = false;
                    table.begins = false;
                });
            case "gridSpan" ->
                inTable(table -> table.span = Math.clamp(number(value(attributes, "val"), 1), 1, MAX_SPAN));
            case "vMerge" ->
                inTable(table -> {
                    table.begins = value(attributes, "val").equals("restart");
                    table.goesOn = !table.begins;
                });
            case "r" -> {
                inRun = true;
                run = new Run();
            }
            case "rPr" -> inRunLooks = inRun;
            case "pPr" -> inParagraphLooks = true;
            case "t" -> inText = true;
            case "tab", "ptab" -> append(inParagraphLooks ? "" : " ");
            case "br", "cr" -> append("\n");
            case "noBreakHyphen" -> append("-");
            case "oMathPara" -> mathStandsAlone = true;
            case "footnoteReference" -> refer("footnote ", attributes);
            case "endnoteReference" -> refer("endnote ", attributes);
            case "commentReference" -> refer("comment ", attributes);
            default -> {
                if (inRunLooks) {
                    look(name, attributes);
                } else if (inParagraphLooks) {
                    lookAtParagraph(name, attributes);
                }
            }
        }
    }

    private void look(String name, Attributes attributes) {
        String value = value(attributes, "val");
        switch (name) {
            case "vanish", "specVanish" -> run.hidden = WordStyles.isOn(value);
            case "color" ->
                run.white = value.equalsIgnoreCase("FFFFFF")
                        && value(attributes, "themeColor").isEmpty();
            case "shd" -> run.shaded = WordStyles.isShade(attributes);
            case "highlight" -> run.shaded = !value.equals("none") && !value.equals("white");
            case "sz" -> run.tiny = number(value, 20) <= SMALLEST_HALF_POINTS;
            case "b" -> run.bold = WordStyles.isOn(value);
            case "rStyle" -> run.style = value;
            default -> {
                // Looks, which do not matter here.
            }
        }
    }

    private void lookAtParagraph(String name, Attributes attributes) {
        if (!(open.peek() instanceof Paragraph paragraph) || inRun) {
            return;
        }
        switch (name) {
            case "pStyle" -> paragraph.style = value(attributes, "val");
            case "numId" -> paragraph.list = value(attributes, "val");
            case "ilvl" -> paragraph.depth = number(value(attributes, "val"), 0);
            case "shd" -> paragraph.shaded = WordStyles.isShade(attributes);
            default -> {
                // Looks, which do not matter here.
            }
        }
    }

    private void inTable(java.util.function.Consumer<Table> change) {
        if (open.peek() instanceof Table table) {
            change.accept(table);
        }
    }

    private void refer(String kind, Attributes attributes) {
        String note = notes.get(kind + value(attributes, "id"));
        if (note != null && open.peek() instanceof Paragraph paragraph) {
            (kind.startsWith("comment") ? paragraph.comments : paragraph.footnotes).add(note);
        }
    }

    @Override
    public void characters(char[] from, int start, int length) {
        if (leftOut > 0) {
            return;
        }
        if (math.isOpen()) {
            math.text(from, start, length);
        } else if (inText) {
            append(new String(from, start, length));
        }
    }

    private void append(String text) {
        if (!(open.peek() instanceof Paragraph paragraph)) {
            return;
        }
        if (isHidden(paragraph)) {
            writer.hidden(
                    (int) text.chars().filter(c -> !Character.isWhitespace(c)).count());
            return;
        }
        if (!text.isBlank() && !run.bold && !styles.isBold(run.style)) {
            paragraph.allBold = false;
        }
        paragraph.text.append(text);
    }

    /** White letters show on what is shaded; of tables and boxes it cannot be told here how they are painted. */
    private boolean isHidden(Paragraph paragraph) {
        boolean onPaper = open.size() == 1 && !paragraph.shaded && !run.shaded && !styles.isShaded(paragraph.style);
        return run.hidden
                || run.tiny
                || (run.white && onPaper)
                || styles.isHidden(run.style)
                || styles.isHidden(paragraph.style);
    }

    @Override
    public void endElement(String uri, String name, String qualifiedName) {
        if (leftOut > 0) {
            leftOut--;
            return;
        }
        if (math.isOpen()) {
            String latex = math.end();
            if (!latex.isEmpty() && open.peek() instanceof Paragraph paragraph) {
                String mark = mathStandsAlone ? "$$" : "$";
                paragraph
                        .text
                        .append(' ')
                        .append(mark)
                        .append(latex)
                        .append(mark)
                        .append(' ');
                paragraph.allBold = false;
            }
            return;
        }
        switch (name) {
            case "p" -> {
                if (open.peek() instanceof Paragraph paragraph) {
                    open.pop();
                    end(paragraph);
                }
            }
            case "tbl" -> {
                if (open.peek() instanceof Table table) {
                    open.pop();
                    end(table);
                }
            }
            case "tr" -> inTable(table -> table.rows.add(table.row));
            case "tc" -> inTable(Table::endCell);
            case "r" -> {
                inRun = false;
                run = new Run();
            }
            case "rPr" -> inRunLooks = false;
            case "pPr" -> inParagraphLooks = false;
            case "t" -> inText = false;
            case "oMathPara" -> mathStandsAlone = false;
            default -> {
                // Closes nothing of ours.
            }
        }
    }

    private void end(Paragraph paragraph) {
        switch (open.peek()) {
            case null -> write(paragraph);
            case Paragraph around -> around.anchored.add(paragraph);
            case Table table -> table.cell.append(' ').append(marked(paragraph)).append(paragraph.flat());
        }
    }

    private void end(Table table) {
        switch (open.peek()) {
            case null -> writer.table(table.rows);
            case Paragraph around -> around.tables.add(table.rows);
            case Table around -> around.cell.append(' ').append(flat(table.rows));
        }
    }

    private String mark(Paragraph paragraph) {
        String list = paragraph.list.isEmpty() ? styles.list(paragraph.style) : paragraph.list;
        if (list.isEmpty() || list.equals("0") || paragraph.text.toString().isBlank()) {
            return "";
        }
        return numbering.next(list, paragraph.depth < 0 ? styles.depth(paragraph.style) : paragraph.depth);
    }

    private String marked(Paragraph paragraph) {
        String mark = mark(paragraph);
        return mark.isEmpty() ? "" : mark + " ";
    }

    private void write(Paragraph paragraph) {
        int level = styles.headingLevel(paragraph.style);
        String mark = mark(paragraph);
        String text = paragraph.text.toString();
        if (level > 0) {
            writer.heading(level, mark.isEmpty() || mark.equals("-") ? text : mark + " " + text);
        } else if (styles.isCaption(paragraph.style)) {
            writer.caption(text);
        } else if (styles.isCode(paragraph.style)) {
            writer.code(text);
        } else if (!mark.isEmpty()) {
            writer.listItem(mark, text);
        } else if (isLikeHeading(paragraph, text.strip())) {
            writer.heading(BOLD_LEVEL, text);
        } else {
            writer.paragraph(text);
        }
        paragraph.footnotes.forEach(writer::footnote);
        paragraph.comments.forEach(writer::note);
        paragraph.anchored.forEach(this::write);
        paragraph.tables.forEach(writer::table);
    }

    /** A short line all in bold that is no sentence: what people make who do not use heading styles. */
    private static boolean isLikeHeading(Paragraph paragraph, String line) {
        return paragraph.allBold
                && line.length() >= 3
                && line.length() <= MAX_BOLD_HEADING
                && line.indexOf('\n') < 0
                && ".,;:!?".indexOf(line.charAt(line.length() - 1)) < 0
                && line.chars().filter(Character::isLetter).count() * 2 > line.length();
    }
}
