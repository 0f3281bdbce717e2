package io.groundwork.ingest.parse.child;

import java.io.IOException;

/** Takes the files that lie within a file as they come out of the parser's process. */
public interface PartSink {

    /** Takes nothing. */
    PartSink NONE = (name, mediaType) -> Nothing.INSTANCE;

    /** @throws IOException when there is no room for it */
    Incoming take(String name, String mediaType) throws IOException;

    /** One file that is coming. */
    interface Incoming {

        void write(byte[] from, int length) throws IOException;

        /** @param complete whether it came to its end; what did not is no file */
        void end(boolean complete) throws IOException;
    }

    /** What comes is let go. */
    enum Nothing implements Incoming {
        INSTANCE;

        @Override
        public void write(byte[] from, int length) {}

        @Override
        public void end(boolean complete) {}
    }
}
