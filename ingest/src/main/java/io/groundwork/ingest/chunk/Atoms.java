package io.groundwork.ingest.chunk;

import io.groundwork.ingest.Block;
import io.groundwork.ingest.chunk.Atom.Joint;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Takes blocks apart into {@link Atom}s, counting each once. For one section, and one thread. */
final class Atoms {

    private static final String CELLS = " | ";

    /** How methods, functions and types begin where they are indented, in the languages that do so. */
    private static final Pattern DECLARATION = Pattern.compile(
            "/\\*\\*|@\\w|(?:(?:public|private|protected|internal|static|final|abstract|async|export|default|override|virtual|pub"
                    + "|def|class|function|func|fn|fun|interface|enum|record|struct|trait|impl|sub|constructor|procedure)\\b)");

    private final String text;
    private final TokenCounter counter;
    private final int room;
    private final List<Atom> atoms = new ArrayList<>();
    private final List<String> tableHeaders = new ArrayList<>();

    /** @param room the most tokens an atom may have */
    Atoms(String text, TokenCounter counter, int room) {
        this.text = text;
        this.counter = counter;
        this.room = room;
    }

    List<Atom> of(List<Block> blocks) {
        for (Block block : blocks) {
            switch (block.kind()) {
                case HEADING, LIST_ITEM, CAPTION -> addWhole(block);
                case PARAGRAPH, FOOTNOTE, NOTE, QUOTE -> addSentences(block);
                case TABLE -> addRows(block);
                case CODE -> addCode(block);
            }
        }
        return atoms;
    }

    /** The header of table {@code table}, short enough to leave room for rows below it. */
    String headerOf(int table) {
        return tableHeaders.get(table);
    }

    private void addWhole(Block block) {
        int tokens = count(block.start(), block.end());
        if (tokens <= room / 2) {
            atoms.add(new Atom(block.start(), block.end(), tokens, block, Joint.BLOCK, -1, 0));
        } else {
            addSentences(block);
        }
    }

    private void addSentences(Block block) {
        Joint joint = Joint.BLOCK;
        for (Span sentence : Sentences.of(text, block.start(), block.end())) {
            addFitting(sentence, block, joint, -1, 0, room);
            joint = block.kind() == Block.Kind.PARAGRAPH ? Joint.SENTENCE : Joint.ROW;
        }
    }

    private void addRows(Block block) {
        int headerEnd = text.indexOf('\n', block.start());
        if (headerEnd < 0 || headerEnd >= block.end()) {
            addLines(block, -1);
            return;
        }
        tableHeaders.add(shortHeader(text.substring(block.start(), headerEnd)));
        addLines(block, tableHeaders.size() - 1);
    }

    /** As many of the header's cells as make a quarter of a passage. */
    private String shortHeader(String header) {
        String kept = header;
        while (counter.count(kept) > room / 4) {
            int cut = kept.lastIndexOf(CELLS);
            if (cut <= 0) {
                return "";
            }
            kept = kept.substring(0, cut);
        }
        return kept;
    }

    private void addLines(Block block, int table) {
        int rowRoom = table < 0 || tableHeaders.get(table).isEmpty()
                ? room
                : Math.max(1, room - counter.count(tableHeaders.get(table)));
        Joint joint = Joint.BLOCK;
        int number = 0;
        for (Line line : lines(block)) {
            if (!line.isBlank()) {
                // The header row itself has no header above it.
                int under = line.start() == block.start() ? -1 : table;
                addFitting(line.span(), block, joint, under, block.row(number), rowRoom);
                joint = Joint.ROW;
            }
            number++;
        }
    }

    /** Lines of code: a new part begins behind a blank line, with the least indent of all or as declarations do. */
    private void addCode(Block block) {
        List<Line> lines = lines(block);
        int least = lines.stream()
                .filter(line -> !line.isBlank())
                .mapToInt(this::indent)
                .min()
                .orElse(0);
        Joint joint = Joint.BLOCK;
        for (Line line : lines) {
            if (line.isBlank()) {
                joint = joint == Joint.BLOCK ? Joint.BLOCK : Joint.PART;
                continue;
            }
            boolean begins = joint == Joint.PART && (indent(line) == least ? opens(line) : declares(line));
            addFitting(line.span(), block, begins ? Joint.BLOCK : joint, -1, 0, room);
            joint = Joint.ROW;
        }
    }

    /** What closes a part begins none. */
    private boolean opens(Line line) {
        return "})]".indexOf(text.charAt(line.start() + indent(line))) < 0;
    }

    private boolean declares(Line line) {
        return DECLARATION
                .matcher(text)
                .region(line.start() + indent(line), line.end())
                .lookingAt();
    }

    private int indent(Line line) {
        int at = line.start();
        while (at < line.end() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at - line.start();
    }

    /** @param end one past its last character that is no white space; {@code start} where it is blank */
    private record Line(int start, int end) {

        boolean isBlank() {
            return end == start;
        }

        Span span() {
            return new Span(start, end);
        }
    }

    private List<Line> lines(Block block) {
        List<Line> lines = new ArrayList<>();
        int from = block.start();
        while (from < block.end()) {
            int newline = text.indexOf('\n', from);
            int to = newline < 0 ? block.end() : Math.min(newline, block.end());
            int last = to;
            while (last > from && Character.isWhitespace(text.charAt(last - 1))) {
                last--;
            }
            lines.add(new Line(from, last));
            from = to + 1;
        }
        return lines;
    }

    private void addFitting(Span span, Block block, Joint joint, int table, int row, int most) {
        int tokens = count(span.start(), span.end());
        if (tokens <= most) {
            atoms.add(new Atom(span.start(), span.end(), tokens, block, joint, table, row));
            return;
        }
        Joint next = joint;
        for (Span piece : pieces(span, table >= 0, most)) {
            int pieceTokens = count(piece.start(), piece.end());
            atoms.add(new Atom(piece.start(), piece.end(), pieceTokens, block, next, table, row));
            next = Joint.WITHIN;
        }
    }

    /** Cuts what is too long between cells where there are any, else between words, else between characters. */
    private List<Span> pieces(Span span, boolean row, int most) {
        List<Span> pieces = new ArrayList<>();
        int from = span.start();
        int tokens = 0;
        int end = from;
        for (int stop : stops(span, row)) {
            int more = count(end, stop);
            if (tokens + more > most && end > from) {
                addTrimmed(from, end, pieces);
                from = end;
                tokens = 0;
            }
            if (more > most) {
                cutHard(from, stop, row, most, pieces);
                from = stop;
                more = 0;
            }
            tokens += more;
            end = stop;
        }
        addTrimmed(from, span.end(), pieces);
        return pieces;
    }

    private List<Integer> stops(Span span, boolean row) {
        List<Integer> stops = new ArrayList<>();
        if (row) {
            for (int at = text.indexOf(CELLS, span.start());
                    at >= 0 && at < span.end();
                    at = text.indexOf(CELLS, at + 1)) {
                stops.add(at + CELLS.length());
            }
        } else {
            BreakIterator words = BreakIterator.getLineInstance(Locale.ROOT);
            words.setText(span.of(text));
            for (int stop = words.next(); stop != BreakIterator.DONE; stop = words.next()) {
                stops.add(span.start() + stop);
            }
        }
        if (stops.isEmpty() || stops.getLast() < span.end()) {
            stops.add(span.end());
        }
        return stops;
    }

    private void cutHard(int from, int to, boolean row, int most, List<Span> pieces) {
        if (row) {
            // One cell that is too long by itself: between its words.
            pieces.addAll(pieces(new Span(from, to), false, most));
            return;
        }
        int start = from;
        while (start < to) {
            int end = Math.min(to, start + most);
            while (end - start > 1 && (splitsPair(end) || count(start, end) > most)) {
                end = splitsPair(end) ? end - 1 : start + (end - start) / 2;
            }
            end = splitsPair(end) ? Math.min(to, end + 1) : end;
            addTrimmed(start, end, pieces);
            start = end;
        }
    }

    private boolean splitsPair(int at) {
        return at > 0
                && at < text.length()
                && Character.isLowSurrogate(text.charAt(at))
                && Character.isHighSurrogate(text.charAt(at - 1));
    }

    private void addTrimmed(int from, int to, List<Span> pieces) {
        int start = from;
        int end = to;
        while (start < end && Character.isWhitespace(text.charAt(start))) {
            start++;
        }
        while (end > start && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        if (start < end) {
            pieces.add(new Span(start, end));
        }
    }

    private int count(int start, int end) {
        return start >= end ? 0 : counter.count(text.substring(start, end));
    }
}
