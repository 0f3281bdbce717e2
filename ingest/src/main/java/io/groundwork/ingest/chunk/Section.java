package io.groundwork.ingest.chunk;

import io.groundwork.ingest.Block;
import io.groundwork.ingest.ParsedDocument;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/**
 * Blocks that stand under the same headings.
 *
 * @param path the headings above all of them, outermost first
 * @param blocks in order; the first may be headings of {@code path}, when they stand at the section's head
 * @param lead what has to stand above every part of it, such as the question it answers; may be empty
 */
record Section(List<String> path, List<Block> blocks, String lead) {

    private static final int MAX_HEADING_IN_PATH = 120;

    Section {
        path = List.copyOf(path);
        blocks = List.copyOf(blocks);
    }

    Section(List<String> path, List<Block> blocks) {
        this(path, blocks, "");
    }

    int start() {
        return blocks.getFirst().start();
    }

    int end() {
        return blocks.getLast().end();
    }

    /** A document's sections in order. A heading with nothing below it is itself what its section says. */
    static List<Section> of(ParsedDocument document, Profile profile) {
        return switch (profile) {
            case AUTO -> of(document, profile.of(document));
            case PROSE, TABLES, CODE -> byHeadings(document);
            case MAIL ->
                byHeadings(document).stream()
                        .flatMap(section -> Messages.parts(section, document.text()).stream())
                        .toList();
            case QA ->
                byHeadings(document).stream()
                        .flatMap(section -> Questions.parts(section, document.text()).stream())
                        .toList();
            case SLIDES ->
                document.blocks().stream().anyMatch(block -> block.page() > 0)
                        ? byPages(document)
                        : byHeadings(document);
        };
    }

    /** A page each, under the headings that stand at its top and nothing that an earlier page says. */
    private static List<Section> byPages(ParsedDocument document) {
        List<Section> sections = new ArrayList<>();
        List<Block> blocks = document.blocks();
        for (int from = 0, to; from < blocks.size(); from = to) {
            to = from + 1;
            while (to < blocks.size()
                    && blocks.get(to).page() == blocks.get(from).page()) {
                to++;
            }
            Block first = blocks.get(from);
            boolean titled = first.kind() == Block.Kind.HEADING && to > from + 1;
            List<String> path =
                    titled ? List.of(shortened(document.text().substring(first.start(), first.end()))) : List.of();
            sections.add(new Section(path, blocks.subList(from, to)));
        }
        return sections;
    }

    private static List<Section> byHeadings(ParsedDocument document) {
        List<Section> sections = new ArrayList<>();
        Deque<Block> above = new ArrayDeque<>();
        List<Block> current = new ArrayList<>();
        List<Block> blocks = document.blocks();
        boolean inBody = false;
        for (int i = 0; i < blocks.size(); i++) {
            Block block = blocks.get(i);
            if (block.kind() != Block.Kind.HEADING) {
                if (inBody && (isQuote(block) || isQuote(current.getLast()))) {
                    sections.add(new Section(path(document, above), current));
                    current.clear();
                }
                current.add(block);
                inBody = true;
                continue;
            }
            if (inBody) {
                sections.add(new Section(path(document, above), current));
                current.clear();
                inBody = false;
            }
            while (!above.isEmpty() && above.getLast().level() >= block.level()) {
                above.removeLast();
            }
            if (hasNothingBelow(blocks, i)) {
                current.add(block);
                sections.add(new Section(path(document, above), current));
                current.clear();
            } else {
                current.add(block);
                above.addLast(block);
            }
        }
        if (!current.isEmpty()) {
            sections.add(new Section(path(document, above), current));
        }
        return sections;
    }

    private static boolean hasNothingBelow(List<Block> blocks, int heading) {
        if (heading + 1 == blocks.size()) {
            return true;
        }
        Block next = blocks.get(heading + 1);
        return next.kind() == Block.Kind.HEADING
                && next.level() <= blocks.get(heading).level();
    }

    private static List<String> path(ParsedDocument document, Deque<Block> above) {
        return above.stream()
                .map(heading -> document.text().substring(heading.start(), heading.end()))
                .map(Section::shortened)
                .toList();
    }

    private static String shortened(String heading) {
        if (heading.length() <= MAX_HEADING_IN_PATH) {
            return heading;
        }
        int end = heading.lastIndexOf(' ', MAX_HEADING_IN_PATH);
        if (end < MAX_HEADING_IN_PATH / 2) {
            end = Character.isLowSurrogate(heading.charAt(MAX_HEADING_IN_PATH))
                    ? MAX_HEADING_IN_PATH - 1
                    : MAX_HEADING_IN_PATH;
        }
        return heading.substring(0, end) + "…";
    }

    /** Whether both hang from the same heading, or one from the other's, and not from two sheets: what may share a passage. */
    boolean isRelatedTo(Section next) {
        // What a message repeats of others shares a passage with nothing.
        return !isQuote(blocks.getLast())
                && !isQuote(next.blocks.getFirst())
                && commonPath(next).size() >= Math.max(path.size(), next.path.size()) - 1
                && Stream.concat(sheets(), next.sheets()).distinct().count() <= 1;
    }

    private static boolean isQuote(Block block) {
        return block.kind() == Block.Kind.QUOTE;
    }

    private Stream<String> sheets() {
        return blocks.stream().map(Block::sheet).filter(sheet -> !sheet.isEmpty());
    }

    /** Both as one, under the headings that they share. */
    Section joinedWith(Section next) {
        List<Block> all = new ArrayList<>(blocks);
        all.addAll(next.blocks);
        return new Section(commonPath(next), all);
    }

    private List<String> commonPath(Section other) {
        int shared = 0;
        while (shared < path.size()
                && shared < other.path.size()
                && path.get(shared).equals(other.path.get(shared))) {
            shared++;
        }
        return path.subList(0, shared);
    }

    /** The blocks without leading headings that {@link #path} already says; never empty. */
    List<Block> body(String text) {
        int first = 0;
        int said = 0;
        while (first < blocks.size() - 1 && blocks.get(first).kind() == Block.Kind.HEADING) {
            Block heading = blocks.get(first);
            int found =
                    path.subList(said, path.size()).indexOf(shortened(text.substring(heading.start(), heading.end())));
            if (found < 0) {
                break;
            }
            said += found + 1;
            first++;
        }
        return blocks.subList(first, blocks.size());
    }
}
