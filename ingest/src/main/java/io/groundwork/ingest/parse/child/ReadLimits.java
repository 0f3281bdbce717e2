package io.groundwork.ingest.parse.child;

import java.util.List;

/**
 * What one file may hold before reading it is given up.
 *
 * @param inputMegabytes its size, in mebibytes
 * @param outputCharacters the length of its text, in UTF-16 code units
 * @param nesting how deep files may lie within it
 * @param embeddedFiles how many files may lie within it, at all depths together
 * @param pages how many of a PDF's pages are read
 * @param unpackedMegabytes what the files within it may come to, at all depths together, in mebibytes
 */
public record ReadLimits(
        int inputMegabytes, int outputCharacters, int nesting, int embeddedFiles, int pages, int unpackedMegabytes) {

    public static final ReadLimits DEFAULT = new ReadLimits(512, 20_000_000, 10, 1_000, 20_000, 1_024);

    /** How many arguments they are. */
    static final int COUNT = 6;

    public ReadLimits {
        if (inputMegabytes < 1
                || outputCharacters < 1
                || nesting < 0
                || embeddedFiles < 0
                || pages < 1
                || unpackedMegabytes < 1) {
            throw new IllegalArgumentException(
                    "Bad limits: %d MiB, %d characters, nesting %d, %d embedded files, %d pages, %d MiB unpacked"
                            .formatted(
                                    inputMegabytes,
                                    outputCharacters,
                                    nesting,
                                    embeddedFiles,
                                    pages,
                                    unpackedMegabytes));
        }
    }

    /** The arguments of the process that keeps to these limits. */
    public List<String> toArguments() {
        return List.of(
                String.valueOf(inputMegabytes),
                String.valueOf(outputCharacters),
                String.valueOf(nesting),
                String.valueOf(embeddedFiles),
                String.valueOf(pages),
                String.valueOf(unpackedMegabytes));
    }

    static ReadLimits fromArguments(String... arguments) {
        return new ReadLimits(
                Integer.parseInt(arguments[0]),
                Integer.parseInt(arguments[1]),
                Integer.parseInt(arguments[2]),
                Integer.parseInt(arguments[3]),
                Integer.parseInt(arguments[4]),
                Integer.parseInt(arguments[5]));
    }

    long inputBytes() {
        return (long) inputMegabytes << 20;
    }

    public long unpackedBytes() {
        return (long) unpackedMegabytes << 20;
    }
}
