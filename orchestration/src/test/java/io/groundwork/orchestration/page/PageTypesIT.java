package io.groundwork.orchestration.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The pages' TypeScript, held to its types: bundling leaves them out without a look. The compiler is an artefact of the build, unpacked into {@code target/typescript}, and needs
 * {@code node}; the libraries' types are where the bundler has put them.
 */
class PageTypesIT {

    private static final Path UNPACKED =
            Path.of("target", "typescript", "META-INF").toAbsolutePath();
    private static final Path LIBRARIES = Path.of("target", "node_modules").toAbsolutePath();
    private static final Path PAGES =
            Path.of("../src/main/resources/web").toAbsolutePath().normalize();
    private static final Path WORK = Path.of("target", "page-types").toAbsolutePath();

    @BeforeEach
    void aCompiler() throws Exception {
        assumeTrue(runs("node") && runs("tar"), "node or tar is missing: the types of the pages are not checked");
        Process tar = new ProcessBuilder("tar", "xzf", ".more.tgz") // what its own language and a browser know
                .directory(UNPACKED.toFile())
                .inheritIO()
                .start();
        assertThat(tar.waitFor()).isZero();
        assertThat(LIBRARIES.resolve("lit")).isDirectory();
        Files.createDirectories(WORK);
    }

    @Test
    void thePagesKeepTheirTypes() throws Exception {
        assertThat(wrong(PAGES.resolve("app") + "/**/*.ts")).isEmpty();
    }

    /** That the compiler finds nothing wrong says something only where it finds what is. */
    @Test
    void aMessageThatIsNotThereIsFound() throws Exception {
        Path page = WORK.resolve("slip.ts");
        Files.writeString(page, """
                import { t } from "%s/app/messages.js";
                import { html } from "lit";
                export const slip = html`${t("answer.sources")} ${t("answer.sauces")}`;
                """.formatted(PAGES));

        assertThat(wrong(page.toString()))
                .contains("slip.ts(3,", "answer.sauces")
                .doesNotContain("\"lit\"");
    }

    /** What the compiler says, which is nothing where all is well. */
    private static String wrong(String files) throws IOException, InterruptedException {
        Path settings = WORK.resolve("tsconfig.json");
        new ObjectMapper()
                .writeValue(
                        settings.toFile(),
                        Map.of(
                                "extends",
                                PAGES.resolve("tsconfig.json").toString(),
                                "compilerOptions",
                                Map.of("paths", Map.of("*", List.of(LIBRARIES + "/*"))),
                                "include",
                                List.of(files, PAGES.resolve("app/styles.d.ts").toString())));
        Path out = WORK.resolve("out");
        Process compiler = new ProcessBuilder("node", compiler().toString(), "--noEmit", "-p", settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertThat(compiler.waitFor(300, TimeUnit.SECONDS)).isTrue();
        String said = Files.readString(out);
        assertThat(compiler.exitValue() == 0).as(said).isEqualTo(said.isEmpty());
        return said;
    }

    /** There is one version of it. */
    private static Path compiler() throws IOException {
        try (DirectoryStream<Path> found =
                Files.newDirectoryStream(UNPACKED.resolve("resources/_static/typescript"), "*")) {
            return found.iterator().next().resolve("lib/tsc.js");
        }
    }

    private static boolean runs(String program) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(program, "--version")
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 && !said.isBlank();
        } catch (IOException e) {
            return false; // not on the path
        }
    }
}
