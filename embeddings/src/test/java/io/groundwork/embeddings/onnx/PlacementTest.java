package io.groundwork.embeddings.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtProvider;
import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.embeddings.Numbers;
import io.groundwork.embeddings.Precision;
import io.groundwork.embeddings.Provider;
import io.groundwork.embeddings.onnx.Fused.Form;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlacementTest {

    private static final Devices PROCESSOR = new Devices(new Machine(Set.of(OrtProvider.CPU)));
    private static final Devices CARD = new Devices(new Machine(Set.of(OrtProvider.CPU, OrtProvider.CUDA)));

    @Test
    void aProcessorCalculatesInWholeNumbersOneTextAtATime() {
        Placement placement = Placement.of(Wish.NONE, PROCESSOR, true);

        assertThat(placement.device()).isEqualTo(Device.CPU);
        assertThat(placement.model().identity()).isEqualTo(BgeSmall.MODEL);
        assertThat(placement.batchTokens()).isZero();
        assertThat(placement.form()).contains(Form.ONE_TEXT);
    }

    @Test
    void aCardCalculatesInDecimalsInBatches() {
        Placement placement = Placement.of(Wish.NONE, CARD, true);

        assertThat(placement.device()).isEqualTo(Device.CUDA);
        assertThat(placement.precision()).isEqualTo(Precision.FP16);
        assertThat(placement.model().identity().numbers()).isEqualTo(Numbers.FLOAT);
        assertThat(placement.batchTokens()).isEqualTo(16_384);
        assertThat(placement.form()).contains(Form.BATCHES_IN_HALVES);
    }

    @Test
    void decimalsAreAnotherModelThanWholeNumbers() {
        assertThat(BgeSmall.DECIMAL_MODEL.digest()).isNotEqualTo(BgeSmall.MODEL.digest());
        assertThat(BgeSmall.DECIMAL_MODEL).isNotEqualTo(BgeSmall.MODEL);
    }

    @Test
    void aCardNeverServesWholeNumbers() {
        assertThatThrownBy(() -> Placement.of(wish(Provider.CUDA, Precision.INT8), CARD, true))
                .isInstanceOf(EmbeddingException.class)
                .hasMessageContaining("run on a processor only");
        assertThat(Placement.of(wish(Provider.AUTO, Precision.INT8), CARD, true).device())
                .isEqualTo(Device.CPU);
    }

    @Test
    void withoutWeightsInDecimalsACardThatNobodyNamedIsLeftAlone() {
        assertThat(Placement.of(Wish.NONE, CARD, false).model().identity()).isEqualTo(BgeSmall.MODEL);
        assertThatThrownBy(() -> Placement.of(wish(Provider.CUDA, Precision.AUTO), CARD, false))
                .isInstanceOf(EmbeddingException.class)
                .hasMessageContaining("-Pcuda12")
                .hasMessageContaining("MODEL_FOLDER");
        assertThatThrownBy(() -> Placement.of(wish(Provider.CPU, Precision.FP32), PROCESSOR, false))
                .hasMessageContaining("-Pcuda12");
    }

    @Test
    void onAProcessorDecimalsRunInBatchesWhenSomebodySaysSo() {
        assertThat(Placement.of(wish(Provider.CPU, Precision.FP32), PROCESSOR, true)
                        .form())
                .contains(Form.ONE_TEXT);
        Wish batches =
                new Wish(Provider.CPU, 0, Precision.FP32, OptionalInt.of(2_048), OptionalInt.of(3), Optional.empty());
        Placement placement = Placement.of(batches, PROCESSOR, true);

        assertThat(placement.form()).contains(Form.BATCHES);
        assertThat(placement.batchTokens()).isEqualTo(2_048);
        assertThat(placement.callers()).isEqualTo(3);
    }

    private static Wish wish(Provider provider, Precision precision) {
        return new Wish(provider, 0, precision, OptionalInt.empty(), OptionalInt.empty(), Optional.empty());
    }

    private record Machine(Set<OrtProvider> offers) implements Devices.Machine {

        @Override
        public boolean hasAccelerators() {
            return offers.size() > 1;
        }

        @Override
        public boolean has(Device device) {
            return true;
        }

        @Override
        public Optional<String> refuses(Device device) {
            return Optional.empty();
        }
    }
}
