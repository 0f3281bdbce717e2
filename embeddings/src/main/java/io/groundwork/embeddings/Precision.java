package io.groundwork.embeddings;

/** How many bits the model in this process calculates with. */
public enum Precision {
    /** What suits the device and the weights: eight bits on a processor, sixteen on an accelerator. */
    AUTO,
    INT8,
    FP32,
    /** Made from weights in 32 bits at the first start. */
    FP16;

    /** @throws IllegalStateException for {@link #AUTO}, which is not decided yet */
    public Numbers numbers() {
        return switch (this) {
            case INT8 -> Numbers.INT8;
            case FP32, FP16 -> Numbers.FLOAT;
            case AUTO -> throw new IllegalStateException("Not decided yet");
        };
    }
}
