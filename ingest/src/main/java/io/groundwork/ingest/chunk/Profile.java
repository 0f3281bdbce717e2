package io.groundwork.ingest.chunk;

import io.groundwork.ingest.Block;
import io.groundwork.ingest.ParsedDocument;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Ways to cut documents: what a passage should hold whole. */
public enum Profile {
    /** By what the document is. */
    AUTO(60),
    /** Sections of running text; a few sentences are shared where a section is cut. */
    PROSE(60),
    /** Many rows a passage, under their header; nothing is shared, and no two sheets stand in one. */
    TABLES(60),
    /** Cut between functions, else at blank lines; nothing is shared. */
    CODE(25),
    /** What was written apart from the history quoted below it, each message by itself. */
    MAIL(60),
    /** A question with its answer; the question stands above the parts of a long one. */
    QA(60),
    /** A slide, or a page, with its notes. */
    SLIDES(60);

    /** Share of a document's text that has to be of one kind for it to be cut by that. */
    private static final int MOST_PERCENT = 70;

    private static final int FEW_QUESTIONS = 4;

    private static final Pattern SHEETS =
            Pattern.compile(".*(?:spreadsheet|ms-excel|numbers|/csv|tab-separated-values|/tsv).*");
    private static final Pattern DECKS = Pattern.compile(".*(?:presentation|powerpoint|keynote).*");
    private static final Pattern MESSAGES = Pattern.compile("message/.*|application/vnd\\.ms-outlook.*");

    /** How full a passage has to be, in hundredths, before the end of a block is a better place to stop than a full passage. */
    final int leastFillPercent;

    Profile(int leastFillPercent) {
        this.leastFillPercent = leastFillPercent;
    }

    /** The name by which callers know it: {@code tables}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @return empty when nothing goes by that name */
    public static Optional<Profile> of(String word) {
        return Arrays.stream(values())
                .filter(profile -> profile.word().equals(word))
                .findFirst();
    }

    /** By which profile a document is cut under this one: itself, or for {@link #AUTO} the one that the document asks for. */
    public Profile of(ParsedDocument document) {
        return this == AUTO ? found(document) : this;
    }

    private static Profile found(ParsedDocument document) {
        String type = document.mediaType().toLowerCase(Locale.ROOT);
        if (SHEETS.matcher(type).matches()) {
            return TABLES;
        }
        if (DECKS.matcher(type).matches()) {
            return SLIDES;
        }
        if (MESSAGES.matcher(type).matches()) {
            return MAIL;
        }
        if (isMostly(Block.Kind.TABLE, document)) {
            return TABLES;
        }
        if (isMostly(Block.Kind.CODE, document)) {
            return CODE;
        }
        return isMostlyQuestions(document) ? QA : PROSE;
    }

    private static boolean isMostly(Block.Kind kind, ParsedDocument document) {
        long all = 0;
        long ofKind = 0;
        for (Block block : document.blocks()) {
            int length = block.end() - block.start();
            all += length;
            ofKind += block.kind() == kind ? length : 0;
        }
        return ofKind * 100 > all * MOST_PERCENT;
    }

    /** Whether questions that are answered, with their answers, make up most of it. A list of questions is none of these. */
    private static boolean isMostlyQuestions(ParsedDocument document) {
        int asked = 0;
        int answered = 0;
        long length = 0;
        long pending = 0;
        boolean open = false;
        boolean below = false;
        for (Block block : document.blocks()) {
            if (Questions.asks(block, document.text())) {
                boolean answersItself = Questions.answersItself(block, document.text());
                asked++;
                answered += answersItself ? 1 : 0;
                open = !answersItself;
                below = true;
                pending += block.end() - block.start();
            } else if (block.kind() == Block.Kind.HEADING) {
                open = false;
                below = false;
                pending = 0;
                continue;
            } else if (below) {
                pending += block.end() - block.start();
                answered += open ? 1 : 0;
                open = false;
            }
            if (!open) {
                length += pending;
                pending = 0;
            }
        }
        return answered >= FEW_QUESTIONS
                && answered * 2 > asked
                && length * 100 > (long) document.text().length() * MOST_PERCENT;
    }
}
