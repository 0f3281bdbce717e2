package io.groundwork.orchestration.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.groundwork.embeddings.EmbeddingModel;
import io.groundwork.embeddings.HashingEmbedder;
import io.groundwork.embeddings.OverlapCrossEncoder;
import io.groundwork.embeddings.Rerankers;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RelevanceScoresTest {

    private static final List<String> TEXTS = List.of("a boiler", "the canteen opens");

    private final HashingEmbedder local = new HashingEmbedder(new EmbeddingModel("built-in", "1", 32, 512));

    @Test
    void lateInteractionIsSaidToBeTheModelThatReads() {
        RelevanceScores scores = new RelevanceScores(local, Rerankers.only(Optional.empty()), name -> true);

        RelevanceScores.Ranking ranking = scores.rank("", "when opens the canteen", TEXTS);

        assertThat(ranking.model()).isEqualTo("built-in");
        assertThat(ranking.ranked().getFirst().index()).isEqualTo(1);
        assertThat(scores.rank("built-in", "canteen", TEXTS).model()).isEqualTo("built-in");
    }

    @Test
    void theModelOfTheVectorsIsNoReranker() {
        RelevanceScores scores = new RelevanceScores(local, Rerankers.only(Optional.empty()), name -> true);

        assertThatThrownBy(() -> scores.rank("org/of-the-vectors", "canteen", TEXTS))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("there is 'built-in'");
    }

    @Test
    void theCrossEncoderScoresWhereThereIsOneUnlessTheOtherIsNamed() {
        RelevanceScores scores =
                new RelevanceScores(local, Rerankers.only(Optional.of(new OverlapCrossEncoder())), name -> true);

        assertThat(scores.rank("", "canteen", TEXTS).model()).isEqualTo("overlap");
        assertThat(scores.rank("built-in", "canteen", TEXTS).model()).isEqualTo("built-in");
    }

    @Test
    void aRerankerThatIsNotOpenToTheCallerIsNotThere() {
        Rerankers rerankers = Rerankers.only(Optional.of(new OverlapCrossEncoder()));
        Rankers open = new Rankers(rerankers, name -> true);
        Rankers walled = new Rankers(rerankers, name -> false);

        assertThat(open.wishes("overlap")).hasSize(1);
        assertThatThrownBy(() -> walled.wishes("overlap"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("there are 'auto', 'none'.");
    }
}
