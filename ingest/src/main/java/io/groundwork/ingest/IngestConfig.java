package io.groundwork.ingest;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What an installation may decide about reading files and cutting them into passages. */
@ConfigMapping(prefix = "groundwork.ingest")
public interface IngestConfig {

    /** The folder of jars that the parser's processes run from; the build makes it at {@code ingest/target/parser-lib}. */
    @WithDefault("ingest/target/parser-lib")
    Path parserLib();

    /** Files read at the same time, each by a process of its own. Absent: half of the machine's cores, at least one, at most four. */
    Optional<Integer> parserProcesses();

    /** Heap of one parser process, in mebibytes. A file that needs more fails, and nothing else does. */
    @WithDefault("512")
    int parserHeapMegabytes();

    /** Wall-clock time that reading one file may take before its process is killed; what was read until then is kept. */
    @WithDefault("120s")
    Duration parserTimeout();

    /** A process ends after it has had nothing to read for this long, and gives its memory back. */
    @WithDefault("60s")
    Duration parserIdle();

    /**
     * A process is replaced after so many files, so that what a library leaks stays small. Plain text, Markdown, CSV and JSON do not
     * count: no library reads them, and a new process costs as much as reading 3,000 of them.
     */
    @WithDefault("200")
    int parserFilesPerProcess();

    /** Size of the largest file that is read, in mebibytes. */
    @WithDefault("512")
    int parserInputMegabytes();

    /** How much text is read of one file, in characters; of a longer one the beginning is kept. */
    @WithDefault("20000000")
    int parserOutputCharacters();

    /** How deep files may lie within files: a mail in an archive attached to a mail is 2. */
    @WithDefault("10")
    int parserNesting();

    /** How many files one file may hold, at all depths together. Of a mail or an archive with more, so many are taken. */
    @WithDefault("1000")
    int parserEmbeddedFiles();

    /** What the files within a mail or an archive may come to, at all depths together, in mebibytes; of more, so much is taken. */
    @WithDefault("1024")
    int parserUnpackedMegabytes();

    /** How many pages of a PDF are read. */
    @WithDefault("20000")
    int parserPages();

    /**
     * The program {@code tesseract}, which reads scanned pages and pictures. Absent: the one on this process's search path, if there is one;
     * {@code none}: no such program.
     */
    Optional<Path> ocrProgram();

    /** Languages of scanned pages, as Tesseract names its data, {@code +} between them: {@code eng+deu}. Each costs time. */
    @WithDefault("eng")
    String ocrLanguages();

    /** Where the processes keep their private folders. Absent: the system's temporary folder. */
    Optional<Path> parserScratch();

    /**
     * Size that passages are filled up to when a section does not fit into one, in tokens of the embedding model. A section that
     * fits into the model whole is never cut.
     */
    @WithDefault("400")
    int passageTokens();

    /** What neighbouring passages of one section's prose share at most, in whole sentences, in tokens. 0: nothing. */
    @WithDefault("40")
    int passageOverlapTokens();

    /** Sections shorter than this, in tokens, are joined with their neighbours while both fit into a passage. */
    @WithDefault("48")
    int passageMinTokens();
}
