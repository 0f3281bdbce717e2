package io.groundwork.ingest.parse.child;

import io.groundwork.ingest.parse.Room;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.tika.io.TikaInputStream;
import org.jspecify.annotations.Nullable;

/** A file as it came through the pipe: small ones in memory, large ones in the private folder. */
final class ReceivedFile implements AutoCloseable {

    private static final int IN_MEMORY_BYTES = 4 << 20;

    private final String name;
    private final String declaredMediaType;
    private final Room room;
    private final byte[] bytes;
    private final @Nullable Path path;
    private final long size;

    private ReceivedFile(Exchange.Request request, byte[] bytes, @Nullable Path path, long size) {
        this.name = request.fileName();
        this.declaredMediaType = request.declaredMediaType();
        this.room = request.room();
        this.bytes = bytes;
        this.path = path;
        this.size = size;
    }

    static ReceivedFile receive(Exchange.Request request, DataInputStream pipe, Path folder, ReadLimits limits)
            throws IOException {
        try (Spool spool = new Spool(folder, limits.inputBytes())) {
            Exchange.readBytes(pipe, spool);
            return new ReceivedFile(request, spool.memory.toByteArray(), spool.path, spool.size);
        }
    }

    String name() {
        return name;
    }

    String declaredMediaType() {
        return declaredMediaType;
    }

    /** What may be taken out of it. */
    Room room() {
        return room;
    }

    /** All of its bytes, those beyond the limit too, though they are not kept. */
    long size() {
        return size;
    }

    /** From the first byte on; whoever opens it closes it. */
    TikaInputStream open() throws IOException {
        return path == null ? TikaInputStream.get(bytes) : TikaInputStream.get(path);
    }

    @Override
    public void close() throws IOException {
        if (path != null) {
            Files.deleteIfExists(path);
        }
    }

    /** Keeps bytes in memory until there are too many, then in a file, and drops what goes beyond the limit. */
    private static final class Spool extends OutputStream {

        private final Path folder;
        private final long limit;
        private final ByteArrayOutputStream memory = new ByteArrayOutputStream();
        private @Nullable Path path;
        private @Nullable OutputStream file;
        private long size;

        Spool(Path folder, long limit) {
            this.folder = folder;
            this.limit = limit;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            size += length;
            if (size > limit) {
                return;
            }
            if (file == null && memory.size() + length > IN_MEMORY_BYTES) {
                path = Files.createTempFile(folder, "received", "");
                file = Files.newOutputStream(path);
                memory.writeTo(file);
                memory.reset();
            }
            (file == null ? memory : file).write(from, offset, length);
        }

        @Override
        public void close() throws IOException {
            if (file != null) {
                file.close();
            }
        }
    }
}
