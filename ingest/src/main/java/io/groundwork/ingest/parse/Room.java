package io.groundwork.ingest.parse;

/**
 * What may still be taken out of a file, of all that one upload may hold.
 *
 * @param levels how much deeper files may lie; 0: none may lie within this one
 * @param files how many
 * @param bytes how much they may come to
 */
public record Room(int levels, int files, long bytes) {

    public Room {
        if (levels < 0 || files < 0 || bytes < 0) {
            throw new IllegalArgumentException(
                    "Room for %d levels, %d files, %d bytes".formatted(levels, files, bytes));
        }
    }
}
