package io.groundwork.retrieval.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.Passage;
import io.groundwork.retrieval.Collapse;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.Hit;
import io.groundwork.retrieval.SearchSettings;
import io.groundwork.retrieval.Stage;
import io.groundwork.retrieval.fusion.ReciprocalRankFusion;
import io.groundwork.retrieval.selection.HitFusion.Found;
import io.groundwork.retrieval.selection.HitFusion.Fused;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class HitFusionTest {

    private static final CollectionId BIRDS = new CollectionId(new UUID(0, 1));

    private final HitFusion fusion = new HitFusion(new ReciprocalRankFusion(10), Map.of());
    private final Hit heron = hit(1, 1, "The heron wades.", 0.9);
    private final Hit owl = hit(2, 1, "The owl hunts.", 0.7);
    private final Hit crow = hit(3, 1, "The crow talks.", 0.5);

    @Test
    void whatSeveralSearchesFindComesBeforeWhatOneDoes() {
        List<Fused> fused = fusion.fuse(List.of(found(1, heron, owl), found(1, crow, owl)), 10);

        assertThat(hits(fused)).containsExactly(owl.document(), heron.document(), crow.document());
        assertThat(fused.getFirst().ranks()).isEqualTo(Map.of(0, 2, 1, 2));
        assertThat(fused.get(2).ranks()).isEqualTo(Map.of(1, 1));
    }

    @Test
    void theHeavierSearchHasTheFirstWord() {
        assertThat(hits(fusion.fuse(List.of(found(1, heron), found(1.5, owl)), 10)))
                .containsExactly(owl.document(), heron.document());
    }

    @Test
    void ofTheFirstTenAFurtherSearchGivesSomeAndNotMost() {
        Hit[] first = new Hit[10];
        Hit[] further = new Hit[10];
        for (int i = 0; i < 10; i++) {
            first[i] = hit(100 + i, 1, "The question's own " + "x".repeat(i), 0.5);
            further[i] = hit(200 + i, 1, "The variant's " + "y".repeat(i), 0.5);
        }

        List<Fused> fused = fusion.fuse(List.of(found(1.5, first), found(1, further)), 10);

        assertThat(fused).hasSize(10);
        assertThat(fused.stream().filter(hit -> hit.ranks().containsKey(1))).hasSizeBetween(2, 4);
        assertThat(fused.getFirst().hit().document()).isEqualTo(first[0].document());
    }

    @Test
    void scoresFallFromTheBestOfAnySearch() {
        List<Fused> fused = fusion.fuse(List.of(found(1, owl, crow), found(1, heron, owl)), 10);

        assertThat(fused.getFirst().hit().score()).isCloseTo(0.9, within(1e-9));
        assertThat(fused).extracting(one -> one.hit().score()).isSortedAccordingTo((a, b) -> Double.compare(b, a));
    }

    @Test
    void whatSaysTheSameIsGivenOnceWithThePlaceAndTheRanksOfBoth() {
        Hit copy = hit(4, 1, "the heron  wades.", 0.4);

        List<Fused> fused = fusion.fuse(List.of(found(1, heron), found(1, copy)), 10);

        assertThat(fused).hasSize(1);
        assertThat(fused.getFirst().hit().copies())
                .extracting(Hit.Copy::document)
                .containsExactly(copy.document());
        assertThat(fused.getFirst().ranks()).isEqualTo(Map.of(0, 1, 1, 1));
    }

    @Test
    void aDocumentGivesNoMoreThanItsCollectionSays() {
        SearchSettings one = new SearchSettings(Stage.RANKING, Collapse.NONE, 1, Optional.empty());
        Hit second = hit(1, 1, 1, "It eats fish.", 0.8);

        List<Fused> fused = new HitFusion(new ReciprocalRankFusion(10), Map.of(BIRDS, one))
                .fuse(List.of(found(1, heron), found(1, second, owl)), 10);

        assertThat(hits(fused)).containsExactly(heron.document(), owl.document());
    }

    @Test
    void ofADocumentThatWasReplacedMeanwhileTheNewerVersionIsGiven() {
        Hit newer = hit(1, 2, "The heron flies.", 0.6);

        List<Fused> fused = fusion.fuse(List.of(found(1, heron), found(1, newer)), 10);

        assertThat(fused).extracting(one -> one.hit().version()).containsExactly(2);
    }

    @Test
    void nothingIsMoreThanWasAskedForAndNothingIsMadeOfNothing() {
        assertThat(fusion.fuse(List.of(found(1, heron, owl, crow)), 2)).hasSize(2);
        assertThat(fusion.fuse(List.of(found(1), found(1)), 2)).isEmpty();
    }

    private static Found found(double weight, Hit... hits) {
        return new Found(weight, List.of(hits));
    }

    private static List<DocumentId> hits(List<Fused> fused) {
        return fused.stream().map(one -> one.hit().document()).toList();
    }

    private static Hit hit(int document, int version, String text, double score) {
        return hit(document, version, 0, text, score);
    }

    private static Hit hit(int document, int version, int ordinal, String text, double score) {
        Passage passage = new Passage(ordinal, text, "", List.of(), 0, text.length(), 1, 1);
        return new Hit(
                BIRDS,
                new DocumentId(new UUID(1, document)),
                version,
                passage,
                Map.of(),
                score,
                Map.of(Stage.LEXICAL, 1),
                List.of(),
                List.of());
    }
}
