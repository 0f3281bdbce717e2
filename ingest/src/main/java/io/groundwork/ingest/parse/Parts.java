package io.groundwork.ingest.parse;

import io.groundwork.ingest.IngestException;
import io.groundwork.ingest.parse.child.PartSink;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a reading takes out of a mail or an archive: files in a folder of their own, which go with {@link #close}. It takes no more than
 * it has room for, whatever the parser's process sends. A disk that takes nothing more is an {@link IngestException}: neither the process nor the
 * file is to blame for that. For one reading and one thread.
 */
public final class Parts implements PartSink, AutoCloseable {

    private final Path scratch;
    private final Room room;
    private final List<Part> all = new ArrayList<>();
    private @Nullable Path folder;
    private long bytes;

    Parts(Path scratch, Room room) {
        this.scratch = scratch;
        this.room = room;
    }

    /** In the order of the file. */
    public List<Part> all() {
        return List.copyOf(all);
    }

    Room room() {
        return room;
    }

    @Override
    public Incoming take(String name, String mediaType) throws IOException {
        if (all.size() >= room.files()) {
            throw new IOException("More than %d parts".formatted(room.files()));
        }
        try {
            if (folder == null) {
                folder = PrivateFolders.make(scratch);
            }
            return new Spool(name, mediaType, Files.createTempFile(folder, "part", ""));
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private static IngestException unwritable(IOException cause) {
        return new IngestException("What lies within the file could not be put aside", cause);
    }

    /** Forgets what was taken: the file is read once more. */
    void clear() {
        if (folder != null) {
            PrivateFolders.remove(folder);
        }
        folder = null;
        all.clear();
        bytes = 0;
    }

    /** What cannot be removed now is swept later. */
    @Override
    public void close() {
        clear();
    }

    /** One that is coming. */
    private final class Spool implements Incoming {

        private final String name;
        private final String mediaType;
        private final Path path;
        private final OutputStream to;
        private long size;

        Spool(String name, String mediaType, Path path) throws IOException {
            this.name = name;
            this.mediaType = mediaType;
            this.path = path;
            this.to = Files.newOutputStream(path);
        }

        @Override
        public void write(byte[] from, int length) throws IOException {
            size += length;
            if (bytes + size > room.bytes()) {
                throw new IOException("Parts of more than %d bytes".formatted(room.bytes()));
            }
            try {
                to.write(from, 0, length);
            } catch (IOException e) {
                throw unwritable(e);
            }
        }

        @Override
        public void end(boolean complete) {
            try {
                to.close();
                if (complete && size > 0) {
                    all.add(new Part(name, mediaType, path, size));
                    bytes += size;
                } else {
                    Files.delete(path);
                }
            } catch (IOException e) {
                throw unwritable(e);
            }
        }
    }
}
