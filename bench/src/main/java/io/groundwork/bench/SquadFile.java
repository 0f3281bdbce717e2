package io.groundwork.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Paragraphs and questions in the form of SQuAD 2.0.
 *
 * @param paragraphs each a document, titled as its article
 * @param questions of those that are judged; a file without answers has none
 * @see <a href="https://arxiv.org/abs/1806.03822">Rajpurkar, Jia, Liang, Know what you don't know, 2018</a>
 */
record SquadFile(List<BeirDocument> paragraphs, List<Question> questions) {

    private static final ObjectMapper JSON = new ObjectMapper();

    SquadFile {
        paragraphs = List.copyOf(paragraphs);
        questions = List.copyOf(questions);
    }

    /**
     * A question.
     *
     * @param paragraph the id of the one that it was asked of
     * @param answers each a run of that paragraph's text; none: the paragraph does not answer it
     */
    record Question(String text, String paragraph, Set<String> answers) {

        Question {
            answers = Set.copyOf(answers);
        }

        boolean isAnswerable() {
            return !answers.isEmpty();
        }
    }

    static SquadFile read(Path file) {
        try {
            return of(JSON.readTree(file.toFile()), file.getFileName().toString());
        } catch (IOException e) {
            throw new BenchException("%s cannot be read as JSON.".formatted(file), e);
        }
    }

    private static SquadFile of(JsonNode root, String name) {
        List<BeirDocument> paragraphs = new ArrayList<>();
        List<Question> questions = new ArrayList<>();
        for (JsonNode article : root.path("data")) {
            for (JsonNode paragraph : article.path("paragraphs")) {
                String id = "%s-%d".formatted(name, paragraphs.size());
                paragraphs.add(new BeirDocument(
                        id,
                        article.path("title").asText("").replace('_', ' '),
                        paragraph.path("context").asText()));
                paragraph.path("qas").forEach(question -> {
                    if (question.has("is_impossible")) {
                        questions.add(question(question, id));
                    }
                });
            }
        }
        if (paragraphs.isEmpty()) {
            throw new BenchException("%s holds no paragraphs in the form of SQuAD.".formatted(name));
        }
        return new SquadFile(paragraphs, questions);
    }

    private static Question question(JsonNode question, String paragraph) {
        Set<String> answers = new HashSet<>();
        question.path("answers")
                .forEach(answer -> answers.add(answer.path("text").asText()));
        return new Question(
                question.path("question").asText().strip(),
                paragraph,
                question.path("is_impossible").asBoolean() ? Set.of() : answers);
    }
}
