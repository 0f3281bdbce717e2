package io.groundwork.orchestration.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.orchestration.answering.AnswerEvent;
import io.groundwork.orchestration.chat.ChatOutcome.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page says in its own language why a question was not answered, by the codes that the API gives: {@code web/app/failures.ts}. */
class FailureWordsTest {

    private static final Path PAGE = Path.of("../src/main/resources/web/app/failures.ts");
    private static final Pattern WORDS = Pattern.compile("(?m)^  (\\w+): \"[\\w.]+\",$");

    @Test
    void everyWayInWhichAskingFailsHasWordsOfThePages() throws IOException {
        Stream<RuntimeException> ofModels = Arrays.stream(Reason.values())
                .filter(reason -> reason != Reason.LEFT) // then nobody reads it
                .map(reason -> ModelFailures.of(reason, "words"));
        Stream<RuntimeException> ofAnswers = Arrays.stream(AnswerEvent.Kind.values())
                .map(kind -> ResponseWriter.problem(new AnswerEvent.Problem(kind, "words")));
        List<String> codes = Stream.concat(ofModels, ofAnswers)
                .map(failure -> ((ProblemException) failure).problem().code)
                .toList();

        assertThat(said()).containsAll(codes).contains(Problem.INTERNAL.code, Problem.NOT_FOUND.code);
    }

    /** Codes are those of OpenAI's envelope, or the last part of a problem's type. */
    @Test
    void noWordsAreForACodeThatIsNeverGiven() throws IOException {
        Set<String> given = Arrays.stream(Problem.values())
                .flatMap(problem -> Stream.of(
                        problem.code,
                        problem.type().substring("/problems/".length()).replace('-', '_')))
                .collect(Collectors.toSet());

        assertThat(given).containsAll(said());
    }

    private static List<String> said() throws IOException {
        return WORDS.matcher(Files.readString(PAGE))
                .results()
                .map(match -> match.group(1))
                .toList();
    }
}
