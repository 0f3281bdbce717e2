package io.groundwork.ingest.parse;

import io.groundwork.ingest.ParsedDocument;

/** What became of a file handed to the {@link Parser}. A bad file is a result, not an exception. */
public sealed interface ParseOutcome {

    record Parsed(ParsedDocument document) implements ParseOutcome {}

    /**
     * No parser reads this kind of file; trying again cannot help.
     *
     * @param reason one sentence for an admin
     */
    record Unsupported(String mediaType, String reason) implements ParseOutcome {}

    /**
     * The kind is known but the bytes do not read as it: encrypted, cut short, malformed, empty.
     *
     * @param reason one sentence for an admin, with what to do where there is something
     */
    record Unreadable(String reason) implements ParseOutcome {}

    /**
     * Reading it would have cost more than a file may: time, memory, nesting, output.
     *
     * @param reason one sentence for an admin that names the limit
     */
    record TooCostly(String reason) implements ParseOutcome {}
}
