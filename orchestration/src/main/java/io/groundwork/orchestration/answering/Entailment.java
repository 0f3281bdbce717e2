package io.groundwork.orchestration.answering;

import io.groundwork.ingest.Passage;
import io.groundwork.ingest.chunk.Span;
import io.groundwork.ingest.language.Languages;
import io.groundwork.orchestration.answering.Statement.Doubt;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Holds a sentence against what it cites by what cosines do not see: each of its numbers must stand in the sentences that it rests on, each of its names somewhere in
 * their passages, it must not deny what they say, and share enough words with them. Decision 31 says what that tells apart.
 */
final class Entailment {

    /** Least share of a sentence's telling words that stand in the passages. */
    private static final double WORDS_HELD = 0.5;

    private static final Languages LANGUAGES = new Languages();

    private Entailment() {}

    /**
     * @param evidence what the sentence cites and comes near it; never empty
     * @param question whose names the sentence may take up
     */
    static Optional<Doubt> doubt(String sentence, List<Evidence> evidence, String question) {
        Values claimed = Values.of(sentence);
        List<String> passages =
                evidence.stream().map(each -> passage(each.hit().passage())).toList();
        if (!numbersHeld(sentence, claimed, evidence)) {
            return Optional.of(Doubt.OTHER_VALUES);
        }
        boolean denies = claimed.negated()
                && evidence.stream().noneMatch(each -> Values.of(each.text()).negated());
        if (denies) {
            return Optional.of(Doubt.OTHER_VALUES);
        }
        if (!sameLanguage(sentence, passages.getFirst())) {
            return Optional.empty(); // words of another language cannot be held against these
        }
        List<String> around = new ArrayList<>(passages);
        around.add(question);
        if (namesCount(sentence) && !claimed.namesNotAmong(Values.stems(around)).isEmpty()) {
            return Optional.of(Doubt.OTHER_VALUES);
        }
        return held(sentence, Values.stems(passages)) < WORDS_HELD ? Optional.of(Doubt.NOT_SAID) : Optional.empty();
    }

    /** In the sentences that it rests on; or beside them, before or behind the same word: a claim may put two sentences together, and not swap their numbers. */
    private static boolean numbersHeld(String sentence, Values claimed, List<Evidence> evidence) {
        Set<String> missing = claimed.numbersNotIn(Values.of(
                String.join("\n", evidence.stream().map(Entailment::cited).toList())));
        if (missing.isEmpty()) {
            return true;
        }
        Set<String> beside = new HashSet<>();
        Set<String> months = new HashSet<>();
        for (Evidence each : evidence) {
            String near = near(each);
            beside.addAll(Values.numbersInPlace(near));
            months.addAll(Values.of(near).numbers());
        }
        months.removeIf(
                number -> !Values.isMonthNumber(number)); // a sentence may have been cut behind the day: 31. März
        Set<String> borneOut = new HashSet<>(months);
        for (String place : Values.numbersInPlace(sentence)) {
            if (beside.contains(place)) {
                borneOut.add(place.substring(0, place.indexOf(' ')));
            }
        }
        return borneOut.containsAll(missing);
    }

    private static double held(String sentence, Set<String> stems) {
        List<String> telling = Values.tellingStems(sentence);
        return telling.isEmpty()
                ? 1
                : (double) telling.stream().filter(stems::contains).count() / telling.size();
    }

    /** In German every noun has a capital, and a paraphrase other nouns. */
    private static boolean namesCount(String sentence) {
        return !LANGUAGES.ofQuestion(sentence).equals("de");
    }

    private static boolean sameLanguage(String sentence, String passage) {
        String one = LANGUAGES.ofQuestion(sentence);
        String other = LANGUAGES.ofQuestion(passage);
        return one.isEmpty() || other.isEmpty() || one.equals(other);
    }

    /** The sentence with those before and after it. */
    private static String near(Evidence evidence) {
        Passage passage = evidence.hit().passage();
        List<Span> all = Segments.of(passage).spans();
        int place = all.indexOf(evidence.span());
        int from = place <= 0 ? evidence.span().start() : all.get(place - 1).start();
        int to = place < 0 || place + 1 >= all.size()
                ? evidence.span().end()
                : all.get(place + 1).end();
        return passage.text().substring(from, to);
    }

    private static String cited(Evidence evidence) {
        Passage passage = evidence.hit().passage();
        return String.join(" ", passage.headings()) + "\n" + passage.context() + "\n" + evidence.text();
    }

    private static String passage(Passage passage) {
        return String.join(" ", passage.headings()) + "\n" + passage.context() + "\n" + passage.text();
    }
}
