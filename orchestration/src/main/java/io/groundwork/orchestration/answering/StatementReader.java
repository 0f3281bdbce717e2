package io.groundwork.orchestration.answering;

import static java.util.Comparator.comparingInt;

import io.groundwork.ingest.chunk.Sentences;
import io.groundwork.ingest.chunk.Span;
import io.groundwork.orchestration.answering.Statement.Doubt;
import io.groundwork.orchestration.answering.Statement.Verdict;
import io.groundwork.orchestration.chat.ChatOutcome;
import io.groundwork.retrieval.Hit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Holds each sentence that a chat model writes against the passages that it cites. Those that the policy would leave out are held back until that is known; under any other
 * the text goes out as it comes. A sentence without a mark may rest on those of the next one in its line, as models like to cite at the end of a paragraph. Used by one thread, for one answer.
 */
final class StatementReader implements ChatWriter.Reader {

    private static final int FEWEST_WORDS = 2;

    private final Ask ask;
    private final Draft draft;
    private final List<Hit> passages;
    private final Support support;
    private final boolean leavesOut;

    /** What was written and not judged yet. A line may be as long as the answer: it is looked at when it is whole, and not at each word. */
    private final StringBuilder pending = new StringBuilder();

    private boolean pendingIsBlank = true;

    /** Whether there is nothing but white space, with a line break in it, behind the last word that is pending. */
    private boolean lineEnded;

    /** The last sentence that was judged: a mark may come late. */
    private Judged last = new Judged("", Verdict.NO_CLAIM, Optional.empty(), List.of(), List.of());

    private int lastStart;
    private final List<Statement> statements = new ArrayList<>();
    private int leftOut;
    private boolean declined;

    StatementReader(Ask ask, Draft draft, List<Hit> passages, Support support) {
        this.ask = ask;
        this.draft = draft;
        this.passages = passages;
        this.support = support;
        this.leavesOut = ask.policy().unsupported() == Policy.Unsupported.DROP;
    }

    /**
     * @param supports what bears it out, or was cited for it and has other values
     * @param quotes spans of the sentence
     */
    private record Judged(
            String sentence, Verdict verdict, Optional<Doubt> doubt, List<Evidence> supports, List<Span> quotes) {

        boolean isUnsupported() {
            return verdict == Verdict.UNSUPPORTED;
        }
    }

    @Override
    public void text(String text) {
        for (int from = 0; from < text.length(); ) {
            int newline = text.indexOf('\n', from);
            int to = newline < 0 ? text.length() : newline + 1;
            take(text.substring(from, to));
            from = to;
        }
    }

    private void take(String part) {
        if (lineEnded && !pendingIsBlank && !part.isBlank()) {
            settle(List.of());
        }
        append(part);
        if (!leavesOut) {
            draft.write(part);
        }
    }

    private void append(String part) {
        pending.append(part);
        pendingIsBlank = pendingIsBlank && part.isBlank();
        lineEnded = part.endsWith("\n") || (lineEnded && part.isBlank());
    }

    @Override
    public void cite(List<Integer> numbers) {
        if (pendingIsBlank) {
            citeLate(numbers);
        } else {
            settle(numbers);
        }
    }

    @Override
    public void declined() {
        declined = true;
    }

    @Override
    public Outcome outcome(ChatOutcome.Ending ending) {
        settle(List.of());
        Checked checked = new Checked(statements, leftOut);
        draft.checked(checked);
        if (draft.isBlank() && leftOut == 0 && ending.isCut()) {
            return Outcome.PARTIAL;
        }
        if (draft.isBlank() || (declined && draft.citations().isEmpty())) {
            if (draft.isBlank()) {
                draft.write(FixedWords.declined(ask));
            }
            return Outcome.DECLINED;
        }
        return declined || ending != ChatOutcome.Ending.COMPLETE || checked.leftOut() > 0 || !checked.holdsSupported()
                ? Outcome.PARTIAL
                : Outcome.ANSWERED;
    }

    /** Judges what is pending; the numbers are of the last sentence. */
    private void settle(List<Integer> numbers) {
        String text = pending.toString();
        List<Span> sentences = sentences(text);
        int began = draft.length() - text.length();
        int from = 0;
        for (int i = 0; i < sentences.size(); i++) {
            Span span = sentences.get(i);
            boolean cites = i == sentences.size() - 1;
            Judged judged = judge(span.of(text), numbers, cites);
            if (!leavesOut) {
                note(judged, began + span.start());
            } else if (judged.isUnsupported()) {
                leftOut++;
            } else {
                String white = text.substring(from, span.start());
                draft.write(draft.isBlank() ? white.stripLeading() : white);
                draft.write(judged.sentence());
                note(judged, draft.length() - judged.sentence().length());
            }
            from = span.end();
            last = judged;
        }
        pending.setLength(0);
        pendingIsBlank = true;
        lineEnded = false;
        if (leavesOut) {
            append(text.substring(from));
        }
    }

    /** What has no words, such as the asterisks behind an emphasis, belongs to the sentence before it. */
    private static List<Span> sentences(String text) {
        List<Span> sentences = new ArrayList<>();
        for (Span span : Sentences.of(text)) {
            if (!sentences.isEmpty() && Words.in(span.of(text)).isEmpty()) {
                sentences.set(sentences.size() - 1, new Span(sentences.getLast().start(), span.end()));
            } else {
                sentences.add(span);
            }
        }
        return sentences;
    }

    /** A mark that follows another one's sentence: it may bear out what that one did not. */
    private void citeLate(List<Integer> numbers) {
        Judged again = judge(last.sentence(), numbers, true);
        if (!last.isUnsupported() || again.isUnsupported()) {
            if (!(leavesOut && last.isUnsupported())) {
                again.supports().forEach(draft::cite);
            }
            return;
        }
        if (leavesOut) {
            leftOut--;
            draft.write(draft.isBlank() ? again.sentence() : " " + again.sentence());
            note(again, draft.length() - again.sentence().length());
        } else {
            statements.removeLast();
            note(again, lastStart);
        }
        last = again;
    }

    private void note(Judged judged, int start) {
        int end = start + judged.sentence().length();
        lastStart = start;
        List<Integer> citations = new ArrayList<>();
        for (Evidence evidence : judged.supports()) {
            OptionalInt place = draft.cite(evidence, end);
            place.ifPresent(citations::add);
        }
        statements.add(new Statement(
                start,
                end,
                judged.verdict(),
                judged.doubt(),
                citations,
                judged.quotes().stream()
                        .map(quote -> new Span(start + quote.start(), start + quote.end()))
                        .toList()));
    }

    /** @param cites whether the numbers stand behind this very sentence; behind a later one of its line otherwise */
    private Judged judge(String sentence, List<Integer> numbers, boolean cites) {
        if (claimsNothing(sentence) && !(cites && !numbers.isEmpty())) {
            return new Judged(sentence, Verdict.NO_CLAIM, Optional.empty(), List.of(), List.of());
        }
        List<Evidence> found = new ArrayList<>();
        for (int number : numbers) {
            Optional<Evidence> evidence = number < 1 || number > passages.size()
                    ? Optional.empty()
                    : support.of(sentence, passages.get(number - 1));
            if (evidence.isPresent() && draft.holds(evidence.get())) {
                found.add(evidence.get());
            } else if (evidence.isEmpty() && cites) {
                draft.drop();
            }
        }
        Optional<Doubt> doubt = doubt(sentence, numbers, found);
        if (doubt.isPresent()) {
            return new Judged(sentence, Verdict.UNSUPPORTED, doubt, cites ? found : List.of(), List.of());
        }
        List<Span> quotes = found.stream()
                .flatMap(evidence -> Quotations.of(sentence, evidence.text()).stream())
                .distinct()
                .toList();
        return new Judged(
                sentence,
                quotes.isEmpty() ? Verdict.SUPPORTED : Verdict.QUOTED,
                Optional.empty(),
                found,
                apart(quotes));
    }

    private Optional<Doubt> doubt(String sentence, List<Integer> numbers, List<Evidence> found) {
        if (numbers.isEmpty()) {
            return Optional.of(Doubt.UNCITED);
        }
        return found.isEmpty() ? Optional.of(Doubt.NOT_SAID) : Entailment.doubt(sentence, found, ask.question());
    }

    /** Those of several sources may overlap: the longer ones stay. */
    private static List<Span> apart(List<Span> quotes) {
        List<Span> apart = new ArrayList<>();
        quotes.stream()
                .sorted(comparingInt((Span quote) -> quote.start() - quote.end()))
                .filter(quote ->
                        apart.stream().noneMatch(other -> quote.start() < other.end() && other.start() < quote.end()))
                .forEach(apart::add);
        return apart.stream().sorted(comparingInt(Span::start)).toList();
    }

    private static boolean claimsNothing(String sentence) {
        String plain = sentence.strip();
        Set<String> telling = Words.telling(plain);
        boolean leadsOn = plain.endsWith(":") || plain.startsWith("#") || telling.size() < FEWEST_WORDS;
        return plain.endsWith("?") || (leadsOn && Values.of(plain).numbers().isEmpty());
    }
}
