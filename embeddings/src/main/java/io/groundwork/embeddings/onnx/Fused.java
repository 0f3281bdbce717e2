package io.groundwork.embeddings.onnx;

import io.groundwork.embeddings.Precision;
import io.groundwork.embeddings.onnx.BertReader.UnknownGraph;
import java.io.IOException;
import java.nio.file.Path;
import org.jboss.logging.Logger;

/**
 * The file that is run in place of weights as they are published: the same weights in a graph made for what runs them. Written at the
 * first start and kept; where the graph is not one that we know, the published file itself.
 */
final class Fused {

    private static final Logger LOG = Logger.getLogger(Fused.class);

    /** Of what the rewriting makes: another number is another file. */
    private static final int REVISION = 2;

    /** How texts come. */
    enum Form {
        ONE_TEXT,
        BATCHES,
        BATCHES_IN_HALVES
    }

    private Fused() {}

    /**
     * For one text at a time.
     *
     * @param weights as published
     * @param sha256 of what the rewriting makes of them: another rewriting is another file
     */
    static Path file(Unpacked folder, Resource weights, String sha256) throws IOException {
        Resource fused = new Resource(weights.path().replace(".onnx", "-fused.onnx"), sha256);
        try {
            return folder.derived(fused, weights, (from, to) -> write(from, Form.ONE_TEXT, to));
        } catch (UnknownGraph e) {
            LOG.infof("%s is run as it was published, which is slower: %s", weights.path(), e.getMessage());
            return folder.verified(weights);
        }
    }

    /**
     * The same for weights of which it is not known beforehand what they become.
     *
     * @param weights as published and checked
     * @param sha256 of them
     */
    static Path file(Unpacked folder, Unpacked.Source weights, String sha256, Form form) throws IOException {
        String name = "%s-%s-%d.onnx".formatted(sha256, suffix(form), REVISION);
        try {
            return folder.derived(name, weights, (from, to) -> write(from, form, to));
        } catch (UnknownGraph e) {
            Path published = weights.file();
            LOG.infof("%s is run as it is, which is slower: %s", published.getFileName(), e.getMessage());
            return published;
        }
    }

    private static String suffix(Form form) {
        return switch (form) {
            case ONE_TEXT -> "fused";
            case BATCHES -> "batched";
            case BATCHES_IN_HALVES -> "batched-fp16";
        };
    }

    private static void write(Path weights, Form form, Path file) throws IOException, UnknownGraph {
        Bert bert = BertReader.read(OnnxGraph.read(weights));
        switch (form) {
            case ONE_TEXT -> FusedBert.write(bert, file);
            case BATCHES -> BatchedBert.write(bert, Precision.FP32, file);
            case BATCHES_IN_HALVES -> BatchedBert.write(bert, Precision.FP16, file);
        }
    }
}
