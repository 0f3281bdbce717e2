package io.groundwork.embeddings.onnx;

/**
 * What the model made of a text, not scaled; empty what was not wanted.
 *
 * @param sentence the state that stands for all of it, shape {@code [dimension]}
 * @param tokens the states of its tokens, special ones included, shape {@code [tokens, dimension]}
 */
@SuppressWarnings("ArrayRecordComponent") // handed on at once, and never compared
record States(float[] sentence, float[] tokens) {

    private static final float[] NONE = {};

    static States ofSentence(float[] sentence) {
        return new States(sentence, NONE);
    }

    static States ofTokens(float[] tokens) {
        return new States(NONE, tokens);
    }

    /** @param tokens shape {@code [tokens, dimension]} */
    static States withMean(float[] tokens, int dimension) {
        return new States(Pooling.mean(tokens, dimension), tokens);
    }
}
