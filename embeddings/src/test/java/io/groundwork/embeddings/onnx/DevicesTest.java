package io.groundwork.embeddings.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtProvider;
import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.embeddings.Provider;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DevicesTest {

    @Test
    void aCardThatRuntimeAndMachineHaveIsTakenUnasked() {
        assertThat(new Devices(new Machine(Set.of(OrtProvider.CPU, OrtProvider.CUDA), Set.of(Device.CUDA), ""))
                        .choose(Provider.AUTO))
                .isEqualTo(Device.CUDA);
    }

    @Test
    void withoutACardTheProcessorIsTakenUnasked() {
        Machine withoutCard = new Machine(Set.of(OrtProvider.CPU, OrtProvider.CUDA), Set.of(), "");
        Machine withoutDriver = new Machine(
                Set.of(OrtProvider.CPU, OrtProvider.CUDA), Set.of(Device.CUDA), "libcudart.so.12 not found");
        Machine withoutRuntime = new Machine(Set.of(OrtProvider.CPU), Set.of(Device.CUDA), "");

        assertThat(new Devices(withoutCard).choose(Provider.AUTO)).isEqualTo(Device.CPU);
        assertThat(new Devices(withoutDriver).choose(Provider.AUTO)).isEqualTo(Device.CPU);
        assertThat(new Devices(withoutRuntime).choose(Provider.AUTO)).isEqualTo(Device.CPU);
    }

    @Test
    void aCardThatWasNamedAndCannotBeHadStopsTheStartAndSaysWhy() {
        Devices withoutRuntime = new Devices(new Machine(Set.of(OrtProvider.CPU), Set.of(), ""));
        Devices withoutCard = new Devices(new Machine(Set.of(OrtProvider.TENSOR_RT), Set.of(), ""));
        Devices withoutDriver =
                new Devices(new Machine(Set.of(OrtProvider.CUDA), Set.of(Device.CUDA), "libcudart.so.12 not found"));

        assertThatThrownBy(() -> withoutRuntime.choose(Provider.ROCM))
                .isInstanceOf(EmbeddingException.class)
                .hasMessageContaining("PROVIDER is rocm")
                .hasMessageContaining("has no ROCM (it has [CPU])")
                .hasMessageContaining("docs/operations.md");
        assertThatThrownBy(() -> withoutCard.choose(Provider.TENSORRT)).hasMessageContaining("no such device");
        assertThatThrownBy(() -> withoutDriver.choose(Provider.CUDA)).hasMessageContaining("libcudart.so.12");
    }

    @Test
    void enginesThatTakeMinutesToBuildAreNotChosenUnasked() {
        Machine tensorRt = new Machine(
                Set.of(OrtProvider.CPU, OrtProvider.TENSOR_RT, OrtProvider.OPEN_VINO),
                Set.of(Device.TENSORRT, Device.OPENVINO),
                "");

        assertThat(new Devices(tensorRt).choose(Provider.AUTO)).isEqualTo(Device.CPU);
        assertThat(new Devices(tensorRt).choose(Provider.TENSORRT)).isEqualTo(Device.TENSORRT);
    }

    @Test
    void thisBuildHasTheProcessorAndSaysSoOfAnythingElse() throws Exception {
        try (Unpacked unpacked = Unpacked.into(Optional.empty())) {
            Devices here = Devices.here(unpacked, 0);

            assertThat(here.choose(Provider.CPU)).isEqualTo(Device.CPU);
            assertThatThrownBy(() -> here.choose(Provider.OPENVINO))
                    .isInstanceOf(EmbeddingException.class)
                    .hasMessageContaining("OPENVINO");
        }
    }

    /** @param error empty when every device starts */
    private record Machine(Set<OrtProvider> offers, Set<Device> hardware, String error) implements Devices.Machine {

        @Override
        public boolean hasAccelerators() {
            return offers.size() > 1;
        }

        @Override
        public boolean has(Device device) {
            return hardware.contains(device);
        }

        @Override
        public Optional<String> refuses(Device device) {
            return error.isEmpty() ? Optional.empty() : Optional.of(error);
        }
    }
}
