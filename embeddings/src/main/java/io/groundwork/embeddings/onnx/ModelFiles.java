package io.groundwork.embeddings.onnx;

import io.groundwork.embeddings.ModelFolder;
import io.groundwork.embeddings.tokens.WordPiece;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What a model's folder has to hold to be run here. */
final class ModelFiles {

    static final String WEIGHTS = ModelFolder.WEIGHTS;
    static final String TOKENIZER = "tokenizer.json";
    static final String VOCABULARY = "vocab.txt";

    private ModelFiles() {}

    /** @throws IllegalArgumentException when the description names none */
    static Path weights(ModelFolder folder) {
        return folder.file(WEIGHTS).orElseThrow(() -> missing(folder, WEIGHTS));
    }

    /**
     * @param elsewhere what somebody can do whose model has a tokenizer of another kind
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static WordPiece tokenizer(ModelFolder folder, String elsewhere) {
        Optional<Path> json = folder.file(TOKENIZER);
        Path file = json.or(() -> folder.file(VOCABULARY)).orElseThrow(() -> missing(folder, TOKENIZER));
        try {
            if (json.isEmpty()) {
                return new WordPiece(Files.readAllLines(file));
            }
            try (InputStream in = Files.newInputStream(file)) {
                return new WordPiece(in);
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "%s is not the tokenizer of an uncased WordPiece model, which is the kind that is read here; %s: %s"
                            .formatted(file, elsewhere, e.getMessage()),
                    e);
        }
    }

    private static IllegalArgumentException missing(ModelFolder folder, String file) {
        return new IllegalArgumentException(
                "%s of the model folder %s names no %s".formatted(ModelFolder.DESCRIPTION, folder.folder(), file));
    }
}
