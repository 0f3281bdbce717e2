package io.groundwork.embeddings.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.embeddings.Provider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Chooses what the model runs on, by what was asked for, what the runtime on the class path offers, and what the machine has. Who asks for a card gets it
 * or an error that says what is missing; who leaves it open gets the processor then, and a line in the log.
 */
final class Devices {

    private static final Logger LOG = Logger.getLogger(Devices.class);

    /** In the order of preference. TensorRT and OpenVINO only run where somebody asks for them. */
    private static final List<Device> AUTOMATIC = List.of(Device.CUDA, Device.ROCM);

    private final Machine machine;

    Devices(Machine machine) {
        this.machine = machine;
    }

    /** What this process sees. */
    static Devices here(Unpacked unpacked, int ordinal) {
        return new Devices(new ThisMachine(unpacked, ordinal));
    }

    /** @throws EmbeddingException when the device that was named cannot be had */
    Device choose(Provider wanted) {
        if (wanted == Provider.CPU) {
            return Device.CPU;
        }
        if (wanted != Provider.AUTO) {
            Device device = Device.of(wanted);
            missing(device).ifPresent(why -> {
                throw new EmbeddingException(
                        "GROUNDWORK_EMBEDDINGS_PROVIDER is %s, but %s. Set it to auto or cpu, or see \"A graphics processor\" in docs/operations.md."
                                .formatted(wanted.name().toLowerCase(Locale.ROOT), why));
            });
            LOG.infof("The embedding model runs on %s, as asked for", device);
            return device;
        }
        if (!machine.hasAccelerators()) {
            LOG.debug("The embedding model runs on the processor: the ONNX Runtime of this build knows nothing else");
            return Device.CPU;
        }
        List<String> reasons = new ArrayList<>();
        for (Device device : AUTOMATIC) {
            if (machine.offers().contains(device.runtime())) {
                Optional<String> why = missing(device);
                if (why.isEmpty()) {
                    LOG.infof("The embedding model runs on %s", device);
                    return device;
                }
                reasons.add("no %s, as %s".formatted(device, why.get()));
            }
        }
        LOG.infof(
                "The embedding model runs on the processor: %s",
                reasons.isEmpty() ? "this build has no card's libraries" : String.join("; ", reasons));
        return Device.CPU;
    }

    private Optional<String> missing(Device device) {
        if (!machine.offers().contains(device.runtime())) {
            return Optional.of(
                    "the ONNX Runtime of this build has no %s (it has %s)".formatted(device, machine.offers()));
        }
        if (!machine.has(device)) {
            return Optional.of("this machine, or this container, shows no such device");
        }
        return machine.refuses(device).map(why -> "the runtime could not start it: " + why);
    }

    /** What can be asked of runtime and machine. */
    interface Machine {

        /** Whether the runtime on the class path may have more than the processor; tells without loading it. */
        boolean hasAccelerators();

        /** What the runtime was built with. */
        Set<OrtProvider> offers();

        /** Whether the system shows such hardware. */
        boolean has(Device device);

        /** Tries it: why it cannot be used, or nothing. */
        Optional<String> refuses(Device device);
    }

    private record ThisMachine(Unpacked unpacked, int ordinal) implements Machine {

        @Override
        public boolean hasAccelerators() {
            return NativeLibrary.mayHaveAccelerators();
        }

        @Override
        public Set<OrtProvider> offers() {
            load();
            return OrtEnvironment.getAvailableProviders();
        }

        private void load() {
            try {
                NativeLibrary.load(unpacked);
            } catch (IOException e) {
                throw new EmbeddingException("ONNX Runtime could not be unpacked", e);
            }
        }

        @Override
        public boolean has(Device device) {
            return switch (device) {
                case CPU, OPENVINO -> true;
                // Of the driver, of a container's runtime, and of Windows' subsystem.
                case CUDA, TENSORRT -> anyExists("/dev/nvidiactl", "/dev/nvidia0", "/dev/dxg");
                case ROCM -> anyExists("/dev/kfd");
            };
        }

        private static boolean anyExists(String... paths) {
            for (String path : paths) {
                if (Files.exists(Path.of(path))) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public Optional<String> refuses(Device device) {
            load();
            try (SessionOptions options = new SessionOptions()) {
                NativeLibrary.provide(unpacked, device);
                device.attach(options, new Device.Card(ordinal, true, Optional.empty()));
                return Optional.empty();
            } catch (OrtException | IOException e) {
                return Optional.of(String.valueOf(e.getMessage()));
            }
        }
    }
}
