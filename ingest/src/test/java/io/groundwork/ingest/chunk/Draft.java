package io.groundwork.ingest.chunk;

import io.groundwork.ingest.Block;
import io.groundwork.ingest.Block.Kind;
import io.groundwork.ingest.ParsedDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A document under construction, its blocks a blank line apart. */
final class Draft {

    private final String title;
    private final StringBuilder text = new StringBuilder();
    private final List<Block> blocks = new ArrayList<>();
    private String mediaType = "text/plain";
    private int page;

    Draft(String title) {
        this.title = title;
    }

    Draft type(String type) {
        mediaType = type;
        return this;
    }

    Draft page(int number) {
        page = number;
        return this;
    }

    Draft heading(int level, String line) {
        return add(Kind.HEADING, line, level, "", List.of());
    }

    Draft paragraph(String content) {
        return add(Kind.PARAGRAPH, content, 0, "", List.of());
    }

    Draft item(String content) {
        return add(Kind.LIST_ITEM, content, 0, "", List.of());
    }

    Draft note(String content) {
        return add(Kind.NOTE, content, 0, "", List.of());
    }

    Draft code(String content) {
        return add(Kind.CODE, content, 0, "", List.of());
    }

    Draft table(String lines) {
        return add(Kind.TABLE, lines, 0, "", List.of());
    }

    Draft sheet(String name, String lines, Block.Numbering... rows) {
        return add(Kind.TABLE, lines, 0, name, List.of(rows));
    }

    private Draft add(Kind kind, String content, int level, String sheet, List<Block.Numbering> rows) {
        if (!blocks.isEmpty()) {
            text.append("\n\n");
        }
        int start = text.length();
        text.append(content);
        blocks.add(new Block(kind, start, text.length(), page, level, sheet, rows));
        return this;
    }

    ParsedDocument document() {
        return new ParsedDocument(title, mediaType, text.toString(), blocks, page, List.of());
    }

    static ParsedDocument random(Random random) {
        Draft draft = new Draft(random.nextBoolean() ? "Title " + words(random.nextInt(8)) : "");
        int blocks = 1 + random.nextInt(25);
        for (int i = 0; i < blocks; i++) {
            switch (random.nextInt(7)) {
                case 0 -> draft.heading(1 + random.nextInt(3), "Heading " + i);
                case 1 -> draft.table("h" + i + " | k\n" + rows(random.nextInt(30)));
                case 2 -> draft.item("- item " + words(1 + random.nextInt(40)));
                case 3 -> draft.paragraph(words(1 + random.nextInt(400)));
                case 4 -> draft.code(code(1 + random.nextInt(12)));
                default -> draft.paragraph(sentences(1 + random.nextInt(30), 1 + random.nextInt(30)));
            }
        }
        return draft.document();
    }

    private static String code(int functions) {
        return IntStream.range(0, functions)
                .mapToObj(i -> "def f%d(x):\n    y = x + %d\n\n    return y".formatted(i, i))
                .collect(Collectors.joining("\n\n"));
    }

    private static String rows(int count) {
        return IntStream.rangeClosed(0, count)
                .mapToObj(i -> "row" + i + " | value")
                .collect(Collectors.joining("\n"));
    }

    static String words(int count) {
        return IntStream.range(0, count).mapToObj(i -> "word" + i).collect(Collectors.joining(" "));
    }

    static String sentences(int count, int words) {
        return IntStream.range(0, count)
                .mapToObj(i -> "S" + i + words(words - 1).replaceFirst("^", words > 1 ? " " : "") + ".")
                .collect(Collectors.joining(" "));
    }
}
