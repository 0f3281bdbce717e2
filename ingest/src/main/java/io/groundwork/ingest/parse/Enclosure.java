package io.groundwork.ingest.parse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What this system lets us put around a process, found by trying once: a shell that makes it deaf to the terminal's signals and cleans
 * its environment, and {@code unshare}, which takes the network away.
 *
 * @param prefix the words before the command itself
 * @param withoutNetwork whether a process so started has no network
 */
record Enclosure(List<String> prefix, boolean withoutNetwork) {

    /**
     * Ctrl-C reaches a whole process group; a parser that died of it would make its file look guilty. The process ends with its input
     * instead. The locale is there so that paths with letters beyond ASCII can be opened; it is the only variable.
     */
    private static final List<String> SHELL = List.of(
            "/bin/sh",
            "-c",
            "trap '' HUP INT TERM; ulimit -c 0; exec /usr/bin/env -i LC_ALL=C.UTF-8 \"$@\"",
            "groundwork-parser");

    static Enclosure ofThisSystem() {
        return Holder.FOUND;
    }

    private static final class Holder {
        static final Enclosure FOUND = probe();
    }

    private static Enclosure probe() {
        if (!Files.isExecutable(Path.of("/bin/sh")) || !works(SHELL)) {
            return new Enclosure(List.of(), false);
        }
        for (List<String> unshare : List.of(
                List.of("unshare", "--net", "--"), List.of("unshare", "--user", "--map-current-user", "--net", "--"))) {
            List<String> prefix = new ArrayList<>(SHELL);
            prefix.addAll(unshare);
            if (works(prefix)) {
                return new Enclosure(List.copyOf(prefix), true);
            }
        }
        return new Enclosure(SHELL, false);
    }

    private static boolean works(List<String> prefix) {
        List<String> command = new ArrayList<>(prefix);
        command.add("true");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectInput(ProcessBuilder.Redirect.PIPE)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return false;
            }
            return process.exitValue() == 0;
        } catch (IOException e) {
            // The program is not there: this system has nothing of the kind.
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
