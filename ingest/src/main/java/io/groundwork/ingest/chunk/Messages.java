package io.groundwork.ingest.chunk;

import io.groundwork.ingest.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Parts an e-mail's text from the messages quoted in it, and those from each other. A few quoted lines with a reply below them stay with the
 * reply, which says little without them.
 */
final class Messages {

    private static final int SHORT_QUOTE = 5;
    private static final int HEAD_LINES = 5;

    private static final Pattern FORWARDED = Pattern.compile(
            "[-_*\\s]*(?:original message|forwarded message|ursprüngliche nachricht|originalnachricht|weitergeleitete nachricht"
                    + "|message d.origine|mensaje original|messaggio originale|begin forwarded message|anfang der weitergeleiteten nachricht)"
                    + "[-_*:\\s]*",
            Pattern.CASE_INSENSITIVE);

    /** {@code On Monday, Ann <ann@example.org> wrote:} */
    private static final Pattern ATTRIBUTION = Pattern.compile(
            "(?:on|am|le|el|il|op)\\s.{5,250}\\b(?:wrote|schrieb|écrit|escribió|scritto|schreef)\\b.{0,80}:",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    private static final Pattern SENDER =
            Pattern.compile("[*]?(?:from|von|de|da|van)[*]?\\s?:[*]?\\s.*", Pattern.CASE_INSENSITIVE);
    private static final Pattern SENT = Pattern.compile(
            "[*]?(?:sent|date|gesendet|datum|envoyé|enviado|inviato|verzonden)[*]?\\s?:[*]?\\s.*",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    private Messages() {}

    /** A line of a paragraph, or another block whole. */
    private record Line(Block block, int start, int end, String words) {

        boolean isQuoted() {
            return words.startsWith(">");
        }
    }

    /** In order; the section itself when nothing is quoted in it. */
    static List<Section> parts(Section section, String text) {
        List<Line> lines = lines(section.blocks(), text);
        List<List<Line>> groups = new ArrayList<>();
        List<Line> current = new ArrayList<>();
        boolean history = false;
        int at = 0;
        while (at < lines.size()) {
            int quoteEnd = history ? at : quoteEnd(lines, at);
            if (quoteEnd > at) {
                boolean replied = quoteEnd < lines.size();
                if (replied && quoteEnd - at < SHORT_QUOTE) {
                    current.addAll(lines.subList(at, quoteEnd));
                } else {
                    groups.add(current);
                    groups.add(lines.subList(at, quoteEnd));
                    current = new ArrayList<>();
                }
                at = quoteEnd;
                continue;
            }
            if (at > 0 && beginsMessage(lines, at)) {
                history = true;
                groups.add(current);
                current = new ArrayList<>();
                // Below a line of dashes its head follows, which begins no other message.
                int head = headEnd(lines, at);
                current.addAll(lines.subList(at, head));
                at = head;
                continue;
            }
            current.add(lines.get(at));
            at++;
        }
        groups.add(current);
        return groups.stream()
                .filter(group -> !group.isEmpty())
                .map(group -> new Section(section.path(), blocks(group)))
                .toList();
    }

    /** One past the quoted lines that begin here, with the line that says whose they are; {@code at} when none do. */
    private static int quoteEnd(List<Line> lines, int at) {
        int end = at;
        int attribution = attributionEnd(lines, at);
        if (attribution > at
                && attribution < lines.size()
                && lines.get(attribution).isQuoted()) {
            end = attribution;
        }
        while (end < lines.size() && lines.get(end).isQuoted()) {
            end++;
        }
        return end;
    }

    /** One past an attribution, which may be wrapped once; {@code at} when there is none. */
    private static int attributionEnd(List<Line> lines, int at) {
        String words = lines.get(at).words();
        if (ATTRIBUTION.matcher(words).matches()) {
            return at + 1;
        }
        return at + 1 < lines.size()
                        && ATTRIBUTION
                                .matcher(words + " " + lines.get(at + 1).words())
                                .matches()
                ? at + 2
                : at;
    }

    private static boolean beginsMessage(List<Line> lines, int at) {
        return FORWARDED.matcher(lines.get(at).words()).matches()
                || attributionEnd(lines, at) > at
                || isHead(lines, at);
    }

    private static boolean isHead(List<Line> lines, int at) {
        return SENDER.matcher(lines.get(at).words()).matches()
                && lines.subList(at + 1, Math.min(lines.size(), at + HEAD_LINES)).stream()
                        .anyMatch(line -> SENT.matcher(line.words()).matches());
    }

    private static int headEnd(List<Line> lines, int at) {
        boolean headFollows = at + 1 < lines.size() && isHead(lines, at + 1);
        return headFollows ? at + 2 : at + 1;
    }

    private static List<Line> lines(List<Block> blocks, String text) {
        List<Line> lines = new ArrayList<>();
        for (Block block : blocks) {
            if (block.kind() != Block.Kind.PARAGRAPH) {
                lines.add(new Line(block, block.start(), block.end(), ""));
                continue;
            }
            int from = block.start();
            while (from < block.end()) {
                int newline = text.indexOf('\n', from);
                int to = newline < 0 ? block.end() : Math.min(newline, block.end());
                String words = text.substring(from, to).strip();
                if (!words.isEmpty()) {
                    lines.add(new Line(block, from, to, words));
                }
                from = to + 1;
            }
        }
        return lines;
    }

    /** Lines that follow each other in one block are one block again. */
    private static List<Block> blocks(List<Line> lines) {
        List<Block> blocks = new ArrayList<>();
        for (int from = 0, to; from < lines.size(); from = to) {
            Line first = lines.get(from);
            to = from + 1;
            while (to < lines.size() && lines.get(to).block().equals(first.block())) {
                to++;
            }
            Block whole = first.block();
            int end = lines.get(to - 1).end();
            blocks.add(
                    first.start() == whole.start() && end == whole.end()
                            ? whole
                            : new Block(whole.kind(), first.start(), end, whole.page(), 0));
        }
        return blocks;
    }
}
