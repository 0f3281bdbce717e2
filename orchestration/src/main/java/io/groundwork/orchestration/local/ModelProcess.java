package io.groundwork.orchestration.local;

import io.groundwork.orchestration.local.child.ChildSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * One child process with its weights loaded. It is given no environment, a folder of its own for temporary files, and, over its
 * standard input, the key that it asks of its callers; when that input ends, it ends. Safe for use by many threads.
 */
final class ModelProcess {

    private static final Logger LOG = Logger.getLogger(ModelProcess.class);
    private static final String MAIN = "io.groundwork.orchestration.local.child.ModelChild";
    private static final Duration TO_THE_END = Duration.ofMillis(500);
    private static final Path SHELL = Path.of("/bin/sh");

    /**
     * Deaf to the terminal's signals, as it ends with the platform; without core dumps, which would hold conversations; last in line for
     * the processor, so that the platform goes on answering. A crash is not looked into by a debugger, which takes seconds.
     */
    private static final List<String> ENCLOSURE = List.of(
            SHELL.toString(),
            "-c",
            "trap '' HUP INT TERM; ulimit -c 0; command -v nice >/dev/null && nice='nice -n 5';"
                    + " exec $nice /usr/bin/env -i LC_ALL=C.UTF-8 GGML_NO_BACKTRACE=1 \"$@\"",
            "groundwork-model");

    private static final Pattern TELLING = Pattern.compile(
            "GGML_ASSERT\\([^\\n]{1,200}\\) failed|GGML_ABORT"
                    + "|[a-z]+(?:\\.[a-z]+)+\\.[A-Z]\\w+(?:Exception|Error)|unknown model architecture|out of memory|SIG[A-Z]{3,4}");

    /** The process did not come to serve. The message is for the admin. */
    static final class Failed extends Exception {
        private static final long serialVersionUID = 1;

        Failed(String words) {
            super(words);
        }
    }

    private final Process process;
    private final String key;
    private final Instant since = Instant.now();
    private final CompletableFuture<Process> ended;
    private final Thread listening;
    private volatile String lastWords = "";
    private volatile int port;
    private volatile boolean wanted = true;

    private ModelProcess(Process process, Path folder, String key) {
        this.process = process;
        this.key = key;
        this.ended = process.onExit().whenComplete((gone, failure) -> remove(folder));
        this.listening = Thread.ofVirtual().name("model-errors").unstarted(this::listen);
    }

    /**
     * Starts a process and blocks until its weights are loaded.
     *
     * @param classPath of the child alone
     * @throws Failed when it does not come to serve
     */
    static ModelProcess start(String classPath, List<String> flags, ChildSettings settings, Duration patience)
            throws Failed, InterruptedException {
        ModelProcess child = launch(classPath, flags, settings);
        CompletableFuture<Boolean> alarm = child.ended
                .thenApply(gone -> false)
                .completeOnTimeout(true, patience.toMillis(), TimeUnit.MILLISECONDS);
        CompletableFuture<Void> tooLate = alarm.thenAccept(late -> {
            if (late && child.port == 0) {
                child.end();
            }
        });
        try {
            child.awaitPort(patience);
            return child;
        } finally {
            tooLate.cancel(false);
            if (child.port == 0) {
                child.end();
            }
        }
    }

    private static ModelProcess launch(String classPath, List<String> flags, ChildSettings settings) throws Failed {
        Path folder;
        try {
            folder = Files.createTempDirectory("groundwork-model-");
        } catch (IOException e) {
            throw (Failed) new Failed("No temporary folder can be made for its process.").initCause(e);
        }
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command(classPath, flags, settings, folder)).directory(folder.toFile());
            builder.environment().clear();
            byte[] random = new byte[32];
            new SecureRandom().nextBytes(random);
            String key = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
            ModelProcess child = new ModelProcess(builder.start(), folder, key);
            child.listening.start();
            return child;
        } catch (IOException e) {
            remove(folder);
            throw (Failed) new Failed("No process can be started for it.").initCause(e);
        }
    }

    private static List<String> command(String classPath, List<String> flags, ChildSettings settings, Path folder) {
        List<String> command = new ArrayList<>(Files.isExecutable(SHELL) ? ENCLOSURE : List.of());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-Xmx192m",
                "-Xms16m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:MaxMetaspaceSize=96m",
                "-XX:ReservedCodeCacheSize=32m",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-UsePerfData",
                "-XX:+DisableAttachMechanism",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + folder.resolve("crash"),
                "-XX:+DisplayVMOutputToStderr",
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED",
                "-Dfile.encoding=UTF-8",
                "-Duser.language=en",
                "-Duser.country=US",
                "-Djava.io.tmpdir=" + folder,
                "-Duser.home=" + folder));
        command.addAll(flags);
        command.addAll(List.of("-cp", classPath, MAIN));
        command.addAll(settings.toArguments());
        return command;
    }

    /** The first line that the child says is its port, or why it does not serve. */
    private void awaitPort(Duration patience) throws Failed, InterruptedException {
        BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        try {
            Writer told = process.outputWriter(StandardCharsets.UTF_8);
            told.write(key + "\n");
            told.flush();
            String line = said.readLine();
            if (line != null && line.matches("PORT \\d{1,5}")) {
                port = Integer.parseInt(line.substring(5));
                // Nothing more is expected there; what comes must not fill the pipe.
                Thread unused = Thread.ofVirtual().name("model-output").start(() -> drain(said));
            } else if (line != null && line.startsWith("REFUSED ")) {
                throw new Failed(line.substring(8));
            }
        } catch (IOException e) {
            LOG.debugf("A model's process is gone: %s", e);
        }
        if (port == 0) {
            if (process.waitFor(2, TimeUnit.SECONDS)) {
                boolean heard = listening.join(TO_THE_END);
                LOG.debugf("A model's process ended while it loaded; all of it was heard: %s", heard);
                throw new Failed(
                        "Its process ended while it loaded (status %d%s).".formatted(process.exitValue(), asWell()));
            }
            throw new Failed("It was not loaded within %d seconds.".formatted(patience.toSeconds()));
        }
    }

    private static void drain(BufferedReader said) {
        try {
            long characters = said.transferTo(Writer.nullWriter());
            LOG.tracef("A model's process said %d characters more", characters);
        } catch (IOException e) {
            LOG.debugf("A model's process is gone: %s", e);
        }
    }

    private String asWell() {
        return lastWords.isEmpty() ? "" : ", " + lastWords;
    }

    /** Of what it says only what cannot hold a conversation is kept. */
    private void listen() {
        try (BufferedReader errors = process.errorReader(StandardCharsets.UTF_8)) {
            String line;
            while ((line = errors.readLine()) != null) {
                Matcher telling = TELLING.matcher(line);
                if (telling.find()) {
                    lastWords = telling.group();
                }
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.debugf("A model's process is gone: %s", e);
        }
    }

    /** Does something when the process has ended by itself, or was ended by somebody else. */
    void whenLost(Runnable then) {
        CompletableFuture<Void> unused = ended.thenAccept(gone -> {
            if (wanted) {
                LOG.warnf("The model's process %d was lost (status %d%s)", process.pid(), gone.exitValue(), asWell());
                then.run();
            }
        });
    }

    boolean isGoneWithin(Duration time) throws InterruptedException {
        return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    URI baseUrl() {
        return URI.create("http://127.0.0.1:%d/v1".formatted(port));
    }

    String key() {
        return key;
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    Instant since() {
        return since;
    }

    /** Ends it at once, and waits until its memory is free again. */
    void end() {
        wanted = false;
        process.destroyForcibly();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                LOG.warnf("The model's process %d does not go", process.pid());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void remove(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        } catch (IOException | UncheckedIOException e) {
            LOG.debugf("A model's folder is not empty yet: %s", e);
        }
    }
}
