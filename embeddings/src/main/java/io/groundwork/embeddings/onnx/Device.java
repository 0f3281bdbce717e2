package io.groundwork.embeddings.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import ai.onnxruntime.providers.OrtTensorRTProviderOptions;
import io.groundwork.embeddings.Numbers;
import io.groundwork.embeddings.Provider;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** What runs the model: a processor or an accelerator, by ONNX Runtime's provider for it. */
enum Device {
    CPU(Provider.CPU, OrtProvider.CPU) {
        @Override
        void attach(SessionOptions options, Card card) throws OrtException {
            // Many callers, each on one core, instead of one on many.
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
        }
    },
    CUDA(Provider.CUDA, OrtProvider.CUDA) {
        @Override
        void attach(SessionOptions options, Card card) throws OrtException {
            try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(card.ordinal())) {
                // Batches differ in shape: looking for the best convolution, or doubling memory at each, pays nothing
                // here.
                cuda.add("arena_extend_strategy", "kSameAsRequested");
                cuda.add("cudnn_conv_algo_search", "DEFAULT");
                cuda.add("use_tf32", "0");
                options.addCUDA(cuda);
            }
        }
    },
    TENSORRT(Provider.TENSORRT, OrtProvider.TENSOR_RT) {
        @Override
        void attach(SessionOptions options, Card card) throws OrtException {
            try (OrtTensorRTProviderOptions tensorRt = new OrtTensorRTProviderOptions(card.ordinal())) {
                tensorRt.add("trt_fp16_enable", card.half() ? "1" : "0");
                if (card.engines().isPresent()) {
                    tensorRt.add("trt_engine_cache_enable", "1");
                    tensorRt.add("trt_engine_cache_path", card.engines().get().toString());
                    tensorRt.add("trt_timing_cache_enable", "1");
                    tensorRt.add("trt_timing_cache_path", card.engines().get().toString());
                }
                options.addTensorrt(tensorRt);
            }
            // What TensorRT does not know runs on the same card.
            CUDA.attach(options, card);
        }
    },
    OPENVINO(Provider.OPENVINO, OrtProvider.OPEN_VINO) {
        @Override
        void attach(SessionOptions options, Card card) throws OrtException {
            options.addOpenVINO(card.half() ? "GPU_FP16" : "GPU_FP32");
        }
    },
    ROCM(Provider.ROCM, OrtProvider.ROCM) {
        @Override
        void attach(SessionOptions options, Card card) throws OrtException {
            options.addROCM(card.ordinal());
        }
    };

    private final Provider name;
    private final OrtProvider runtime;

    Device(Provider name, OrtProvider runtime) {
        this.name = name;
        this.runtime = runtime;
    }

    /**
     * Which card, and how.
     *
     * @param ordinal of several, from 0
     * @param half whether the device itself is to calculate in 16 bits what comes in 32
     * @param engines a folder where what is built for the card stays for the next start
     */
    record Card(int ordinal, boolean half, Optional<Path> engines) {}

    /**
     * Tells a session to run there.
     *
     * @throws OrtException when the runtime has no such provider, or cannot load what the provider needs
     */
    abstract void attach(SessionOptions options, Card card) throws OrtException;

    static Device of(Provider provider) {
        for (Device device : values()) {
            if (device.name == provider) {
                return device;
            }
        }
        throw new IllegalArgumentException(provider + " is no device");
    }

    OrtProvider runtime() {
        return runtime;
    }

    Provider provider() {
        return name;
    }

    boolean isAccelerator() {
        return this != CPU;
    }

    /** What ONNX Runtime calls its libraries for it. */
    Set<String> libraries() {
        return switch (this) {
            case CPU -> Set.of();
            case CUDA -> Set.of("cuda");
            case TENSORRT -> Set.of("tensorrt", "cuda");
            case OPENVINO -> Set.of("openvino");
            case ROCM -> Set.of("rocm");
        };
    }

    /** Whether ONNX Runtime's own operators run there; elsewhere the graph has to be as it was published. */
    boolean knowsFused() {
        return this == CPU || this == CUDA || this == ROCM;
    }

    /** What it calculates in where nobody says. */
    Numbers numbers() {
        return isAccelerator() ? Numbers.FLOAT : Numbers.INT8;
    }
}
