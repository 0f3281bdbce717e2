package io.groundwork.orchestration.local.child;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The process that serves one file of weights. Reads its key from standard input, says its port on standard output once the weights
 * are loaded, and ends when its input does, so that it never outlives the platform.
 */
public final class ModelChild {

    private ModelChild() {}

    /** @param arguments {@link ChildSettings#toArguments} */
    public static void main(String[] arguments) {
        PrintStream outcome = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        // What a library prints goes where nobody mistakes it for an answer.
        System.setOut(System.err);
        try {
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            String key = in.readLine();
            if (key == null || key.isBlank()) {
                throw new IOException("No key was given");
            }
            Thread.ofPlatform().name("platform-watch").daemon().start(() -> endWith(in));
            ChildSettings settings = ChildSettings.fromArguments(List.of(arguments));
            int port = ChildServer.start(settings, Engine.load(settings), key);
            outcome.println("PORT " + port);
        } catch (UnsatisfiedLinkError | IOException | RuntimeException e) {
            System.err.println(e.getClass().getName());
            outcome.println("REFUSED " + words(e).replaceAll("\\s+", " "));
            end(1);
        }
    }

    private static String words(Throwable e) {
        return switch (e) {
            case UnloadableException unloadable -> unloadable.getMessage();
            case UnsatisfiedLinkError missing ->
                "llama.cpp cannot be used on this machine: " + missing.getMessage() + ".";
            default -> "Its process failed: " + e.getClass().getSimpleName() + ".";
        };
    }

    private static void endWith(BufferedReader in) {
        try {
            while (in.read() >= 0) {
                // Nothing more is told this way; only the end counts.
            }
        } catch (IOException e) {
            System.err.println(e.getClass().getName());
        }
        end(0);
    }

    /** At once: llama.cpp's threads would be waited for otherwise. */
    static void end(int status) {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(Path.of(System.getProperty("java.io.tmpdir")));
        } catch (IOException e) {
            System.err.println(e.getClass().getName());
        }
        Runtime.getRuntime().halt(status);
    }
}
