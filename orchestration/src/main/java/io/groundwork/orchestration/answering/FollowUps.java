package io.groundwork.orchestration.answering;

import io.groundwork.orchestration.answering.Beside.FollowUp;
import io.groundwork.orchestration.answering.SentenceChooser.Choice;
import io.groundwork.retrieval.Hit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes questions of the headings of passages that were found and not used. One is given only where the passages answer it: the same sentences are weighed as for an answer of the
 * built-in model. All passages are of the caller's own search, so none tells of what the caller may not read.
 */
final class FollowUps {

    private static final int MOST = 3;
    private static final int MOST_TRIED = 5;
    private static final int LONGEST_HEADING = 80;
    private static final int SHORTEST_HEADING = 4;

    private static final Map<String, String> ABOUT = Map.of(
            "en", "What about “%s”?",
            "de", "Was gilt für „%s“?",
            "es", "¿Qué hay de «%s»?",
            "fr", "Qu’en est-il de « %s » ?",
            "it", "Che cosa vale per «%s»?",
            "nl", "Wat geldt er voor ‘%s’?");

    private final SentenceChooser chooser;

    FollowUps(SentenceChooser chooser) {
        this.chooser = chooser;
    }

    /**
     * At most three, the best passages' first.
     *
     * @throws io.groundwork.embeddings.EmbeddingException when the engine is overloaded or cannot be reached
     * @throws io.groundwork.retrieval.RetrievalException when the database cannot be read
     */
    List<FollowUp> of(Ask ask, List<Hit> hits, List<Evidence> cited) {
        Set<String> used = new HashSet<>();
        cited.forEach(
                evidence -> evidence.hit().passage().headings().forEach(heading -> used.add(Values.plain(heading))));
        String about = QuestionLanguage.of(ask).map(ABOUT::get).orElse("%s?");
        List<FollowUp> questions = new ArrayList<>();
        int tried = 0;
        for (Hit hit : hits) {
            List<String> headings = hit.passage().headings();
            String heading = headings.isEmpty() ? "" : headings.getLast().strip();
            if (questions.size() == MOST || tried == MOST_TRIED) {
                break;
            }
            if (asks(heading, ask.question()) && used.add(Values.plain(heading))) {
                tried++;
                if (isAnswered(ask, hit, hits, heading)) {
                    questions.add(new FollowUp(about.formatted(heading), hit.collection(), hit.document()));
                }
            }
        }
        return List.copyOf(questions);
    }

    private static boolean asks(String heading, String question) {
        return heading.length() >= SHORTEST_HEADING
                && heading.length() <= LONGEST_HEADING
                && !Words.telling(heading).isEmpty()
                && !Words.telling(question).containsAll(Words.telling(heading));
    }

    /** Whether a sentence under the heading would be quoted for it. */
    private boolean isAnswered(Ask ask, Hit hit, List<Hit> hits, String heading) {
        List<Hit> near = hits.stream()
                .filter(other -> other.document().equals(hit.document()))
                .toList();
        Choice choice = chooser.choose(ask.asking(heading), near);
        return choice.sentences().stream()
                .anyMatch(sentence -> sentence.hit().passage().headings().contains(heading));
    }
}
