package io.groundwork.embeddings.onnx;

import io.groundwork.embeddings.onnx.BertReader.UnknownGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jboss.logging.Logger;

/**
 * The file that is run in place of weights as they are published: the same weights in a graph made for one text at a time. Written at the
 * first start and kept; where the graph is not one that we know, the published file itself.
 */
final class Fused {

    private static final Logger LOG = Logger.getLogger(Fused.class);

    private Fused() {}

    /**
     * @param weights as published
     * @param sha256 of what the rewriting makes of them: another rewriting is another file
     */
    static Path file(Unpacked folder, Resource weights, String sha256) throws IOException {
        Resource fused = new Resource(weights.path().replace(".onnx", "-fused.onnx"), sha256);
        try {
            return folder.derived(fused, weights, Fused::write);
        } catch (UnknownGraph e) {
            LOG.infof("%s is run as it was published, which is slower: %s", weights.path(), e.getMessage());
            return folder.verified(weights);
        }
    }

    /** The same for weights of which nothing is known beforehand: written anew into a folder that is not kept. */
    static Path file(Unpacked folder, Path weights) throws IOException {
        try {
            Path fused = Files.createTempFile(folder.folder(), "fused-", ".onnx");
            write(weights, fused);
            return fused;
        } catch (UnknownGraph e) {
            LOG.infof("%s is run as it is, which is slower: %s", weights.getFileName(), e.getMessage());
            return weights;
        }
    }

    private static void write(Path weights, Path file) throws IOException, UnknownGraph {
        FusedBert.write(BertReader.read(OnnxGraph.read(weights)), file);
    }
}
