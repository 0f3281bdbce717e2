package io.groundwork.embeddings.onnx;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** A program that ends without a word to the engine, which is loading or reading then. */
final class EndsWhileReading {

    static final int STATUS = 42;

    private EndsWhileReading() {}

    /** @param arguments the folder for what is unpacked; how long after the start it ends, in milliseconds; {@code loaded} where that is after loading */
    @SuppressWarnings("resource") // which is the point
    public static void main(String[] arguments) throws InterruptedException {
        OnnxEmbedder engine = new OnnxEmbedder(Optional.of(Path.of(arguments[0])), 2, 64);
        if (arguments.length > 2) {
            engine.embedQuery("until it is loaded");
        }
        List<String> passages = Collections.nCopies(2_000, "bread rises while it rests. ".repeat(40));
        for (int i = 0; i < 3; i++) {
            Thread.ofPlatform().daemon().start(() -> engine.embedPassages(passages));
        }
        Thread.sleep(Duration.ofMillis(Long.parseLong(arguments[1])));
        System.exit(STATUS);
    }
}
