package io.groundwork.orchestration.answering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.groundwork.ingest.chunk.Span;
import io.groundwork.orchestration.answering.AnswerEvent.Cited;
import io.groundwork.orchestration.answering.AnswerEvent.Delta;
import io.groundwork.orchestration.answering.AnswerEvent.Done;
import io.groundwork.orchestration.answering.AnswerEvent.Failed;
import io.groundwork.orchestration.answering.AnswerEvent.Found;
import io.groundwork.orchestration.answering.AnswerEvent.Kind;
import io.groundwork.orchestration.answering.AnswerEvent.Searching;
import io.groundwork.orchestration.answering.Answerer.Account;
import io.groundwork.orchestration.answering.Answerer.Ledger;
import io.groundwork.orchestration.answering.Statement.Doubt;
import io.groundwork.orchestration.answering.Statement.Verdict;
import io.groundwork.orchestration.audit.Ending;
import io.groundwork.orchestration.chat.ChatEvent;
import io.groundwork.orchestration.chat.ChatOutcome;
import io.groundwork.orchestration.chat.Dialect;
import io.groundwork.orchestration.chat.Usage;
import io.groundwork.orchestration.models.Card;
import io.groundwork.orchestration.models.ModelVersion;
import io.groundwork.orchestration.models.State;
import io.groundwork.orchestration.routing.Attempt;
import io.groundwork.orchestration.routing.Routed;
import io.groundwork.retrieval.Hit;
import io.groundwork.retrieval.RetrievalException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AnswererTest {

    private static final String QUESTION = "How many weeks does parental leave last?";

    private static final String DECLINED = "The documents do not hold an answer to this question.";

    private static final int LONG = 4_000_000;
    private static final int PIECE = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final ModelVersion TINY = new ModelVersion(
            new UUID(0, 3),
            "tiny",
            State.SERVING,
            Dialect.OPENAI,
            "tiny",
            List.of(),
            Card.BLANK,
            Instant.EPOCH,
            Optional.empty());

    private final Library library = new Library();
    private final Book book = new Book();
    private final List<AnswerEvent> events = new ArrayList<>();
    private final Hit leave =
            library.hit("Offices close at noon. Parental leave lasts sixteen weeks. It is paid in full.", "Leave");
    private final Hit travel = library.hit("Trains are booked by the travel office.");

    @Test
    void theBuiltInModelQuotesTheSentenceThatAnswers() {
        answer(extractive(), leave, travel);

        assertThat(events)
                .extracting(Object::getClass)
                .containsExactly(Searching.class, Found.class, Delta.class, Cited.class, Done.class);
        Answer answer = done();
        assertThat(answer.text()).isEqualTo("Parental leave lasts sixteen weeks.");
        assertThat(answer.outcome()).isEqualTo(Outcome.ANSWERED);
        Citation citation = answer.citations().getFirst();
        assertThat(citation.quote()).isEqualTo("Parental leave lasts sixteen weeks.");
        assertThat(library.of(leave.document(), 3).orElseThrow().substring(citation.start(), citation.end()))
                .isEqualTo(citation.quote());
        assertThat(citation.index()).isEqualTo(answer.text().length());
        assertThat(citation.page()).isEqualTo(4);
        assertThat(citation.headings()).containsExactly("Leave");
        assertThat(citation.document()).isEqualTo(leave.document());
    }

    @Test
    void theBuiltInModelDeclinesWhatTheDocumentsDoNotHold() {
        answer(extractive(), travel);

        assertThat(done().outcome()).isEqualTo(Outcome.DECLINED);
        assertThat(done().citations()).isEmpty();
        assertThat(done().text()).isEqualTo(DECLINED);
        assertThat(book.account.ending()).isEqualTo(Ending.DECLINED);
    }

    @Test
    void anAnswerTellsHowLikelyItIsAndWhatWasSearched() {
        answer(extractive(), leave, travel);
        double answered = done().score().orElseThrow();
        answer(extractive(), travel);

        assertThat(answered).isBetween(0.5, 1.0);
        assertThat(done().score().orElseThrow()).isBetween(0.0, 0.1);
        assertThat(done().searched()).isEqualTo(new Answer.Searched(List.of(QUESTION), List.of(Library.COLLECTION), 1));
    }

    @Test
    void aChatModelCannotTellHowLikelyItsAnswerIs() {
        answer(says("Parental leave lasts sixteen weeks [1]."), leave);

        assertThat(done().score()).isEmpty();
    }

    @Test
    void withoutHitsNoModelIsAsked() {
        answer((ask, hits, draft, stop) -> {
            throw new AssertionError("asked");
        });

        assertThat(done().outcome()).isEqualTo(Outcome.DECLINED);
    }

    @Test
    void aSentenceThatTheStoredDocumentNoLongerHoldsIsNotShown() {
        library.rewrite(
                leave, "Page header\nParental leave lasts ten weeks now, and the offices close at noon or later.");

        answer(extractive(), leave);

        assertThat(done().text()).doesNotContain("sixteen");
        assertThat(done().outcome()).isEqualTo(Outcome.DECLINED);
        assertThat(done().droppedCitations()).isEqualTo(1);
    }

    @Test
    void aChatModelsMarksBecomeCitationsOfTheSentencesTheyRestOn() {
        answer(says("Parental leave lasts", " sixteen weeks [", "1]. It is paid in full.[1]"), leave, travel);

        Answer answer = done();
        assertThat(answer.text()).isEqualTo("Parental leave lasts sixteen weeks. It is paid in full.");
        assertThat(answer.citations())
                .extracting(Citation::quote)
                .containsExactly("Parental leave lasts sixteen weeks.", "It is paid in full.");
        assertThat(answer.citations()).extracting(Citation::index).containsExactly(35, 55);
        assertThat(answer.outcome()).isEqualTo(Outcome.ANSWERED);
        assertThat(answer.usage()).isEqualTo(new Usage(100, 10));
        assertThat(String.join("", deltas())).isEqualTo(answer.text());
    }

    @Test
    void citationsOfPassagesThatDoNotExistOrDoNotSayItAreDropped() {
        answer(says("Parental leave lasts sixteen weeks [2][9]."), leave, travel);

        assertThat(done().citations()).isEmpty();
        assertThat(done().droppedCitations()).isEqualTo(2);
        assertThat(done().outcome()).isEqualTo(Outcome.PARTIAL);
        assertThat(book.account.ending()).isEqualTo(Ending.PARTIAL);
    }

    @Test
    void aChatModelThatDeclinesIsPutInOurWords() {
        answer(says("NOT_IN_", "DOCUMENTS"), leave);

        assertThat(done().text()).isEqualTo(DECLINED);
        assertThat(done().outcome()).isEqualTo(Outcome.DECLINED);
    }

    @Test
    void anAnswerThatWasCutIsPartial() {
        answer(
                chat(
                        new ChatOutcome.Finished("", ChatOutcome.Ending.CUT, Usage.NONE),
                        "Parental leave lasts sixteen weeks [1]."),
                leave);

        assertThat(done().citations()).hasSize(1);
        assertThat(done().outcome()).isEqualTo(Outcome.PARTIAL);
        assertThat(done().ending()).isEqualTo(ChatOutcome.Ending.CUT);
    }

    @Test
    void aModelThatWasCutBeforeItSaidAWordDoesNotDecline() {
        answer(chat(new ChatOutcome.Finished("", ChatOutcome.Ending.CUT, Usage.NONE)), leave);

        assertThat(done().text()).isEmpty();
        assertThat(done().outcome()).isEqualTo(Outcome.PARTIAL);
    }

    @Test
    void sentencesOfDocumentsAreCutBehindAWord() {
        answerer(extractive(), leave).answer(Library.ask(QUESTION).atMost(OptionalInt.of(5)), events::add);

        assertThat(leave.passage().text()).contains(done().text() + " ");
        assertThat(done().text()).isNotBlank();
        assertThat(done().text().length()).isLessThanOrEqualTo(20);
        assertThat(done().citations()).hasSize(1);
        assertThat(done().ending()).isEqualTo(ChatOutcome.Ending.CUT);
        assertThat(done().outcome()).isEqualTo(Outcome.PARTIAL);
    }

    @Test
    void aModelServerThatFailsInTheMiddleEndsInAFailure() {
        answer(chat(new ChatOutcome.Failed(ChatOutcome.Reason.CUT_OFF, "It broke off."), "Parental"), leave);

        assertThat(failed().kind()).isEqualTo(Kind.MODEL);
        assertThat(failed().words()).isEqualTo("It broke off.");
        assertThat(book.account.ending()).isEqualTo(Ending.FAILED);
    }

    @Test
    void ofAnAnswerThatBrokeOffTheRecordSaysWhatWasReadAndWhatWasShownAsCited() {
        answer(
                chat(
                        new ChatOutcome.Failed(ChatOutcome.Reason.CUT_OFF, "It broke off."),
                        "Parental leave lasts sixteen weeks [1]. ",
                        "It is"),
                leave,
                travel);

        assertThat(events).anyMatch(Cited.class::isInstance);
        assertThat(book.account.ending()).isEqualTo(Ending.FAILED);
        assertThat(book.account.grounds().cited())
                .extracting(Evidence::text)
                .containsExactly("Parental leave lasts sixteen weeks.");
        assertThat(book.account.grounds().read()).containsExactly(leave, travel);
    }

    @Test
    void whereNoModelWasAskedNothingWasRead() {
        ChatWriter.Model nobody = (ask, request, heard, stop) -> new Routed.Nobody(
                new ChatOutcome.Failed(ChatOutcome.Reason.BUSY, "Nobody."),
                List.of(new Attempt("tiny", Optional.of(TINY.id()), Optional.empty(), "full", Duration.ZERO)));

        answer(
                new ChatWriter(
                        nobody, new Support(new WordOverlap(), new RarityWeights(), 0.5), extractive(), Defaults.ROOMY),
                leave);

        assertThat(book.account.grounds().read()).isEmpty();
    }

    @Test
    void whoHasLeftIsNoFailureOfTheModel() {
        answer(chat(new ChatOutcome.Failed(ChatOutcome.Reason.LEFT, "Gone."), "Parental"), leave);

        assertThat(failed().reason()).contains(ChatOutcome.Reason.LEFT);
        assertThat(book.account.ending()).isEqualTo(Ending.ABORTED);
    }

    @Test
    void theRecordNamesWhatWasCitedAndWhatWasRead() {
        answer(says("Parental leave lasts sixteen weeks [1]."), leave, travel);

        assertThat(book.account.ending()).isEqualTo(Ending.ANSWERED);
        assertThat(book.account.grounds().cited())
                .extracting(Evidence::text)
                .containsExactly("Parental leave lasts sixteen weeks.");
        assertThat(book.account.grounds().read()).containsExactly(leave, travel);
        assertThat(done().decision()).isEqualTo(Book.ID);
    }

    @Test
    void nothingIsAnsweredWhenTheRecordCannotBeOpened() {
        book.opens = false;

        answer(extractive(), leave);

        assertThat(events).hasSize(1);
        assertThat(failed().kind()).isEqualTo(Kind.RECORD);
    }

    @Test
    void anAnswerWhoseRecordCannotBeClosedFails() {
        book.closes = false;

        answer(extractive(), leave);

        assertThat(failed().kind()).isEqualTo(Kind.RECORD);
        assertThat(events).noneMatch(Done.class::isInstance);
    }

    @Test
    void anUnknownModelIsSaid() {
        new Answerer(
                        (ask, stop) -> result(),
                        name -> Optional.empty(),
                        library,
                        (ask, found, cited) -> Beside.NOTHING,
                        book)
                .answer(Library.ask(QUESTION), events::add);

        assertThat(failed().kind()).isEqualTo(Kind.UNKNOWN_MODEL);
    }

    @Test
    void aSearchThatFailsIsRecordedAsFailed() {
        PassageSearch broken = (ask, stop) -> {
            throw new RetrievalException("no database", new IOException());
        };

        new Answerer(
                        broken,
                        name -> Optional.of(new Author("extractive", extractive())),
                        library,
                        (ask, found, cited) -> Beside.NOTHING,
                        book)
                .answer(Library.ask(QUESTION), events::add);

        assertThat(failed().kind()).isEqualTo(Kind.SEARCH);
        assertThat(book.account.ending()).isEqualTo(Ending.FAILED);
    }

    @Test
    void aListenerThatLeavesEndsTheWorkAndTheRecordSaysSo() {
        Answerer answerer = answerer(extractive(), leave);

        assertThatThrownBy(() -> answerer.answer(Library.ask(QUESTION), event -> {
                    if (event instanceof Delta) {
                        throw new IllegalStateException("gone");
                    }
                }))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("gone");

        assertThat(book.account.ending()).isEqualTo(Ending.ABORTED);
    }

    @Test
    void ofAModelThatIsLeftInTheMiddleTheRecordSaysWhoWroteAndWhatThatTook() {
        Attempt left =
                new Attempt("tiny", Optional.of(TINY.id()), Optional.of("localhost"), "left", Duration.ofMillis(5));
        ChatWriter.Model model = (ask, request, heard, stop) -> {
            try {
                heard.accept(new ChatEvent.Text("Parental leave lasts"));
                throw new AssertionError("Somebody went on listening");
            } finally {
                heard.tried(left);
            }
        };
        Writer writer = new ChatWriter(
                model, new Support(new WordOverlap(), new RarityWeights(), 0.5), extractive(), Defaults.ROOMY);

        assertThatThrownBy(() -> answerer(writer, leave).answer(Library.ask(QUESTION), event -> {
                    if (event instanceof Delta) {
                        throw new IllegalStateException("gone");
                    }
                }))
                .hasMessage("gone");

        assertThat(book.account.ending()).isEqualTo(Ending.ABORTED);
        assertThat(book.account.tried()).containsExactly(left);
        assertThat(book.account.writtenBy()).contains("tiny");
        assertThat(book.account.usage().outputTokens()).isEqualTo(1);
        assertThat(book.account.usage().inputTokens()).isPositive();
        assertThat(book.account.grounds().read()).containsExactly(leave);
    }

    /** The mark at the end is shown when the model has written all: whoever leaves then has had the whole answer. */
    @Test
    void whoLeavesBeforeTheLastCitationIsBookedTheWholeAnswer() {
        Writer writer = says("Parental leave lasts sixteen weeks [1]");

        assertThatThrownBy(() -> answerer(writer, leave).answer(Library.ask(QUESTION), event -> {
                    if (event instanceof Cited) {
                        throw new IllegalStateException("gone");
                    }
                }))
                .hasMessage("gone");

        assertThat(book.account.ending()).isEqualTo(Ending.ABORTED);
        assertThat(book.account.usage()).isEqualTo(new Usage(100, 10));
        assertThat(book.account.writtenBy()).contains("tiny");
    }

    @Test
    void whatAModelTookIsBookedAlsoWhereTheDatabaseGoesWhileItWrites() {
        ChatWriter.Model model = (ask, request, heard, stop) -> {
            heard.accept(new ChatEvent.Text("Parental leave lasts"));
            throw new RetrievalException("no database", new IOException());
        };

        answer(
                new ChatWriter(
                        model, new Support(new WordOverlap(), new RarityWeights(), 0.5), extractive(), Defaults.ROOMY),
                leave);

        assertThat(failed().kind()).isEqualTo(Kind.SEARCH);
        assertThat(book.account.ending()).isEqualTo(Ending.FAILED);
        assertThat(book.account.usage().outputTokens()).isEqualTo(1);
    }

    @Test
    void aFaultInTheProgramEndsTheRecordToo() {
        Writer faulty = (ask, hits, draft, stop) -> {
            throw new IllegalStateException("a fault");
        };

        assertThatThrownBy(() -> answer(faulty, leave)).hasMessage("a fault");

        assertThat(book.account.ending()).isEqualTo(Ending.FAILED);
        assertThat(book.account.reason()).contains("A fault in the program: IllegalStateException");
    }

    @Test
    void theRecordNamesWhatWasDroppedAndHowLongItTook() {
        answer(says("Parental leave lasts sixteen weeks [1][9]."), leave);

        assertThat(book.account.dropped()).isEqualTo(1);
        assertThat(book.account.text()).isEqualTo(done().text());
        assertThat(book.account.times().searched()).isPresent();
        assertThat(book.account.times().firstWord().orElseThrow())
                .isLessThanOrEqualTo(book.account.times().all());
    }

    @Test
    void theRecordNamesWhatDeterminesTheAnswer() {
        assertThat(says("x").recipe(Library.ask(QUESTION)).prompt()).contains("answer.2");
        assertThat(extractive().recipe(Library.ask(QUESTION)).digest()).contains("1");
    }

    @Test
    void eachSentenceIsHeldAgainstWhatItCites() {
        answer(
                says(
                        "Parental leave lasts sixteen weeks [1]. Parental leave lasts",
                        " twelve weeks [1]. Everybody likes it."),
                leave,
                travel);

        assertThat(done().text())
                .isEqualTo(
                        "Parental leave lasts sixteen weeks. Parental leave lasts twelve weeks. Everybody likes it.");
        assertThat(done().checked().sentences())
                .extracting(Statement::verdict)
                .containsExactly(Verdict.QUOTED, Verdict.UNSUPPORTED, Verdict.UNSUPPORTED);
        assertThat(done().checked().sentences())
                .extracting(Statement::doubt)
                .containsExactly(Optional.empty(), Optional.of(Doubt.OTHER_VALUES), Optional.of(Doubt.UNCITED));
        Statement first = done().checked().sentences().getFirst();
        assertThat(done().text().substring(first.start(), first.end()))
                .isEqualTo("Parental leave lasts sixteen weeks.");
        assertThat(first.citations()).containsExactly(0);
        assertThat(done().outcome()).isEqualTo(Outcome.ANSWERED);
        assertThat(book.account.checked()).isEqualTo(done().checked());
    }

    @Test
    void aMarkAtTheEndOfALineIsOfItsSentencesBeforeToo() {
        answer(says("Parental leave lasts sixteen weeks. It is paid in full. [1]\n\nAnybody may ask."), leave);

        assertThat(done().checked().sentences())
                .extracting(Statement::verdict)
                .containsExactly(Verdict.QUOTED, Verdict.SUPPORTED, Verdict.UNSUPPORTED);
        assertThat(done().citations()).extracting(Citation::index).containsExactly(35, 55);
    }

    @Test
    void theEndOfAnEmphasisIsNoSentence() {
        answer(says("- **Parental leave lasts sixteen weeks.** [1]\n- Nobody minds it much."), leave);

        assertThat(done().checked().sentences())
                .extracting(Statement::verdict)
                .containsExactly(Verdict.QUOTED, Verdict.UNSUPPORTED);
        assertThat(done().droppedCitations()).isZero();
    }

    @Test
    void aHeadingOrALeadInThatNamesANumberIsHeldAgainstTheDocumentsToo() {
        answer(
                says(
                        "## Ninety weeks of leave\n\nThese rules hold:\n\nIt is paid for 12 months:\n\n## Leave for parents\n\n",
                        "Parental leave lasts sixteen weeks [1]."),
                leave);

        assertThat(done().checked().sentences())
                .extracting(Statement::verdict)
                .containsExactly(
                        Verdict.UNSUPPORTED, Verdict.NO_CLAIM, Verdict.UNSUPPORTED, Verdict.NO_CLAIM, Verdict.QUOTED);
    }

    @Test
    void whatIsToBeLeftOutIsNeverWritten() {
        answer(
                Policy.Unsupported.DROP,
                says(
                        "Everybody likes it. Parental leave lasts sixteen weeks [1].",
                        " It is paid for twelve months [1].\n- Everybody says so twice."),
                leave);

        assertThat(done().text()).isEqualTo("Parental leave lasts sixteen weeks.");
        assertThat(String.join("", deltas())).isEqualTo(done().text());
        assertThat(done().citations()).extracting(Citation::index).containsExactly(35);
        assertThat(done().checked().leftOut()).isEqualTo(3);
        assertThat(done().outcome()).isEqualTo(Outcome.PARTIAL);
    }

    @Test
    void whereAllIsLeftOutTheAnswerIsDeclined() {
        answer(Policy.Unsupported.DROP, says("Parental leave lasts twelve months [1]."), leave);

        assertThat(done().text()).isEqualTo(DECLINED);
        assertThat(done().outcome()).isEqualTo(Outcome.DECLINED);
        assertThat(done().checked().leftOut()).isEqualTo(1);
        assertThat(done().citations()).isEmpty();
    }

    @Test
    void whatIsKeptIsNotLookedAt() {
        answer(Policy.Unsupported.KEEP, says("Parental leave lasts sixteen weeks [1]. Everybody likes it."), leave);

        assertThat(done().checked()).isEqualTo(Checked.NOTHING);
        assertThat(done().citations()).hasSize(1);
    }

    @Test
    void anAnswerOfWhichNothingIsBorneOutIsPartial() {
        answer(says("Parental leave lasts twelve months [1]."), leave);

        assertThat(done().outcome()).isEqualTo(Outcome.PARTIAL);
        assertThat(done().checked().count(Verdict.UNSUPPORTED)).isEqualTo(1);
    }

    @Test
    void theBuiltInModelsSentencesAreQuotations() {
        answer(extractive(), leave);

        Statement quoted = done().checked().sentences().getFirst();
        assertThat(quoted.verdict()).isEqualTo(Verdict.QUOTED);
        assertThat(quoted.quotes()).containsExactly(new Span(0, done().text().length()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            Wie lange dauert die Elternzeit?                         ; Die Dokumente enthalten keine Antwort auf diese Frage.
            Combien de temps dure le congé parental ?                ; Les documents ne contiennent pas de réponse à cette question.
            ¿Cuántas semanas dura el permiso parental?               ; Los documentos no contienen ninguna respuesta a esta pregunta.
            Quanto dura il congedo parentale e chi lo può chiedere?  ; I documenti non contengono una risposta a questa domanda.
            Hoeveel weken duurt het ouderschapsverlof?               ; De documenten bevatten geen antwoord op deze vraag.
            Ile tygodni trwa urlop i kto może go wziąć?              ; The documents do not hold an answer to this question.
            """)
    void aQuestionIsDeclinedInItsLanguageWhereThereAreWordsInIt(String question, String declined) {
        answerer(extractive(), travel).answer(Library.ask(question), events::add);

        assertThat(done().text()).isEqualTo(declined);
    }

    /** Were the work to grow with the square of a line's length, this would take minutes. */
    @ParameterizedTest
    @EnumSource
    void megabytesWithoutALineEndAreReadInTimeThatGrowsWithThemAlone(Policy.Unsupported unsupported) {
        String endless = "Parental leave lasts weeks and ".repeat(LONG / 31);

        assertTimeoutPreemptively(
                PATIENCE, () -> answer(unsupported, says(pieces(endless + "\nIt is paid in full [1].")), leave));

        assertThat(done().citations()).hasSize(1);
    }

    private static String[] pieces(String text) {
        String[] pieces = new String[Math.ceilDiv(text.length(), PIECE)];
        Arrays.setAll(pieces, i -> text.substring(i * PIECE, Math.min(text.length(), (i + 1) * PIECE)));
        return pieces;
    }

    private void answer(Policy.Unsupported unsupported, Writer writer, Hit... hits) {
        Policy policy = new Policy(unsupported, OptionalDouble.empty(), Optional.empty(), Set.of());
        answerer(writer, hits).answer(Library.ask(QUESTION).under(policy), events::add);
    }

    private void answer(Writer writer, Hit... hits) {
        answerer(writer, hits).answer(Library.ask(QUESTION), events::add);
    }

    private Answerer answerer(Writer writer, Hit... hits) {
        return new Answerer(
                (ask, stop) -> result(hits),
                name -> Optional.of(new Author("model", writer)),
                library,
                (ask, found, cited) -> Beside.NOTHING,
                book);
    }

    private static Found result(Hit... hits) {
        return new Found(List.of(hits), List.of(QUESTION));
    }

    private static Writer extractive() {
        return new ExtractiveWriter(
                new SentenceChooser(new WordMatching(), Library::outlines, Defaults.ROOMY), Defaults.ROOMY);
    }

    private static Writer says(String... pieces) {
        return chat(new ChatOutcome.Finished("", ChatOutcome.Ending.COMPLETE, new Usage(100, 10)), pieces);
    }

    private static Writer chat(ChatOutcome outcome, String... pieces) {
        ChatWriter.Model model = (ask, request, receiver, stop) -> {
            List.of(pieces).forEach(piece -> receiver.accept(new ChatEvent.Text(piece)));
            return new Routed.Answered(TINY, outcome, List.of());
        };
        return new ChatWriter(
                model, new Support(new WordOverlap(), new RarityWeights(), 0.5), extractive(), Defaults.ROOMY);
    }

    private Answer done() {
        assertThat(events.getLast()).isInstanceOf(Done.class);
        return ((Done) events.getLast()).answer();
    }

    private AnswerEvent.Problem failed() {
        assertThat(events.getLast()).isInstanceOf(Failed.class);
        return ((Failed) events.getLast()).problem();
    }

    private List<String> deltas() {
        return events.stream()
                .filter(Delta.class::isInstance)
                .map(event -> ((Delta) event).text())
                .toList();
    }

    /** Remembers one record. */
    private static final class Book implements Answerer.Ledger {

        static final UUID ID = new UUID(9, 9);

        private boolean opens = true;
        private boolean closes = true;
        private Account account;

        @Override
        public Ledger.Entry open(Ask ask, Author author) {
            if (!opens) {
                throw new AnsweringException("no database", new IOException());
            }
            return new Ledger.Entry() {

                @Override
                public UUID id() {
                    return ID;
                }

                @Override
                public void close(Account how) {
                    if (!closes) {
                        throw new AnsweringException("no database", new IOException());
                    }
                    account = how;
                }
            };
        }
    }
}
