package io.groundwork.ingest.source;

import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/** Keeps JGit from this machine's Git settings: they could lead a repository's address elsewhere, or name programs to run. */
final class GitSurroundings extends SystemReader {

    private static final GitSurroundings INSTANCE = new GitSurroundings(SystemReader.getInstance());

    private final SystemReader machine;

    private GitSurroundings(SystemReader machine) {
        this.machine = machine;
    }

    /** From now on, in this whole process. */
    static void shutOut() {
        SystemReader.setInstance(INSTANCE);
    }

    @Override
    public String getHostname() {
        return "localhost";
    }

    @Override
    public @Nullable String getenv(String variable) {
        return variable.startsWith("GIT_") ? null : machine.getenv(variable);
    }

    @Override
    public @Nullable String getProperty(String key) {
        return machine.getProperty(key);
    }

    @Override
    public FileBasedConfig openUserConfig(@Nullable Config parent, FS files) {
        return new Empty(parent, files);
    }

    @Override
    public FileBasedConfig openSystemConfig(@Nullable Config parent, FS files) {
        return new Empty(parent, files);
    }

    @Override
    public FileBasedConfig openJGitConfig(@Nullable Config parent, FS files) {
        return new Empty(parent, files);
    }

    @Override
    @Deprecated
    public long getCurrentTime() {
        return machine.getCurrentTime();
    }

    @Override
    @Deprecated
    public int getTimezone(long when) {
        return machine.getTimezone(when);
    }

    /** Settings that no file holds. */
    private static final class Empty extends FileBasedConfig {

        Empty(@Nullable Config parent, FS files) {
            super(parent, new java.io.File("none"), files);
        }

        @Override
        public void load() {}

        @Override
        public void save() {}

        @Override
        public boolean isOutdated() {
            return false;
        }
    }
}
