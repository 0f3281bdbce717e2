package io.groundwork.ingest.chunk;

import io.groundwork.ingest.Block;

/**
 * What is not cut any further: a sentence, a row, a line, or a piece of one that is too long to stand in a passage.
 *
 * @param start offset into the document's text
 * @param end offset one past its last character
 * @param tokens what it makes by itself
 * @param block that it is a part of
 * @param joint what may happen before it
 * @param table the number of the table it is a row of, counted from 0; -1 when it is no row below a header
 * @param row of the file that it is a row of a table in, counted from 1; 0 where that is not known
 */
record Atom(int start, int end, int tokens, Block block, Joint joint, int table, int row) {

    int page() {
        return block.page();
    }

    /** How an atom hangs together with the one before it. */
    enum Joint {
        /** A new block begins: the best place to cut. */
        BLOCK,
        /** A blank line in code that stands within a part of it: better than any line. */
        PART,
        /** The next sentence of the same prose. */
        SENTENCE,
        /** The next row of a table or line of code. */
        ROW,
        /** The rest of something too long: cut only where nothing else helps, and never repeated. */
        WITHIN
    }
}
