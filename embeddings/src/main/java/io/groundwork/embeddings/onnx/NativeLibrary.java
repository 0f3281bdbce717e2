package io.groundwork.embeddings.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Unpacks ONNX Runtime's own libraries where we say, and once: left alone it writes 24 MB to the temporary folder at every start,
 * and leaves them there when the process is killed.
 */
final class NativeLibrary {

    /** Where ONNX Runtime looks first. */
    private static final String PATH_PROPERTY = "onnxruntime.native.path";

    private NativeLibrary() {}

    /**
     * The runtime, of which a JVM has one. Where somebody has said by {@value #PATH_PROPERTY} which library to load, that one is.
     * One caller at a time: two models may be loaded at once, and neither is to find the other's folder.
     */
    static synchronized OrtEnvironment load(Unpacked unpacked) throws IOException {
        String version = OrtEnvironment.class.getPackage().getImplementationVersion();
        if (System.getProperty(PATH_PROPERTY) != null || version == null) {
            return environment();
        }
        System.setProperty(PATH_PROPERTY, unpack(unpacked, version).toString());
        try {
            return environment();
        } finally {
            // The folder may be a temporary one.
            System.clearProperty(PATH_PROPERTY);
        }
    }

    private static OrtEnvironment environment() {
        return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
    }

    private static Path unpack(Unpacked unpacked, String version) throws IOException {
        String platform = platform();
        String folder = "onnxruntime-" + version + "-" + platform;
        for (String name : List.of("onnxruntime", "onnxruntime4j_jni")) {
            String file = System.mapLibraryName(name);
            unpacked.unverified("/ai/onnxruntime/native/" + platform + "/" + file, folder + "/" + file);
        }
        return unpacked.folder().resolve(folder).toAbsolutePath();
    }

    /** As ONNX Runtime names its folders. */
    private static String platform() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac") ? "osx" : "linux";
        String processor = System.getProperty("os.arch");
        return system + "-" + (processor.equals("amd64") || processor.equals("x86_64") ? "x64" : processor);
    }
}
