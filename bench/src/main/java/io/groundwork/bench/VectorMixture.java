package io.groundwork.bench;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.random.RandomGenerator;

/**
 * Real vectors as a mixture: clusters, each with its weight, its mean, the directions in which it is widest, and around these what all clusters have in common.
 * Within a cluster lie themes, within these documents, within these passages, each nearer to one another than to the rest. Immutable; safe for use by many threads.
 */
final class VectorMixture {

    private final float[] weights;
    private final float[][] means;
    private final float[][][] own;
    private final float[] spreads;
    private final float[][] common;
    private final float rest;
    private final Levels levels;

    /**
     * What part of the variance within a cluster lies between its themes, and between the documents of a theme; what is left lies between the passages of a
     * document.
     */
    record Levels(float theme, float document) {

        float passage() {
            return Math.max(0, 1 - theme - document);
        }
    }

    /**
     * @param weights shape {@code [clusters]}, of sum 1
     * @param means shape {@code [clusters][dimension]}
     * @param own shape {@code [clusters][directions][dimension]}, each as long as the standard deviation along it
     * @param spreads shape {@code [clusters]}: what is common, times this
     * @param common shape {@code [directions][dimension]}, as long as the standard deviation
     * @param rest standard deviation in each dimension that no direction tells
     */
    VectorMixture(
            float[] weights,
            float[][] means,
            float[][][] own,
            float[] spreads,
            float[][] common,
            float rest,
            Levels levels) {
        this.weights = weights;
        this.means = means;
        this.own = own;
        this.spreads = spreads;
        this.common = common;
        this.rest = rest;
        this.levels = levels;
    }

    int dimension() {
        return means[0].length;
    }

    int clusters() {
        return weights.length;
    }

    VectorMixture with(Levels other) {
        return new VectorMixture(weights, means, own, spreads, common, rest, other);
    }

    Levels levels() {
        return levels;
    }

    int cluster(RandomGenerator random) {
        double left = random.nextDouble();
        for (int i = 0; i < weights.length; i++) {
            left -= weights[i];
            if (left < 0) {
                return i;
            }
        }
        return weights.length - 1;
    }

    /** Coordinates along all directions, standard normal. */
    float[] coordinates(RandomGenerator random) {
        float[] coordinates = new float[own[0].length + common.length + dimension()];
        for (int i = 0; i < coordinates.length; i++) {
            coordinates[i] = (float) random.nextGaussian();
        }
        return coordinates;
    }

    /** The unit vector of a passage, by the coordinates of its theme, of its document and its own. */
    float[] vector(int cluster, float[] theme, float[] document, float[] passage) {
        float ofTheme = (float) Math.sqrt(levels.theme());
        float ofDocument = (float) Math.sqrt(levels.document());
        float ofPassage = (float) Math.sqrt(levels.passage());
        float[] blended = new float[passage.length];
        for (int i = 0; i < blended.length; i++) {
            blended[i] = ofTheme * theme[i] + ofDocument * document[i] + ofPassage * passage[i];
        }
        float[] vector = means[cluster].clone();
        add(vector, deviation(cluster, blended), 1);
        return unit(vector);
    }

    /** What lies at these coordinates, counted from the mean of the cluster. */
    float[] deviation(int cluster, float[] coordinates) {
        float[] deviation = new float[dimension()];
        float[][] directions = own[cluster];
        for (int i = 0; i < common.length; i++) {
            add(deviation, common[i], spreads[cluster] * coordinates[directions.length + i]);
        }
        for (int i = 0; i < directions.length; i++) {
            add(deviation, directions[i], coordinates[i]);
        }
        int from = directions.length + common.length;
        float outside = spreads[cluster] * rest;
        for (int i = 0; i < deviation.length; i++) {
            deviation[i] += outside * coordinates[from + i];
        }
        return deviation;
    }

    static void add(float[] sum, float[] vector, float times) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += times * vector[i];
        }
    }

    static float dot(float[] one, float[] other) {
        float dot = 0;
        for (int i = 0; i < one.length; i++) {
            dot += one[i] * other[i];
        }
        return dot;
    }

    /** The same array, of length 1. */
    static float[] unit(float[] vector) {
        double squares = 0;
        for (float value : vector) {
            squares += (double) value * value;
        }
        float norm = (float) Math.sqrt(squares);
        for (int i = 0; i < vector.length; i++) {
            vector[i] /= norm;
        }
        return vector;
    }

    void write(DataOutputStream out) throws IOException {
        out.writeShort(weights.length);
        out.writeShort(own[0].length);
        out.writeShort(common.length);
        out.writeShort(dimension());
        PassageFit.writeFloats(out, weights);
        PassageFit.writeFloats(out, spreads);
        PassageFit.writeFloats(out, new float[] {rest, levels.theme(), levels.document()});
        for (float[] mean : means) {
            PassageFit.writeHalves(out, mean);
        }
        for (float[][] directions : own) {
            for (float[] direction : directions) {
                PassageFit.writeBytes(out, direction);
            }
        }
        for (float[] direction : common) {
            PassageFit.writeBytes(out, direction);
        }
    }

    static VectorMixture read(DataInputStream in) throws IOException {
        int clusters = in.readUnsignedShort();
        int directions = in.readUnsignedShort();
        int commonDirections = in.readUnsignedShort();
        int dimension = in.readUnsignedShort();
        float[] weights = PassageFit.readFloats(in, clusters);
        float[] spreads = PassageFit.readFloats(in, clusters);
        float[] numbers = PassageFit.readFloats(in, 3);
        float[][] means = new float[clusters][];
        for (int i = 0; i < clusters; i++) {
            means[i] = PassageFit.readHalves(in, dimension);
        }
        float[][][] own = new float[clusters][directions][];
        for (float[][] ofCluster : own) {
            for (int i = 0; i < directions; i++) {
                ofCluster[i] = PassageFit.readBytes(in, dimension);
            }
        }
        float[][] common = new float[commonDirections][];
        for (int i = 0; i < commonDirections; i++) {
            common[i] = PassageFit.readBytes(in, dimension);
        }
        return new VectorMixture(weights, means, own, spreads, common, numbers[0], new Levels(numbers[1], numbers[2]));
    }
}
