package io.groundwork.ingest.source;

import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** A place that documents come from. Used by one thread at a time; holds connections until closed. */
public interface Source extends AutoCloseable {

    /**
     * Reads as little as shows that the place can be reached and read.
     *
     * @throws SourceException when it cannot
     */
    void check();

    /**
     * Tells what there is, or what changed, page by page in the order found.
     *
     * @param cursor what the last walk that was seen to its end gave; empty: from the beginning
     * @throws SourceException when the walk cannot go on; the pages told so far hold
     */
    Ending walk(Optional<String> cursor, Pages pages);

    /**
     * The bytes of an item that a walk of this very source told of; the caller closes the stream, and decides how much of it to take.
     *
     * @throws SourceException when there are none to be had; its kind is NOT_FOUND where the item has gone since
     */
    InputStream open(SourceItem item);

    @Override
    void close();

    /** Takes what a walk finds. */
    @FunctionalInterface
    interface Pages {

        /** Called by the thread that walks; what it throws ends the walk. */
        void take(List<Change> page);
    }
}
