package io.groundwork.ingest.parse.child;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.tika.mime.MediaType;
import org.jspecify.annotations.Nullable;

/**
 * Reads the text in pictures with Tesseract, a program that the machine has or has not. It runs as a child of the parser's process, thus within the
 * same cage, and with limits of its own on time and memory.
 */
final class Ocr {

    /** What would help where there is no OCR. */
    static final String ADVICE =
            "No OCR is installed; with Tesseract on this machine (on Debian: apt install tesseract-ocr) it would be read.";

    static final Set<String> PICTURES = Set.of(
            "image/png",
            "image/jpeg",
            "image/tiff",
            "image/bmp",
            "image/x-ms-bmp",
            "image/gif",
            "image/webp",
            "image/x-portable-graymap",
            "image/x-portable-pixmap",
            "image/x-portable-bitmap");

    private static final int MOST_KILOBYTES = 900 << 10;
    private static final int MOST_SECONDS = 60;
    private static final int MOST_OUTPUT_BYTES = 4 << 20;

    private final OcrProgram program;
    private @Nullable String pageMode;

    Ocr(OcrProgram program) {
        this.program = program;
    }

    boolean isInstalled() {
        return program.path().filter(Files::isExecutable).isPresent();
    }

    boolean reads(MediaType type) {
        return isInstalled() && PICTURES.contains(type.getBaseType().toString());
    }

    /**
     * The text in a picture, blank lines between its paragraphs and form feeds between its pages.
     *
     * @throws IOException when Tesseract cannot read it, or takes too long
     */
    String read(Path picture) throws IOException {
        List<String> command = new ArrayList<>(limited());
        command.addAll(List.of(path(), picture.toString(), "stdout", "-l", program.languages(), "--psm", pageMode()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("OMP_THREAD_LIMIT", "1");
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            String text;
            try (InputStream said = process.getInputStream()) {
                text = new String(said.readNBytes(MOST_OUTPUT_BYTES), UTF_8);
            }
            if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException("Tesseract failed");
            }
            return text;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }

    /** A process that nobody waits for any more ends by itself when its seconds of CPU are used up. */
    private static List<String> limited() {
        return Files.isExecutable(Path.of("/bin/sh"))
                ? List.of(
                        "/bin/sh",
                        "-c",
                        "ulimit -v %d; ulimit -t %d; exec \"$@\"".formatted(MOST_KILOBYTES, MOST_SECONDS),
                        "groundwork-ocr")
                : List.of();
    }

    /** Finds out how a page is turned where there is data for it; otherwise takes it as it is. */
    private String pageMode() {
        String mode = pageMode;
        if (mode == null) {
            mode = hasOrientationData() ? "1" : "3";
            pageMode = mode;
        }
        return mode;
    }

    private String path() {
        return program.path().orElseThrow().toString();
    }

    private boolean hasOrientationData() {
        try {
            Process process = new ProcessBuilder(path(), "--list-langs")
                    .redirectErrorStream(true)
                    .start();
            try (InputStream said = process.getInputStream()) {
                return new String(said.readNBytes(MOST_OUTPUT_BYTES), UTF_8)
                        .lines()
                        .anyMatch("osd"::equals);
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            // It cannot even say what it has: reading will tell.
            return false;
        }
    }
}
