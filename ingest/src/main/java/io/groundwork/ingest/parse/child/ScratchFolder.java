package io.groundwork.ingest.parse.child;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;

/** The process's private folder, where libraries leave what they leave. */
final class ScratchFolder {

    private ScratchFolder() {}

    /** Removes all that is in {@code folder}, as far as it can be removed; links are not followed. */
    static void empty(Path folder) {
        File[] left = folder.toFile().listFiles();
        if (left == null) {
            return;
        }
        for (File each : left) {
            if (!Files.isSymbolicLink(each.toPath()) && each.isDirectory()) {
                empty(each.toPath());
            }
            if (!each.delete()) {
                System.err.println("One file of the scratch folder stays for now");
            }
        }
    }
}
