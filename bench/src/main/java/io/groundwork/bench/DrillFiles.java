package io.groundwork.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Files for drills, the same for the same seed: plain sentences in Markdown, each paragraph with a word that stands in no other
 * file, now and then a mail with attachments, which hold that word too, and a PDF that is damaged.
 */
final class DrillFiles {

    private static final List<String> WORDS = List.of(
            "harbour",
            "ledger",
            "courier",
            "invoice",
            "workshop",
            "meadow",
            "lantern",
            "timber",
            "archive",
            "signal",
            "bicycle",
            "warden",
            "orchard",
            "turbine",
            "parcel",
            "receipt",
            "compass",
            "granite",
            "textile",
            "ferry",
            "carries",
            "checks",
            "repairs",
            "measures",
            "delivers",
            "counts",
            "replaces",
            "records",
            "opens",
            "paints",
            "slowly",
            "twice",
            "before",
            "after",
            "without",
            "every",
            "heavy",
            "narrow",
            "public",
            "northern");
    private static final int PARAGRAPHS = 6;
    private static final int WORDS_A_PARAGRAPH = 110;
    private static final int TOME_CHAPTERS = 30;
    private static final int ATTACHMENTS = 2;

    private final long seed;
    private final int damagedEvery;
    private final int mailEvery;

    /**
     * @param damagedEvery one file of so many does not read as what it says it is
     * @param mailEvery one of so many, but for the damaged, is a mail
     */
    DrillFiles(long seed, int damagedEvery, int mailEvery) {
        this.seed = seed;
        this.damagedEvery = damagedEvery;
        this.mailEvery = mailEvery;
    }

    /** Files of Markdown, all of them whole. */
    static DrillFiles plain(long seed) {
        return new DrillFiles(seed, Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    List<Upload> from(int first, int count) {
        return IntStream.range(first, first + count).mapToObj(this::file).toList();
    }

    /** The file of that number, grown to dozens of passages; whole in any case. */
    Upload tome(int number) {
        StringBuilder text = new StringBuilder("# " + title(number) + "\n\n");
        for (int chapter = 0; chapter < TOME_CHAPTERS; chapter++) {
            text.append("## Chapter %d%n%n".formatted(chapter))
                    .append(paragraphs(number, chapter))
                    .append("\n\n");
        }
        return new Upload(
                key(number),
                key(number) + ".md",
                "text/markdown",
                text.toString().getBytes(UTF_8));
    }

    /** The undamaged form of the same files, for drills that read them too. */
    List<BeirDocument> documents(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> new BeirDocument(key(number), title(number), paragraphs(number)))
                .toList();
    }

    /** Documents of one paragraph of so many words. */
    List<BeirDocument> notes(int count, int words) {
        return IntStream.range(0, count)
                .mapToObj(number -> new BeirDocument(
                        key(number), title(number), paragraph(number, new Random(seed * 1_000_003 + number), words)))
                .toList();
    }

    boolean isDamaged(int number) {
        return number % damagedEvery == damagedEvery - 1;
    }

    private boolean isMail(int number) {
        return number % mailEvery == mailEvery - 1 && !isDamaged(number);
    }

    boolean isPlain(int number) {
        return !isDamaged(number) && !isMail(number);
    }

    /** How many documents it becomes: itself and what is attached to it. */
    int documentsOf(int number) {
        return isMail(number) ? 1 + ATTACHMENTS : 1;
    }

    /** The word that only this file holds: all digits, so that it neither falls into parts which others share, nor is taken for one that is spelled alike. */
    String mark(int number) {
        return String.valueOf(4_000_000_000L + Math.floorMod(seed, 10_000) * 100_000L + number);
    }

    String key(int number) {
        return "drill-%05d".formatted(number);
    }

    private Upload file(int number) {
        String key = key(number);
        if (isDamaged(number)) {
            byte[] bytes = ("%PDF-1.7\n" + mark(number) + " and nothing that a PDF needs\n").getBytes(UTF_8);
            return new Upload(key, key + ".pdf", "application/pdf", bytes);
        }
        if (isMail(number)) {
            return new Upload(key, key + ".eml", "message/rfc822", mail(number).getBytes(UTF_8));
        }
        String text = "# " + title(number) + "\n\n" + paragraphs(number) + "\n";
        return new Upload(key, key + ".md", "text/markdown", text.getBytes(UTF_8));
    }

    private String mail(int number) {
        StringBuilder mail = new StringBuilder("""
                From: clerk@example.com
                To: office@example.com
                Subject: %s
                Message-ID: <%s@example.com>
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary="part"

                --part
                Content-Type: text/plain; charset=utf-8

                %s
                """.formatted(title(number), key(number), paragraphs(number)));
        for (int attached = 1; attached <= ATTACHMENTS; attached++) {
            mail.append("""
                    --part
                    Content-Type: text/markdown; charset=utf-8
                    Content-Disposition: attachment; filename="%s-%d.md"

                    %s
                    """.formatted(key(number), attached, paragraphs(number, attached)));
        }
        return mail.append("--part--\n").toString();
    }

    private static String title(int number) {
        return "Drill file " + number;
    }

    private String paragraphs(int number) {
        return paragraphs(number, 0);
    }

    private String paragraphs(int number, int chapter) {
        Random random = new Random((seed * 1_000_003 + number) * 31 + chapter);
        return IntStream.range(0, PARAGRAPHS)
                .mapToObj(paragraph -> paragraph(number, random, WORDS_A_PARAGRAPH))
                .collect(Collectors.joining("\n\n"));
    }

    private String paragraph(int number, Random random, int words) {
        return mark(number) + " "
                + random.ints(words, 0, WORDS.size()).mapToObj(WORDS::get).collect(Collectors.joining(" ")) + ".";
    }
}
