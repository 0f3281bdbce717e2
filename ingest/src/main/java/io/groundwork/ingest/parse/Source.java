package io.groundwork.ingest.parse;

import java.io.IOException;
import java.io.InputStream;

/** The bytes of a file. May be opened more than once: a file whose process was killed from outside is read again. */
@FunctionalInterface
public interface Source {

    /** A new stream from the first byte on; the reader closes it. */
    InputStream open() throws IOException;
}
