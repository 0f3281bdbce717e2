package io.groundwork.embeddings;

/** What the model in this process may run on. */
public enum Provider {
    /** The graphics processor where runtime and machine have one, otherwise the processor; the log says which, and why. */
    AUTO,
    CPU,
    /** NVIDIA's, by ONNX Runtime's own kernels. */
    CUDA,
    /** NVIDIA's, by engines that TensorRT builds at the first start, which takes minutes. */
    TENSORRT,
    /** Intel's processors and graphics. */
    OPENVINO,
    /** AMD's graphics processors. */
    ROCM
}
