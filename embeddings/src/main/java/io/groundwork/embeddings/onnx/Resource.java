package io.groundwork.embeddings.onnx;

import java.io.IOException;
import java.io.InputStream;

/**
 * A file on the class path whose content is known.
 *
 * @param path absolute on the class path
 * @param sha256 of its bytes, in hexadecimal
 */
record Resource(String path, String sha256) {

    /** Where it is unpacked to: another content is another file, so that two versions can share a folder. */
    String fileName() {
        return sha256.substring(0, 12) + "-" + path.substring(path.lastIndexOf('/') + 1);
    }

    InputStream open() throws IOException {
        return open(path);
    }

    static InputStream open(String path) throws IOException {
        InputStream stream = Resource.class.getResourceAsStream(path);
        if (stream == null) {
            throw new IOException("Not on the class path: " + path);
        }
        return stream;
    }
}
