package io.groundwork.ingest.chunk;

import io.groundwork.ingest.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Finds the questions of a document, and parts a section into them with their answers. */
final class Questions {

    private static final int LONGEST = 300;

    private static final Pattern LABEL = Pattern.compile(
            "(?:[-*•]\\s*)?(?:Q|F|Question|Frage|Pregunta|Domanda)\\s?\\d{0,4}\\s?[.:)]\\s.*",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern ASKED = Pattern.compile(".*[?？؟][\\s\"”’»)*_]*");

    private Questions() {}

    /** Whether a block is a question, or begins with one in a line of its own. */
    static boolean asks(Block block, String text) {
        return switch (block.kind()) {
            case HEADING, PARAGRAPH, LIST_ITEM -> isQuestion(firstLine(block, text));
            case TABLE, CODE, CAPTION, FOOTNOTE, NOTE, QUOTE -> false;
        };
    }

    /** Whether a block that asks goes on below its question. */
    static boolean answersItself(Block block, String text) {
        return firstLine(block, text).length() < block.end() - block.start();
    }

    private static boolean isQuestion(String line) {
        return line.length() <= LONGEST
                && (ASKED.matcher(line).matches() || LABEL.matcher(line).matches());
    }

    private static String firstLine(Block block, String text) {
        int end = text.indexOf('\n', block.start());
        return text.substring(block.start(), end < 0 ? block.end() : Math.min(end, block.end()));
    }

    /** The section's questions, each with all that stands below it; what stands above the first one comes first. */
    static List<Section> parts(Section section, String text) {
        List<Section> parts = new ArrayList<>();
        List<Block> current = new ArrayList<>();
        String lead = "";
        boolean answered = false;
        for (Block block : byLabel(section.blocks(), text)) {
            boolean heading = block.kind() == Block.Kind.HEADING;
            if (!heading && asks(block, text)) {
                if (answered) {
                    parts.add(new Section(section.path(), current, lead));
                    current.clear();
                    lead = "";
                }
                // Of several questions in a row the last one is answered, and all of them stand with the answer.
                lead = firstLine(block, text);
                answered = answersItself(block, text);
            } else {
                answered |= !heading;
            }
            current.add(block);
        }
        parts.add(new Section(section.path(), current, lead));
        return parts;
    }

    /** Paragraphs that hold several labelled questions, a line each, taken apart before each of them. */
    private static List<Block> byLabel(List<Block> blocks, String text) {
        List<Block> parts = new ArrayList<>();
        for (Block block : blocks) {
            if (block.kind() != Block.Kind.PARAGRAPH) {
                parts.add(block);
                continue;
            }
            int from = block.start();
            for (int line = text.indexOf('\n', from) + 1;
                    line > 0 && line < block.end();
                    line = text.indexOf('\n', line) + 1) {
                Block rest = new Block(block.kind(), line, block.end(), block.page(), 0);
                if (LABEL.matcher(firstLine(rest, text)).matches()) {
                    parts.add(new Block(block.kind(), from, line - 1, block.page(), 0));
                    from = line;
                }
            }
            parts.add(new Block(block.kind(), from, block.end(), block.page(), 0));
        }
        return parts;
    }
}
