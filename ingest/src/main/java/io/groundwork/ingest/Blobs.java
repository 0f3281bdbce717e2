package io.groundwork.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/**
 * Keeps bytes under their digest, each content once. Safe for use by many threads. The {@code blob} table knows what is
 * kept; an implementation only stores and reads.
 */
public interface Blobs {

    /**
     * Stores the file's bytes; storing the same again changes nothing. Runs within the caller's transaction where the
     * bytes go into the database; elsewhere the bytes may outlive a transaction that fails, which costs room and no more.
     */
    void put(Digest digest, Path file) throws IOException;

    /**
     * The bytes, to be closed by the caller.
     *
     * @throws java.nio.file.NoSuchFileException when nothing is kept under that digest
     */
    InputStream open(Digest digest) throws IOException;

    /** Whether what is put and removed is part of the caller's transaction. */
    default boolean inDatabase() {
        return false;
    }

    /** Forgets the bytes; forgetting what is not there changes nothing. */
    void remove(Digest digest) throws IOException;
}
