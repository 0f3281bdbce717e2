package io.groundwork.bench;

import io.groundwork.retrieval.TextHash;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Base64;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * What was found in real passages and questions, in numbers only: no word of them is in it. The numbers that {@link GeneratedLibrary} makes passages by. Those that come with the program
 * were fitted to 2,604 passages (abstracts of SciFact and of CACM, paragraphs of SQuAD 2.0) and the judged claims of SciFact, with the built-in model.
 */
record PassageFit(VectorMixture vectors, WordCurve words, QuestionHabits questions) {

    private static final String BUILT_IN = "passages.fit";
    private static final int FORMAT = 1;

    /** The one that comes with the program, which {@code bench retrieval --fit} wrote. */
    static PassageFit builtIn() {
        try (InputStream in = PassageFit.class.getResourceAsStream(BUILT_IN)) {
            if (in == null) {
                throw new BenchException("There is no %s on the class path.".formatted(BUILT_IN));
            }
            return read(in);
        } catch (IOException e) {
            throw new BenchException("%s cannot be read.".formatted(BUILT_IN), e);
        }
    }

    /** Eight characters that tell it from others. */
    String digest() {
        try (ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
            write(bytes);
            return TextHash.of(Base64.getEncoder().encodeToString(bytes.toByteArray()))
                    .value()
                    .toString()
                    .substring(0, 8);
        } catch (IOException e) {
            throw new IllegalStateException("Memory can be written to", e);
        }
    }

    static PassageFit read(InputStream file) throws IOException {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(new GZIPInputStream(file)))) {
            if (in.readInt() != FORMAT) {
                throw new IOException("No fit of format " + FORMAT);
            }
            return new PassageFit(VectorMixture.read(in), WordCurve.read(in), QuestionHabits.read(in));
        }
    }

    void write(OutputStream file) throws IOException {
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(new GZIPOutputStream(file)))) {
            out.writeInt(FORMAT);
            vectors.write(out);
            words.write(out);
            questions.write(out);
        }
    }

    static void writeFloats(DataOutputStream out, float[] values) throws IOException {
        for (float value : values) {
            out.writeFloat(value);
        }
    }

    static float[] readFloats(DataInputStream in, int count) throws IOException {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = in.readFloat();
        }
        return values;
    }

    static void writeHalves(DataOutputStream out, float[] values) throws IOException {
        for (float value : values) {
            out.writeShort(Float.floatToFloat16(value));
        }
    }

    static float[] readHalves(DataInputStream in, int count) throws IOException {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = Float.float16ToFloat(in.readShort());
        }
        return values;
    }

    /** A byte a value, as shares of the largest. */
    static void writeBytes(DataOutputStream out, float[] values) throws IOException {
        float most = 0;
        for (float value : values) {
            most = Math.max(most, Math.abs(value));
        }
        out.writeFloat(most);
        for (float value : values) {
            out.writeByte(most == 0 ? 0 : Math.round(127 * value / most));
        }
    }

    static float[] readBytes(DataInputStream in, int count) throws IOException {
        float most = in.readFloat();
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = in.readByte() * most / 127;
        }
        return values;
    }
}
