package io.groundwork.embeddings.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks ONNX Runtime's own libraries where we say, and once: left alone it writes 24 MB to the temporary folder at every start,
 * and leaves them there when the process is killed. Those for an accelerator, 240 to 620 MB, are unpacked when one is tried.
 */
final class NativeLibrary {

    private static final Logger LOG = Logger.getLogger(NativeLibrary.class);

    /** Where ONNX Runtime looks first. */
    private static final String PATH_PROPERTY = "onnxruntime.native.path";

    private static final String OFFICIAL = "/ai/onnxruntime/native/";

    /** Bytedeco's build for CUDA 13, libraries only, and beside it the maker's bridge to Java from the build for CUDA 12: they fit. */
    private static final String CUDA_13 = "/org/bytedeco/onnxruntime/linux-x86_64-gpu/";

    private static final String CUDA_13_BRIDGE = "/io/groundwork/embeddings/cuda13/libonnxruntime4j_jni.so";

    private NativeLibrary() {}

    /**
     * The runtime, of which a JVM has one. Where somebody has said by {@value #PATH_PROPERTY} which library to load, that one is.
     * One caller at a time: two models may be loaded at once, and neither is to find the other's folder.
     */
    static synchronized OrtEnvironment load(Unpacked unpacked) throws IOException {
        if (isNamed()) {
            return environment();
        }
        System.setProperty(PATH_PROPERTY, unpack(unpacked).toString());
        try {
            return environment();
        } finally {
            // The folder may be a temporary one.
            System.clearProperty(PATH_PROPERTY);
        }
    }

    private static boolean isNamed() {
        return System.getProperty(PATH_PROPERTY) != null || version() == null;
    }

    private static @Nullable String version() {
        return OrtEnvironment.class.getPackage().getImplementationVersion();
    }

    private static OrtEnvironment environment() {
        OrtEnvironment runtime = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
        if (!Lasting.KEPT) {
            LOG.debug(
                    "ONNX Runtime cannot be kept until the process ends: one that ends while the model runs may crash");
        }
        return runtime;
    }

    /**
     * The runtime frees itself in a shutdown hook of its own, while other hooks and threads go on, and a model that is loading or running then brings the
     * process down. It counts its users, so we are another one, who stays; its Java classes have no public way to say so.
     */
    private static final class Lasting {

        static final boolean KEPT = keep();

        private static boolean keep() {
            try {
                Field api = Class.forName("ai.onnxruntime.OnnxRuntime").getDeclaredField("ortApiHandle");
                api.setAccessible(true);
                Method use =
                        OrtEnvironment.class.getDeclaredMethod("createHandle", long.class, int.class, String.class);
                use.setAccessible(true);
                use.invoke(
                        null, api.getLong(null), OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR.getValue(), "until the end");
                return true;
            } catch (ReflectiveOperationException | InaccessibleObjectException e) {
                return false;
            }
        }
    }

    /** Whether the runtime may have more than the processor; does not load it. */
    static boolean mayHaveAccelerators() {
        return isNamed() || isCuda13() || exists(OFFICIAL + platform() + "/" + file("onnxruntime_providers_cuda"));
    }

    /**
     * Puts the libraries that a device needs beside the runtime's.
     *
     * @param unpacked the same that the runtime was loaded from
     */
    static void provide(Unpacked unpacked, Device device) throws IOException {
        if (!device.isAccelerator() || isNamed()) {
            return;
        }
        String from = isCuda13() ? CUDA_13 : OFFICIAL + platform() + "/";
        for (String name : List.of("shared", "cuda", "tensorrt", "openvino", "rocm")) {
            String file = file("onnxruntime_providers_" + name);
            boolean needed = name.equals("shared") || device.libraries().contains(name);
            if (needed && exists(from + file)) {
                unpacked.unverified(from + file, folder() + "/" + file);
            }
        }
    }

    private static Path unpack(Unpacked unpacked) throws IOException {
        if (isCuda13()) {
            unpacked.unverified(CUDA_13 + "libonnxruntime.so.1", folder() + "/libonnxruntime.so");
            unpacked.unverified(CUDA_13_BRIDGE, folder() + "/libonnxruntime4j_jni.so");
        } else {
            for (String name : List.of("onnxruntime", "onnxruntime4j_jni")) {
                unpacked.unverified(OFFICIAL + platform() + "/" + file(name), folder() + "/" + file(name));
            }
        }
        return unpacked.folder().resolve(folder()).toAbsolutePath();
    }

    /** Of this build of the runtime: two builds must not share one. */
    private static String folder() {
        String build = isCuda13() ? "-cuda13" : mayHaveAccelerators() ? "-cuda12" : "";
        return "onnxruntime-" + version() + "-" + platform() + build;
    }

    private static boolean isCuda13() {
        return exists(CUDA_13_BRIDGE) && exists(CUDA_13 + "libonnxruntime.so.1");
    }

    private static boolean exists(String resource) {
        return NativeLibrary.class.getResource(resource) != null;
    }

    private static String file(String library) {
        return System.mapLibraryName(library);
    }

    /** As ONNX Runtime names its folders. */
    private static String platform() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac") ? "osx" : "linux";
        String processor = System.getProperty("os.arch");
        return system + "-" + (processor.equals("amd64") || processor.equals("x86_64") ? "x64" : processor);
    }
}
