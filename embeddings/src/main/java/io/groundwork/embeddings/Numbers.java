package io.groundwork.embeddings;

/** What an engine calculates in. Vectors of the same model in different numbers are near one another and not the same, so they never meet. */
public enum Numbers {
    /** Products in whole numbers of eight bits: fastest on processors. */
    INT8,
    /** Decimals of 16 or 32 bits, which agree with one another to a cosine of .9999: what accelerators are made for. */
    FLOAT
}
