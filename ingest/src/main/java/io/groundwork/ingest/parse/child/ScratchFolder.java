package io.groundwork.ingest.parse.child;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;

/** The process's private folder, where libraries leave what they leave. */
final class ScratchFolder {

    private ScratchFolder() {}

    /** Removes the folder too: the platform that made it may be gone. */
    static void remove(Path folder) {
        empty(folder);
        delete(folder.toFile());
    }

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
            delete(each);
        }
    }

    private static void delete(File file) {
        if (!file.delete()) {
            System.err.println("One file of the scratch folder stays for now");
        }
    }
}
