package io.groundwork.bench;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Where things lie: the system's data, and the project that this program was built in. */
final class Settings {

    private Settings() {}

    /** {@code GROUNDWORK_DATA}, or {@code var} in the working folder. */
    static Path data(Map<String, String> environment) {
        return Path.of(environment.getOrDefault("GROUNDWORK_DATA", "var"))
                .toAbsolutePath()
                .normalize();
    }

    /** The folder with the launcher, found upwards from where this class was loaded. */
    static Path project() {
        try {
            Path here = Path.of(Settings.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toRealPath();
            for (Path folder = here; folder != null; folder = folder.getParent()) {
                if (Files.isExecutable(folder.resolve("groundwork")) && Files.exists(folder.resolve("pom.xml"))) {
                    return folder;
                }
            }
        } catch (URISyntaxException | IOException e) {
            throw new BenchException("The project's folder cannot be told.", e);
        }
        throw new BenchException("There is no launcher above the folder of this program.");
    }
}
