package io.groundwork.ingest.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.ingest.Block;
import io.groundwork.ingest.Block.Kind;
import io.groundwork.ingest.ParsedDocument;
import io.groundwork.ingest.Passage;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChunkerTest {

    /** A token a word, which makes sums easy to follow. */
    private static final TokenCounter WORDS =
            text -> text.isBlank() ? 0 : text.strip().split("\\s+").length;

    private final Chunker chunker = new Chunker();

    @Test
    void whatFitsWholeStaysOnePassage() {
        ParsedDocument document =
                new Draft("A title").paragraph(Draft.words(500)).document();

        List<Passage> passages = chunker.chunk(document, WORDS, Budget.of(510));

        assertThat(passages).singleElement().satisfies(passage -> assertThat(passage.text())
                .isEqualTo(document.text()));
    }

    @Test
    void titleAndHeadingsCountTowardsTheLimit() {
        ParsedDocument document = new Draft("a title of six words here")
                .heading(1, "One heading")
                .paragraph(Draft.sentences(30, 10))
                .document();

        List<Passage> passages = chunker.chunk(document, WORDS, new Budget(50, 50, 0, 0));

        assertThat(passages).allSatisfy(passage -> assertThat(WORDS.count(passage.inContext(document.title())))
                .isLessThanOrEqualTo(50));
    }

    @Test
    void headingsStandAboveTheTextAndNotInIt() {
        ParsedDocument document = new Draft("")
                .heading(1, "Manual")
                .heading(2, "Safety")
                .paragraph(Draft.words(60))
                .heading(2, "Use")
                .paragraph("Plug it in. " + Draft.words(60))
                .document();

        List<Passage> passages = chunker.chunk(document, WORDS, Budget.of(510));

        assertThat(passages)
                .extracting(Passage::headings)
                .containsExactly(List.of("Manual", "Safety"), List.of("Manual", "Use"));
        assertThat(passages.get(1).text()).startsWith("Plug it in.");
    }

    @Test
    void shortSiblingSectionsAreJoinedUnderWhatTheyShare() {
        ParsedDocument document = new Draft("")
                .heading(1, "Questions")
                .heading(2, "Who?")
                .paragraph("Ann.")
                .heading(2, "When?")
                .paragraph("Today.")
                .document();

        List<Passage> passages = chunker.chunk(document, WORDS, Budget.of(510));

        assertThat(passages).singleElement().satisfies(passage -> {
            assertThat(passage.headings()).containsExactly("Questions");
            assertThat(passage.text()).isEqualTo("Who?\n\nAnn.\n\nWhen?\n\nToday.");
        });
    }

    @Test
    void theEndOfAChapterIsNotJoinedWithTheNextOne() {
        ParsedDocument document = new Draft("")
                .heading(1, "One")
                .heading(2, "Last")
                .paragraph("Short.")
                .heading(1, "Two")
                .paragraph(Draft.words(60))
                .document();

        assertThat(chunker.chunk(document, WORDS, Budget.of(510)))
                .extracting(Passage::headings)
                .containsExactly(List.of("One", "Last"), List.of("Two"));
    }

    @Test
    void aHeadingWithNothingBelowItIsStillFound() {
        ParsedDocument document = new Draft("").heading(1, "Alone").document();

        assertThat(chunker.chunk(document, WORDS, Budget.of(510)))
                .singleElement()
                .extracting(Passage::text)
                .isEqualTo("Alone");
    }

    @Test
    void longProseIsCutBetweenSentencesIntoPartsOfLikeSize() {
        ParsedDocument document =
                new Draft("").paragraph(Draft.sentences(60, 10)).document();

        List<Passage> passages = chunker.chunk(document, WORDS, new Budget(510, 400, 0, 0));

        assertThat(passages).hasSize(2).allSatisfy(passage -> {
            assertThat(passage.text()).endsWith(".");
            assertThat(WORDS.count(passage.text())).isBetween(250, 350);
        });
    }

    @Test
    void neighboursShareAFewWholeSentencesOfProse() {
        ParsedDocument document =
                new Draft("").paragraph(Draft.sentences(60, 10)).document();

        List<Passage> passages = chunker.chunk(document, WORDS, new Budget(510, 400, 40, 0));

        int shared = passages.get(0).end() - passages.get(1).start();
        String sharedText = document.text()
                .substring(passages.get(1).start(), passages.get(0).end());
        assertThat(shared).isPositive();
        assertThat(WORDS.count(sharedText)).isBetween(10, 40);
        assertThat(document.text().charAt(passages.get(1).start() - 2)).isEqualTo('.');
    }

    @Test
    void paragraphsAreThePreferredPlaceToCut() {
        ParsedDocument document = new Draft("")
                .paragraph(Draft.sentences(30, 10))
                .paragraph(Draft.sentences(8, 10))
                .paragraph(Draft.sentences(30, 10))
                .document();

        List<Passage> passages = chunker.chunk(document, WORDS, new Budget(400, 400, 0, 0));

        assertThat(passages).allSatisfy(passage -> assertThat(document.blocks())
                .anyMatch(block -> block.start() == passage.start()));
    }

    @Test
    void tablesAreCutBetweenRowsAndKeepTheirHeaderAsContext() {
        String rows = IntStream.range(0, 200)
                .mapToObj(i -> "item " + i + " | " + i * 3)
                .collect(Collectors.joining("\n"));
        ParsedDocument document = new Draft("").table("name | price\n" + rows).document();

        List<Passage> passages = chunker.chunk(document, WORDS, new Budget(120, 100, 40, 0));

        assertThat(passages.getFirst().context()).isEmpty();
        assertThat(passages.subList(1, passages.size())).isNotEmpty().allSatisfy(passage -> {
            assertThat(passage.context()).isEqualTo("name | price");
            assertThat(passage.text()).startsWith("item ").doesNotContain("name | price");
        });
        assertThat(passages.stream().flatMap(passage -> passage.text().lines()))
                .as("every row once, none cut")
                .containsExactlyElementsOf(document.text().lines().toList());
    }

    @Test
    void aRowThatIsTooLongIsCutBetweenItsCells() {
        String row = IntStream.range(0, 60).mapToObj(i -> "cell number " + i).collect(Collectors.joining(" | "));
        ParsedDocument document = new Draft("").table("a | b\nx | y\n" + row).document();

        List<Passage> passages = chunker.chunk(document, WORDS, new Budget(100, 100, 0, 0));

        assertThat(passages).hasSizeGreaterThan(2).allSatisfy(passage -> {
            assertThat(WORDS.count(passage.inContext(""))).isLessThanOrEqualTo(100);
            assertThat(passage.text()
                            .replaceAll("cell number \\d+", "")
                            .replace("|", "")
                            .strip())
                    .isIn("", "a  b\nx  y", "a  b\nx  y\n");
        });
    }

    @Test
    void aHeaderOfHundredsOfColumnsLeavesRoomForRows() {
        String header = IntStream.range(0, 300).mapToObj(i -> "column" + i).collect(Collectors.joining(" | "));
        String row = IntStream.range(0, 300).mapToObj(i -> "v" + i).collect(Collectors.joining(" | "));
        ParsedDocument document =
                new Draft("").table(header + "\n" + row + "\n" + row).document();

        assertThat(chunker.chunk(document, WORDS, new Budget(200, 200, 0, 0)))
                .allSatisfy(passage ->
                        assertThat(WORDS.count(passage.inContext(""))).isLessThanOrEqualTo(200));
    }

    @Test
    void aSentenceLongerThanAPassageIsCutBetweenWords() {
        ParsedDocument document = new Draft("").paragraph(Draft.words(1000)).document();

        List<Passage> passages = chunker.chunk(document, WORDS, new Budget(100, 100, 20, 0));

        assertThat(passages).hasSizeGreaterThanOrEqualTo(10);
        assertThat(passages.stream().map(Passage::text).collect(Collectors.joining(" ")))
                .isEqualTo(document.text());
    }

    @Test
    void aWordLongerThanAPassageIsCutButNeverThroughACharacter() {
        TokenCounter units = String::length;
        ParsedDocument document = new Draft("").paragraph("😀".repeat(501)).document();

        List<Passage> passages = chunker.chunk(document, units, new Budget(101, 101, 0, 0));

        assertThat(passages).allSatisfy(passage -> {
            assertThat(passage.text().length()).isLessThanOrEqualTo(101);
            assertThat(passage.text().codePoints()).allMatch(c -> c == 0x1F600);
        });
        assertThat(passages.stream().map(Passage::text).collect(Collectors.joining()))
                .isEqualTo(document.text());
    }

    @Test
    void pagesAreThoseThatThePassageTouches() {
        ParsedDocument document = new Draft("")
                .page(3)
                .paragraph("Begins here.")
                .page(4)
                .paragraph("Goes on here.")
                .document();

        assertThat(chunker.chunk(document, WORDS, Budget.of(510)))
                .singleElement()
                .satisfies(passage -> {
                    assertThat(passage.page()).isEqualTo(3);
                    assertThat(passage.pageEnd()).isEqualTo(4);
                });
    }

    @Test
    void noDocumentHasNoPassage() {
        assertThat(chunker.chunk(new Draft("").document(), WORDS, Budget.of(510)))
                .isEmpty();
    }

    @Test
    void anyDocumentKeepsTheLimitsAndLosesNoWord() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            ParsedDocument document = Draft.random(random);
            int max = 32 + random.nextInt(300);
            Budget budget = new Budget(max, 8 + random.nextInt(max - 8), 0, 0);

            List<Passage> passages = chunker.chunk(document, WORDS, budget);

            assertThat(passages).as("seed %d, round %d", seed, round).allSatisfy(passage -> {
                assertThat(passage.text()).isEqualTo(document.text().substring(passage.start(), passage.end()));
                assertThat(WORDS.count(passage.inContext(document.title()))).isLessThanOrEqualTo(max);
            });
            assertThat(uncovered(document, passages))
                    .as("seed %d, round %d", seed, round)
                    .isEmpty();
        }
    }

    @Test
    void eachCharacterIsCountedAFewTimesOnly() {
        AtomicLong counted = new AtomicLong();
        TokenCounter counter = text -> {
            counted.addAndGet(text.length());
            return WORDS.count(text);
        };
        Draft draft = new Draft("A long document");
        for (int i = 0; i < 300; i++) {
            draft.paragraph(Draft.sentences(50, 12));
        }
        ParsedDocument document = draft.document();

        chunker.chunk(document, counter, Budget.of(510));

        assertThat(counted.get()).isLessThan(4L * document.text().length());
    }

    static List<Block> uncovered(ParsedDocument document, List<Passage> passages) {
        BitSet passed = new BitSet();
        passages.forEach(passage -> passed.set(passage.start(), passage.end()));
        List<Block> uncovered = new ArrayList<>();
        for (Block block : document.blocks()) {
            String text = document.text().substring(block.start(), block.end());
            boolean said = block.kind() == Kind.HEADING
                    && passages.stream().anyMatch(passage -> passage.headings().contains(text));
            boolean covered = IntStream.range(block.start(), block.end())
                    .filter(i -> !Character.isWhitespace(document.text().charAt(i)))
                    .allMatch(passed::get);
            if (!said && !covered) {
                uncovered.add(block);
            }
        }
        return uncovered;
    }
}
