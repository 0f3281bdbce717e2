package io.groundwork.ingest.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.groundwork.ingest.Block;
import io.groundwork.ingest.Block.Kind;
import io.groundwork.ingest.Block.Numbering;
import io.groundwork.ingest.ParsedDocument;
import io.groundwork.ingest.Passage;
import io.groundwork.ingest.Passage.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ProfileTest {

    /** A token a word, which makes sums easy to follow. */
    private static final TokenCounter WORDS =
            text -> text.isBlank() ? 0 : text.strip().split("\\s+", -1).length;

    private final Chunker chunker = new Chunker();

    private List<Passage> cut(Draft draft, Profile profile) {
        return chunker.chunk(draft.document(), WORDS, Budget.of(profile, Optional.empty(), 510), profile);
    }

    private static List<String> texts(List<Passage> passages) {
        return passages.stream().map(Passage::text).toList();
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void rowsAndSentencesStayWholeUnlessOneAloneIsTooLong(Profile profile) {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 30; round++) {
            ParsedDocument document = Draft.random(random);
            int max = 32 + random.nextInt(300);
            int target = 8 + random.nextInt(max - 8);
            Budget budget = new Budget(max, target, random.nextInt(target / 2 + 1), random.nextInt(target));

            List<Passage> passages = chunker.chunk(document, WORDS, budget, profile);

            assertThat(passages)
                    .as("%s, seed %d, round %d", profile, seed, round)
                    .allSatisfy(passage -> assertThat(WORDS.count(passage.inContext(document.title())))
                            .isLessThanOrEqualTo(max));
            assertThat(unitsCutThrough(document, passages, max))
                    .as("%s, seed %d, round %d", profile, seed, round)
                    .isEmpty();
            assertThat(ChunkerTest.uncovered(document, passages))
                    .as("%s, seed %d, round %d", profile, seed, round)
                    .isEmpty();
        }
    }

    /** Rows, sentences and lines of code that stand in no passage whole although they would have had room in one. */
    private static List<String> unitsCutThrough(ParsedDocument document, List<Passage> passages, int max) {
        List<String> cut = new ArrayList<>();
        for (Block block : document.blocks()) {
            String text = document.text();
            String header =
                    block.kind() == Kind.TABLE ? text.substring(block.start(), text.indexOf('\n', block.start())) : "";
            for (Span unit : units(block, text)) {
                boolean whole = passages.stream()
                        .anyMatch(passage -> passage.start() <= unit.start() && unit.end() <= passage.end());
                boolean fits = passages.stream()
                        .filter(passage -> passage.start() <= unit.start() && unit.start() < passage.end())
                        .allMatch(passage ->
                                WORDS.count(Passage.above(document.title(), passage.headings(), header) + unit.of(text))
                                        <= max);
                if (block.kind() != Kind.HEADING && !whole && fits) {
                    cut.add(unit.of(text));
                }
            }
        }
        return cut;
    }

    private static List<Span> units(Block block, String text) {
        if (block.kind() == Kind.PARAGRAPH) {
            return Sentences.of(text, block.start(), block.end());
        }
        List<Span> lines = new ArrayList<>();
        int from = block.start();
        for (String line : text.substring(block.start(), block.end()).split("\n", -1)) {
            if (!line.isBlank()) {
                lines.add(new Span(from, from + line.length()));
            }
            from += line.length() + 1;
        }
        return lines;
    }

    @Test
    void tablesPutMoreRowsIntoAPassageThanProseDoesAndRepeatTheHeader() {
        Draft draft = new Draft("").sheet("Q3", "name | price\n" + rows(1000), new Numbering(0, 1));

        List<Passage> tables = cut(draft, Profile.TABLES);

        assertThat(tables).hasSizeLessThan(cut(draft, Profile.PROSE).size());
        assertThat(tables.subList(1, tables.size())).isNotEmpty().allSatisfy(passage -> {
            assertThat(passage.context()).isEqualTo("name | price");
            assertThat(WORDS.count(passage.inContext(""))).isLessThanOrEqualTo(510);
        });
        assertThat(tables.stream().flatMap(passage -> passage.text().lines()))
                .containsExactlyElementsOf(draft.document().text().lines().toList());
    }

    @Test
    void rowsAreToldAsTheFileCountsThem() {
        String table = "name | price\n" + rows(200);
        Draft draft = new Draft("")
                .heading(1, "Q3")
                .sheet("Q3", table, new Numbering(0, 4), new Numbering(1, 6), new Numbering(101, 200));

        List<Passage> passages = cut(draft, Profile.TABLES);

        assertThat(passages.getFirst().rows().sheet()).isEqualTo("Q3");
        assertThat(passages.getFirst().rows().first()).isEqualTo(4);
        assertThat(passages.getLast().rows().last()).isEqualTo(299);
        assertThat(passages).allSatisfy(passage -> {
            int first = Integer.parseInt(
                    passage.text().lines().reduce((a, b) -> b).orElseThrow().replaceAll(".* ", ""));
            int expected = first < 100 ? first + 6 : first + 100;
            assertThat(passage.rows().last()).isEqualTo(expected);
        });
    }

    @Test
    void aWholeTableTellsItsRowsToo() {
        Draft draft = new Draft("").sheet("Q3", "name | price\na | 1\nb | 2", new Numbering(0, 3), new Numbering(2, 9));

        assertThat(cut(draft, Profile.AUTO))
                .singleElement()
                .extracting(Passage::rows)
                .isEqualTo(new Rows("Q3", 3, 9));
    }

    @Test
    void rowsOfTwoTablesInOnePassageAreNotToldAsOneRange() {
        Draft draft = new Draft("")
                .sheet("", "a | b\n1 | 2", new Numbering(0, 1))
                .sheet("", "c | d\n3 | 4", new Numbering(0, 1));

        assertThat(cut(draft, Profile.PROSE))
                .singleElement()
                .extracting(Passage::rows)
                .isEqualTo(Rows.NONE);
    }

    @Test
    void aQuotedRowIsFoundWithinThePassage() {
        Draft draft = new Draft("").sheet("Q3", "name | price\na | 1\nb | 2", new Numbering(0, 3));
        Passage passage = cut(draft, Profile.TABLES).getFirst();
        int at = passage.text().indexOf("b | 2");

        assertThat(passage.rowsOf(at, at + 5)).isEqualTo(new Rows("Q3", 5, 5));
    }

    @Test
    void twoSheetsNeverShareAPassage() {
        Draft draft = new Draft("")
                .heading(1, "Q3")
                .sheet("Q3", "a | b\n1 | 2", new Numbering(0, 1))
                .heading(1, "Q4")
                .sheet("Q4", "a | b\n3 | 4", new Numbering(0, 1));

        assertThat(cut(draft, Profile.AUTO))
                .extracting(passage -> passage.rows().sheet())
                .containsExactly("Q3", "Q4");
    }

    @Test
    void codeIsCutBetweenFunctionsWithNothingShared() {
        String source = IntStream.range(0, 12)
                .mapToObj(i -> "def f%d(x):\n%s".formatted(i, "    y = x + 1\n\n".repeat(15)))
                .collect(Collectors.joining("\n"));
        Draft draft = new Draft("").code(source.stripTrailing());

        List<Passage> passages = cut(draft, Profile.CODE);

        assertThat(passages).hasSizeGreaterThan(1).allSatisfy(passage -> assertThat(passage.text())
                .startsWith("def f"));
        for (int i = 1; i < passages.size(); i++) {
            assertThat(passages.get(i).start())
                    .isGreaterThan(passages.get(i - 1).end());
        }
    }

    @Test
    void indentedMethodsBeginPassagesAndKeepTheirIndent() {
        String source = "class A {\n\n"
                + IntStream.range(0, 12)
                        .mapToObj(
                                i -> "    public int f%d() {\n%s    }\n".formatted(i, "        x += 1;\n\n".repeat(15)))
                        .collect(Collectors.joining("\n"))
                + "}";

        List<Passage> passages = cut(new Draft("").code(source), Profile.CODE);

        assertThat(passages.subList(1, passages.size())).isNotEmpty().allSatisfy(passage -> assertThat(passage.text())
                .startsWith("    public int f"));
    }

    @Test
    void quotedHistoryStandsApartFromWhatWasWritten() {
        String history = IntStream.range(0, 8).mapToObj(i -> "> Old line " + i).collect(Collectors.joining("\n"));
        Draft draft = new Draft("Kiln")
                .paragraph("From: ann@example.org\nTo: bob@example.org\nDate: 2026-03-02")
                .paragraph("The kiln is fixed.")
                .paragraph("On Monday, Bob <bob@example.org> wrote:\n" + history);

        assertThat(texts(cut(draft, Profile.MAIL)))
                .containsExactly(
                        "From: ann@example.org\nTo: bob@example.org\nDate: 2026-03-02\n\nThe kiln is fixed.",
                        "On Monday, Bob <bob@example.org> wrote:\n" + history);
    }

    @Test
    void aShortQuoteStaysWithTheReplyBelowIt() {
        Draft draft = new Draft("").paragraph("> When is it fired?\nOn Mondays.");

        assertThat(texts(cut(draft, Profile.MAIL))).containsExactly("> When is it fired?\nOn Mondays.");
    }

    @Test
    void eachForwardedMessageStandsByItself() {
        Draft draft = new Draft("")
                .paragraph("See below.")
                .paragraph("-----Original Message-----\nFrom: Bob\nSent: Monday\nTo: Ann")
                .paragraph("It broke.")
                .paragraph("Von: Ann\nGesendet: Sonntag\nAn: Bob")
                .paragraph("Is it well?");

        assertThat(texts(cut(draft, Profile.MAIL)))
                .containsExactly(
                        "See below.",
                        "-----Original Message-----\nFrom: Bob\nSent: Monday\nTo: Ann\n\nIt broke.",
                        "Von: Ann\nGesendet: Sonntag\nAn: Bob\n\nIs it well?");
    }

    @Test
    void aQuestionStaysWithItsAnswerAndApartFromOthers() {
        Draft draft = new Draft("")
                .heading(1, "FAQ")
                .paragraph("When is it fired?")
                .paragraph("On Mondays.")
                .item("Q: Who does it?")
                .paragraph("Ann.")
                .heading(2, "Is it hot?")
                .paragraph("Very.");

        List<Passage> passages = cut(draft, Profile.QA);

        assertThat(texts(passages))
                .containsExactly("When is it fired?\n\nOn Mondays.", "Q: Who does it?\n\nAnn.", "Very.");
        assertThat(passages.getLast().headings()).containsExactly("FAQ", "Is it hot?");
    }

    @Test
    void labelledQuestionsInOneParagraphAreTakenApart() {
        Draft draft = new Draft("").paragraph("Q: When?\nA: On Mondays.\nQ: Who?\nA: Ann.");

        assertThat(texts(cut(draft, Profile.QA))).containsExactly("Q: When?\nA: On Mondays.", "Q: Who?\nA: Ann.");
    }

    @Test
    void theQuestionStandsAboveThePartsOfALongAnswer() {
        Draft draft = new Draft("").paragraph("How is it fired?").paragraph(Draft.sentences(100, 10));

        List<Passage> passages = cut(draft, Profile.QA);

        assertThat(passages.getFirst().text()).startsWith("How is it fired?");
        assertThat(passages.getFirst().context()).isEmpty();
        assertThat(passages.subList(1, passages.size())).isNotEmpty().allSatisfy(passage -> {
            assertThat(passage.context()).isEqualTo("How is it fired?");
            assertThat(WORDS.count(passage.inContext(""))).isLessThanOrEqualTo(510);
        });
    }

    @Test
    void aSlideIsAPassageWithItsNotes() {
        Draft draft = new Draft("")
                .page(1)
                .heading(1, "Results")
                .paragraph("Sales grew.")
                .note("Mention the office.")
                .page(2)
                .paragraph("No title here.")
                .page(3)
                .heading(1, "Outlook");

        List<Passage> passages = cut(draft, Profile.SLIDES);

        assertThat(texts(passages)).containsExactly("Sales grew.\n\nMention the office.", "No title here.", "Outlook");
        assertThat(passages).extracting(Passage::headings).containsExactly(List.of("Results"), List.of(), List.of());
        assertThat(passages).extracting(Passage::page).containsExactly(1, 2, 3);
    }

    @Test
    void aSlideTooLongForAPassageIsCutAndSharesNoneWithTheNext() {
        Draft draft =
                new Draft("").page(1).paragraph(Draft.sentences(80, 10)).page(2).paragraph("Short.");

        assertThat(cut(draft, Profile.SLIDES)).extracting(Passage::page).containsExactly(1, 1, 2);
    }

    @Test
    void passagesKnowTheSectionThatTheyWereCutFrom() {
        Draft draft = new Draft("")
                .heading(1, "One")
                .paragraph(Draft.sentences(120, 10))
                .heading(1, "Two")
                .paragraph(Draft.words(60));

        List<Passage> passages = cut(draft, Profile.AUTO);

        Passage last = passages.getLast();
        assertThat(passages.subList(0, passages.size() - 1))
                .hasSizeGreaterThan(1)
                .allSatisfy(passage -> {
                    assertThat(passage.section().start()).isZero();
                    assertThat(passage.section().end()).isEqualTo(last.section().start() - 2);
                });
    }

    @ParameterizedTest
    @CsvSource({
        "text/csv, TABLES",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet, TABLES",
        "application/vnd.ms-excel, TABLES",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation, SLIDES",
        "message/rfc822, MAIL",
        "application/vnd.ms-outlook, MAIL",
        "application/pdf, PROSE"
    })
    void autoGoesByTheTypeOfTheFile(String type, Profile expected) {
        assertThat(Profile.AUTO.of(new Draft("").type(type).paragraph("Words.").document()))
                .isEqualTo(expected);
    }

    @Test
    void autoGoesByWhatMostOfTheTextIs() {
        assertThat(Profile.AUTO.of(new Draft("").code("x = 1").document())).isEqualTo(Profile.CODE);
        assertThat(Profile.AUTO.of(
                        new Draft("").paragraph("Hm.").table("a | b\n1 | 2").document()))
                .isEqualTo(Profile.TABLES);
        assertThat(Profile.AUTO.of(
                        new Draft("").paragraph("Words.").code("x = 1").document()))
                .isEqualTo(Profile.PROSE);
    }

    @Test
    void autoTellsAnsweredQuestionsFromAListOfQuestions() {
        Draft answered = new Draft("");
        Draft asked = new Draft("");
        for (int i = 0; i < 5; i++) {
            answered.paragraph("What is number %d?".formatted(i)).paragraph("It is one more than the one before.");
            asked.item("- What is number %d?".formatted(i));
        }

        assertThat(Profile.AUTO.of(answered.document())).isEqualTo(Profile.QA);
        assertThat(Profile.AUTO.of(asked.document())).isEqualTo(Profile.PROSE);
    }

    @Test
    void aChosenSizeHoldsForWholeSectionsAsWell() {
        Draft draft = new Draft("").paragraph(Draft.sentences(40, 10));
        Budget budget = Budget.of(Profile.PROSE, Optional.of(new PassageRules.Size(120, 30)), 510);

        assertThat(chunker.chunk(draft.document(), WORDS, budget, Profile.PROSE))
                .hasSizeGreaterThan(3)
                .allSatisfy(passage ->
                        assertThat(WORDS.count(passage.inContext(""))).isLessThanOrEqualTo(120));
    }

    @Test
    void aChosenSizeBeyondTheModelsLimitIsHeldToThat() {
        assertThat(Budget.of(Profile.TABLES, Optional.of(new PassageRules.Size(800, 100)), 510)
                        .maxTokens())
                .isEqualTo(510);
    }

    @Test
    void neighboursCannotShareMoreThanHalfOfAPassage() {
        assertThatThrownBy(() -> new PassageRules.Size(200, 101)).isInstanceOf(IllegalArgumentException.class);
    }

    private static String rows(int count) {
        return IntStream.range(0, count).mapToObj(i -> "item | " + i).collect(Collectors.joining("\n"));
    }
}
