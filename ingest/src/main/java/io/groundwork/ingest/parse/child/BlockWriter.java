package io.groundwork.ingest.parse.child;

import io.groundwork.ingest.Block;
import io.groundwork.ingest.ParsedDocument;
import io.groundwork.ingest.Partial;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The document as it grows: what readers find is cleaned, appended to the text and marked as a block. Blocks stand a blank line apart,
 * the items of a list a line. The first limit that is passed ends the reading, however the library around takes the exception.
 */
final class BlockWriter {

    private static final int MAX_HEADING = 200;
    private static final int MAX_TITLE = 200;
    private static final int MAX_WARNINGS = 20;
    private static final int BLOCKS_BEFORE_TITLE = 3;
    private static final int PIECE = 64 << 10;
    private static final int MAX_PAGES_NAMED = 10;

    private final ReadLimits limits;
    private final StringBuilder text = new StringBuilder();
    private final List<Block> blocks = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final Deque<Integer> outerLevels = new ArrayDeque<>();
    private final Deque<Announcement> announced = new ArrayDeque<>();
    private final Deque<String> innerNames = new ArrayDeque<>();
    private int baseLevel;
    private int page;
    private int pages;
    private int embeddedFiles;
    private int pagesKnown;
    private boolean pagesCounted = true;
    private boolean takenBack;
    private @Nullable Refusal refusal;
    private @Nullable Refusal endsEarly;
    private String firstHeading = "";
    private Runnable pending = () -> {};
    private Runnable outlet = () -> {};
    private Sheets sheets = Sheets.NONE;

    /** Of the table that is written next. */
    private String sheet = "";

    private List<Block.Numbering> rows = List.of();
    private int sentCharacters;
    private int sentBlocks;
    private final NavigableMap<Integer, Integer> hidden = new TreeMap<>();

    BlockWriter(ReadLimits limits) {
        this.limits = limits;
    }

    /**
     * What a reader still holds back; called before another one writes, so that the order stays that of the file.
     *
     * @return what the reader around it has registered, to be given back when this one is done
     */
    Runnable beforeOthersWrite(Runnable flush) {
        Runnable before = pending;
        pending = flush;
        return before;
    }

    void flush() {
        pending.run();
    }

    /** @param level 1 the highest, as the file counts */
    void heading(int level, CharSequence raw) {
        countInvisible(raw);
        String line = CleanText.line(raw);
        if (line.length() > MAX_HEADING) {
            append(Block.Kind.PARAGRAPH, line, 0);
        } else {
            if (firstHeading.isEmpty() && outerLevels.isEmpty() && blocks.size() < BLOCKS_BEFORE_TITLE) {
                firstHeading = line;
            }
            append(Block.Kind.HEADING, line, baseLevel + Math.clamp(level, 1, 9));
        }
    }

    void paragraph(CharSequence raw) {
        append(Block.Kind.PARAGRAPH, prose(raw), 0);
    }

    /** @param marker what stands before the item, such as {@code -} or {@code 2.}; may be empty */
    void listItem(String marker, CharSequence raw) {
        String item = prose(raw);
        append(Block.Kind.LIST_ITEM, item.isEmpty() || marker.isEmpty() ? item : marker + " " + item, 0);
    }

    void code(CharSequence raw) {
        countInvisible(raw);
        append(Block.Kind.CODE, CleanText.preformatted(raw), 0);
    }

    void caption(CharSequence raw) {
        append(Block.Kind.CAPTION, prose(raw), 0);
    }

    void footnote(CharSequence raw) {
        append(Block.Kind.FOOTNOTE, prose(raw), 0);
    }

    /** What was written about the text: a speaker's notes, a comment. */
    void note(CharSequence raw) {
        append(Block.Kind.NOTE, prose(raw), 0);
    }

    /** What a message repeats of another's words. */
    void quote(CharSequence raw) {
        append(Block.Kind.QUOTE, prose(raw), 0);
    }

    private String prose(CharSequence raw) {
        countInvisible(raw);
        return CleanText.prose(raw);
    }

    private void countInvisible(CharSequence raw) {
        hidden(CleanText.smuggled(raw));
    }

    /** So many characters on this page are in the file and seen by nobody; they were left out. */
    void hidden(int characters) {
        if (characters > 0) {
            hidden.merge(page, characters, Integer::sum);
        }
    }

    /** Rows of cells, the header first and counted as row 1. Empty rows and columns go; a table of one cell is a paragraph. */
    void table(List<List<String>> rows) {
        table("", rows, place -> place + 1);
    }

    /**
     * The same for a sheet.
     *
     * @param sheet its name; may be empty
     * @param numbers the file's own number of a row, counted from 1, by its place among {@code rows}; 0 where it is not known
     */
    void table(String sheet, List<List<String>> rows, IntUnaryOperator numbers) {
        TableShape.Lines tidy = TableShape.tidy(rows);
        List<List<String>> lines = tidy.cells();
        if (lines.isEmpty()) {
            return;
        }
        if (lines.size() == 1 || (lines.stream().allMatch(cells -> cells.size() == 1) && TableShape.isProse(lines))) {
            for (List<String> cells : lines) {
                append(Block.Kind.PARAGRAPH, String.join(" | ", cells), 0);
            }
            return;
        }
        StringBuilder all = new StringBuilder();
        for (List<String> cells : lines) {
            if (!all.isEmpty()) {
                all.append('\n');
            }
            all.append(String.join(" | ", cells));
            if ((long) text.length() + all.length() > limits.outputCharacters()) {
                break;
            }
        }
        this.sheet = CleanText.line(sheet);
        this.rows = numbered(tidy.places(), numbers);
        append(Block.Kind.TABLE, all.toString(), 0);
    }

    /** One numbering for each run of rows without a gap. */
    private static List<Block.Numbering> numbered(List<Integer> places, IntUnaryOperator numbers) {
        List<Block.Numbering> runs = new ArrayList<>();
        int expected = 0;
        for (int line = 0; line < places.size(); line++) {
            int row = numbers.applyAsInt(places.get(line));
            if (row < 1) {
                return List.of();
            }
            if (row != expected) {
                runs.add(new Block.Numbering(line, row));
            }
            expected = row + 1;
        }
        return runs;
    }

    private void append(Block.Kind kind, String content, int level) {
        throwIfRefused();
        if (content.isBlank() || content.strip().chars().allMatch(c -> c == '|' || c == ' ')) {
            return;
        }
        writeAnnounced();
        add(kind, content, level);
    }

    /** What stands above text that may or may not come: written with it, or never. */
    private record Announcement(int level, Supplier<String> heading, Supplier<String> lines) {}

    /** A heading, and lines below it, to be written before the next block; both are asked for only then, and may be empty. */
    void announce(Supplier<String> heading, Supplier<String> lines) {
        flush();
        announced.push(new Announcement(baseLevel + 1, heading, lines));
    }

    /** Writes what was announced now, though nothing has followed yet. */
    void writeAnnounced() {
        while (!announced.isEmpty()) {
            Announcement next = announced.removeLast();
            String heading = CleanText.line(next.heading().get());
            if (!heading.isEmpty()) {
                add(
                        Block.Kind.HEADING,
                        heading.length() > MAX_HEADING
                                ? heading.substring(0, MAX_HEADING).strip()
                                : heading,
                        next.level());
            }
            String lines = CleanText.prose(next.lines().get());
            if (!lines.isEmpty()) {
                add(Block.Kind.PARAGRAPH, lines, 0);
            }
        }
    }

    private void add(Block.Kind kind, String content, int level) {
        if (!blocks.isEmpty()) {
            boolean sameList = kind == Block.Kind.LIST_ITEM && blocks.getLast().kind() == Block.Kind.LIST_ITEM;
            text.append(sameList ? "\n" : "\n\n");
        }
        int start = text.length();
        int room = limits.outputCharacters() - start;
        String kept = content.length() <= room ? content : fitting(content, kind, room);
        if (!kept.isBlank()) {
            text.append(kept);
            blocks.add(
                    kind == Block.Kind.TABLE
                            ? new Block(kind, start, text.length(), page, level, sheet, rows)
                            : new Block(kind, start, text.length(), page, level));
        }
        if (kept.length() < content.length()) {
            throw refuse(tooLong(limits));
        }
        if (pagesKnown == 0 && text.length() - sentCharacters > PIECE) {
            send();
        }
    }

    /** As much of its beginning as has room, up to the end of a row or a word. */
    private static String fitting(String content, Block.Kind kind, int room) {
        if (room <= 0) {
            return "";
        }
        int end = kind == Block.Kind.TABLE || kind == Block.Kind.CODE
                ? content.lastIndexOf('\n', room)
                : content.lastIndexOf(' ', room);
        return end <= 0 ? "" : content.substring(0, end).stripTrailing();
    }

    static Refusal tooLong(ReadLimits limits) {
        return Refusal.atLimit(
                "This file holds more text than the limit of %,d characters. Split it and upload the parts."
                        .formatted(limits.outputCharacters()));
    }

    /**
     * From now on what has been written is handed on from time to time, so that it outlives this process. It is never taken back.
     *
     * @param outlet takes what {@link #textFrom} and {@link #blocksFrom} have that it has not yet seen
     */
    void sendTo(Runnable outlet) {
        this.outlet = outlet;
    }

    /** Hands on what has been written, where nothing of it can be taken back any more. */
    void send() {
        if (outerLevels.isEmpty() && !takenBack && sentBlocks < blocks.size()) {
            outlet.run();
            sentCharacters = text.length();
            sentBlocks = blocks.size();
        }
    }

    String textFrom(int start) {
        return text.substring(start);
    }

    List<Block> blocksFrom(int first) {
        return List.copyOf(blocks.subList(first, blocks.size()));
    }

    ReadLimits limits() {
        return limits;
    }

    /** A page of the file itself begins; those of files within it are not counted. */
    void nextPage() {
        if (pagesCounted && outerLevels.isEmpty()) {
            page = ++pages;
        }
    }

    /** What is known of the sheets that are read now. */
    Sheets sheets() {
        return sheets;
    }

    /** @return what was known of those that were read before, to be given back when these have been read */
    Sheets sheets(Sheets known) {
        Sheets before = sheets;
        sheets = known;
        return before;
    }

    /** How many pages the file has, before they have all been read. */
    void pagesKnown(int count) {
        pagesKnown = count;
    }

    int pagesKnown() {
        return pagesKnown;
    }

    /** The file's format has no pages, whatever its reader calls so. */
    void withoutPages() {
        pagesCounted = false;
    }

    int pages() {
        return pages;
    }

    /**
     * A file within the file begins. Its name becomes a heading as soon as there is text below it.
     *
     * @throws Refusal when there are too many, or they lie too deep
     */
    Mark enter(String name) {
        flush();
        throwIfRefused();
        if (outerLevels.size() >= limits.nesting()) {
            throw refuse(Refusal.tooCostly(
                    "Files lie within files here, deeper than the limit of %d levels.".formatted(limits.nesting())));
        }
        if (++embeddedFiles > limits.embeddedFiles()) {
            throw refuse(Refusal.tooCostly(
                    "This file holds more other files than the limit of %,d. Unpack it and upload what is needed."
                            .formatted(limits.embeddedFiles())));
        }
        Mark mark = here();
        outerLevels.push(baseLevel);
        innerNames.push(name);
        if (!name.isBlank()) {
            announce(() -> name, () -> "");
            baseLevel++;
        }
        return mark;
    }

    /** Where the document stood. */
    record Mark(int length, int blocks, List<Announcement> announced) {}

    void leave(Mark mark) {
        flush();
        baseLevel = outerLevels.pop();
        innerNames.pop();
        if (blocks.size() == mark.blocks()) {
            restoreAnnounced(mark);
        }
    }

    /** As {@link #leave}, and nothing that the inner file has written stays. */
    void leaveWithoutTrace(Mark mark) {
        baseLevel = outerLevels.pop();
        innerNames.pop();
        backTo(mark);
    }

    /** What is written from here on may be taken back. */
    Mark mark() {
        takenBack = true;
        return here();
    }

    private Mark here() {
        return new Mark(text.length(), blocks.size(), List.copyOf(announced));
    }

    /** Takes back what has been written since {@code mark}. */
    void backTo(Mark mark) {
        pending.run();
        text.setLength(mark.length());
        blocks.subList(mark.blocks(), blocks.size()).clear();
        restoreAnnounced(mark);
    }

    private void restoreAnnounced(Mark mark) {
        announced.clear();
        announced.addAll(mark.announced());
    }

    boolean isInnerFile() {
        return !outerLevels.isEmpty();
    }

    void warn(String warning) {
        String inner =
                innerNames.stream().filter(name -> !name.isBlank()).findFirst().orElse("");
        String sentence = inner.isEmpty() ? warning : "In “%s”: %s".formatted(CleanText.line(inner), warning);
        if (warnings.size() < MAX_WARNINGS && !warnings.contains(sentence)) {
            warnings.add(sentence);
        } else if (warnings.size() == MAX_WARNINGS) {
            warnings.add("There was more that could not be read.");
        }
    }

    List<String> warnings() {
        List<String> all = new ArrayList<>(warnings);
        if (!hidden.isEmpty()) {
            long characters = hidden.values().stream().mapToLong(each -> each).sum();
            all.add("%,d hidden %s%s %s left out."
                    .formatted(
                            characters,
                            characters == 1 ? "character" : "characters",
                            where(hidden.keySet().stream()
                                    .filter(number -> number > 0)
                                    .toList()),
                            characters == 1 ? "was" : "were"));
        }
        return all;
    }

    private static String where(List<Integer> numbers) {
        if (numbers.isEmpty()) {
            return "";
        }
        String named = String.join(
                ", ",
                numbers.stream().limit(MAX_PAGES_NAMED).map(String::valueOf).toList());
        return (numbers.size() == 1 ? " on page " : " on pages ")
                + named
                + (numbers.size() > MAX_PAGES_NAMED ? " and %d more".formatted(numbers.size() - MAX_PAGES_NAMED) : "");
    }

    /** Ends the reading for good: this and every later attempt to write throws the first refusal. */
    Refusal refuse(Refusal reason) {
        refusal = refusal == null ? reason : refusal;
        return refusal;
    }

    /** The file goes on where its reader stopped; what is written until then stands. */
    void endsEarly(Refusal reason) {
        endsEarly = endsEarly == null ? reason : endsEarly;
    }

    private void throwIfRefused() {
        if (refusal != null) {
            throw refusal;
        }
    }

    /** Why reading ended before the file did; null when it did not. */
    @Nullable
    Refusal refusal() {
        return refusal == null ? endsEarly : refusal;
    }

    boolean isEmpty() {
        return blocks.isEmpty();
    }

    /** What the headings of this format name are parts, such as sheets, never the whole: none serves as the title. */
    void withoutTitle() {
        firstHeading = " ";
    }

    /** @param named the title that the file gives itself; where it gives none, a heading at its top serves */
    ParsedDocument document(String named, String mediaType) {
        flush();
        throwIfRefused();
        return written(named, mediaType);
    }

    /**
     * What was written before a limit ended the reading; as {@link #document}.
     *
     * @param files how many were handed out that lay within the file
     */
    ParsedDocument beginning(String named, String mediaType, String because, int files) {
        // The page on which the limit was met may not be complete; when it was met between two, all are.
        int complete = refusal == null ? pages : Math.max(0, pages - 1);
        Partial limit = files > 0
                ? new Partial(files, 0, "files")
                : pagesKnown > 0
                        ? new Partial(complete, pagesKnown, "pages")
                        : new Partial(text.length(), 0, "characters");
        return written(named, mediaType).endedBy(limit, because);
    }

    private ParsedDocument written(String named, String mediaType) {
        return new ParsedDocument(
                title(named),
                mediaType,
                text.toString(),
                blocks,
                Math.max(pages, pagesKnown),
                warnings(),
                "",
                Optional.empty());
    }

    /** The title that a file names; where it names none, the heading at its top. */
    String title(String named) {
        String title = CleanText.line(named);
        if (title.isEmpty()) {
            title = firstHeading.strip();
        }
        return title.length() > MAX_TITLE ? cut(title) : title;
    }

    private static String cut(String title) {
        int end = title.lastIndexOf(' ', MAX_TITLE);
        if (end < MAX_TITLE / 2) {
            end = Character.isLowSurrogate(title.charAt(MAX_TITLE)) ? MAX_TITLE - 1 : MAX_TITLE;
        }
        return title.substring(0, end);
    }
}
