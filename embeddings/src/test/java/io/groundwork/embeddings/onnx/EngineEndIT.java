package io.groundwork.embeddings.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EngineEndIT {

    @TempDir
    private Path folder;

    /** Before the engine is loaded the moment matters: it may end while a session is being made. */
    @ParameterizedTest
    @ValueSource(ints = {0, 200, 400, 600})
    void aProcessThatEndsWhileTheEngineLoadsEndsAsItWas(int millis) throws Exception {
        assertThat(end(String.valueOf(millis))).isEqualTo(EndsWhileReading.STATUS);
        assertThat(folder).isDirectoryNotContaining("glob:**.crash");
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 150, 200})
    void aProcessThatEndsWhileTheEngineReadsEndsAsItWas(int millis) throws Exception {
        assertThat(end(String.valueOf(millis), "loaded")).isEqualTo(EndsWhileReading.STATUS);
        assertThat(folder).isDirectoryNotContaining("glob:**.crash");
    }

    private int end(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:ErrorFile=" + folder.resolve("jvm.crash"),
                "-cp",
                System.getProperty("java.class.path"),
                EndsWhileReading.class.getName(),
                Path.of("target", "unpacked").toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
