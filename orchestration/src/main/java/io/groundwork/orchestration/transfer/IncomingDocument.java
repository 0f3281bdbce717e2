package io.groundwork.orchestration.transfer;

import io.groundwork.embeddings.Embedding;
import io.groundwork.embeddings.states.CompressedStates;
import io.groundwork.ingest.Block;
import io.groundwork.ingest.MailHead;
import io.groundwork.ingest.ParsedDocument;
import io.groundwork.ingest.Partial;
import io.groundwork.ingest.Passage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A document with its passages, as far as its lines have come. For one thread. */
final class IncomingDocument {

    private static final int MOST_NAME = 255;
    private static final int MOST_WORDS = 1000;
    private static final int MOST_ITEMS = 10_000;
    private static final int MOST_READERS = 100_000;

    /** All lines of one document: it is held in memory whole. */
    private static final long MOST_BYTES = 256L << 20;

    /** Numbers of half precision are off by a thousandth at most; what is not of unit length cannot be compared. */
    private static final double UNIT_TOLERANCE = 0.01;

    private static final Pattern OUR_ID = Pattern.compile("file-[0-9a-f]{32}");

    private final Fields head;
    private final int dimension;
    private final StringBuilder text = new StringBuilder();
    private final List<Block> blocks = new ArrayList<>();
    private boolean hasBlocks;
    private final List<Passage> passages = new ArrayList<>();
    private final List<Embedding> embeddings = new ArrayList<>();
    private final Map<Integer, CompressedStates> states = new LinkedHashMap<>();
    private @Nullable ParsedDocument content;
    private long bytes;

    /** @param dimension of its vectors */
    IncomingDocument(Fields head, int dimension, int lineBytes) {
        this.head = head;
        this.dimension = dimension;
        this.bytes = lineBytes;
        take(head);
    }

    /** In the file; for those that lay within it. */
    String id() {
        return head.needed("id", MOST_WORDS);
    }

    Optional<String> parent() {
        return head.text("parent_id", MOST_WORDS);
    }

    String name() {
        String name = head.needed("name", MOST_NAME);
        if (name.isBlank() || name.chars().anyMatch(Character::isISOControl)) {
            throw head.bad("'name' must be what people are to see of the document.");
        }
        return name;
    }

    Optional<String> externalId() {
        Optional<String> external = head.text("external_id", MOST_WORDS);
        external.ifPresent(name -> {
            boolean unclear = name.isBlank()
                    || name.chars().anyMatch(Character::isISOControl)
                    || OUR_ID.matcher(name).matches();
            if (unclear) {
                throw head.bad("'external_id' must be a name that is not of the form of a file's id.");
            }
        });
        return external;
    }

    int version() {
        return head.whole("version", 1).orElse(1);
    }

    Map<String, Object> attributes() {
        return head.values("attributes", 4 * MOST_WORDS);
    }

    /** Whether only some of those who read the collection may read it. */
    boolean isRestricted() {
        return !head.texts("readers", MOST_READERS, MOST_WORDS).isEmpty();
    }

    Optional<String> cutBy() {
        return head.text("cut_by", MOST_NAME);
    }

    BadLineException bad(String what) {
        return head.bad(what);
    }

    /** Where it begins in the file, counted from 1. */
    long line() {
        return head.line();
    }

    /** A line that goes on with its text or its blocks. */
    void more(Fields line, int lineBytes) {
        if (!passages.isEmpty() || !head.has("text")) {
            throw line.bad("a line of the type 'more' goes on with a document that has text, before its passages.");
        }
        count(line, lineBytes);
        take(line);
    }

    private void take(Fields line) {
        hasBlocks = hasBlocks || line.has("blocks");
        text.append(line.text("text", Line.MOST_BYTES).orElse(""));
        for (Fields block : line.objects("blocks", Line.MOST_BYTES)) {
            try {
                blocks.add(block(block));
            } catch (IllegalArgumentException e) {
                throw new BadLineException(line.line(), "a block is not right: %s.".formatted(e.getMessage()), e);
            }
        }
    }

    private static Block block(Fields block) {
        List<Block.Numbering> rows = block.objects("rows", Line.MOST_BYTES).stream()
                .map(row -> new Block.Numbering(row.neededWhole("line", 0), row.neededWhole("row", 1)))
                .toList();
        return new Block(
                kind(block),
                block.neededWhole("start", 0),
                block.neededWhole("end", 0),
                block.whole("page", 0).orElse(0),
                block.whole("level", 0).orElse(0),
                block.text("sheet", MOST_WORDS).orElse(""),
                rows);
    }

    private static Block.Kind kind(Fields block) {
        try {
            return Block.Kind.valueOf(block.needed("kind", MOST_NAME));
        } catch (IllegalArgumentException e) {
            throw new BadLineException(block.line(), "there is no such 'kind' of block.", e);
        }
    }

    /** A line with its next passage. */
    void passage(Fields line, int lineBytes) {
        count(line, lineBytes);
        ParsedDocument read =
                content().orElseThrow(() -> line.bad("a passage stands below a document without 'text'."));
        Passage passage = passageOf(line);
        if (passage.end() > read.text().length() || !read.text().startsWith(passage.text(), passage.start())) {
            throw line.bad("the passage's text is not the document's from 'start' to 'end'.");
        }
        passages.add(passage);
        line.bytes("vector").map(vector -> embedding(line, vector)).ifPresent(embeddings::add);
        line.bytes("states")
                .ifPresent(kept -> states.put(
                        passage.ordinal(),
                        CompressedStates.read(kept, dimension)
                                .orElseThrow(
                                        () -> line.bad("'states' are not of this form, or of another dimension."))));
    }

    private void count(Fields line, int lineBytes) {
        bytes += lineBytes;
        if (bytes > MOST_BYTES) {
            throw line.bad("the document's lines come to more than %d MiB.".formatted(MOST_BYTES >> 20));
        }
    }

    private Passage passageOf(Fields line) {
        int ordinal = line.neededWhole("ordinal", 0);
        if (ordinal != passages.size()) {
            throw line.bad("'ordinal' is %d where %d follows.".formatted(ordinal, passages.size()));
        }
        int start = line.neededWhole("start", 0);
        int end = line.neededWhole("end", 0);
        int page = line.whole("page", 0).orElse(0);
        try {
            return new Passage(
                    ordinal,
                    line.needed("text", Line.MOST_BYTES),
                    line.text("context", Line.MOST_BYTES).orElse(""),
                    line.texts("headings", MOST_WORDS, Line.MOST_BYTES),
                    start,
                    end,
                    page,
                    line.whole("page_end", 0).orElse(page),
                    new Passage.Rows(
                            line.text("sheet", MOST_WORDS).orElse(""),
                            line.whole("row_start", 0).orElse(0),
                            line.whole("row_end", 0)
                                    .or(() -> line.whole("row_start", 0))
                                    .orElse(0)),
                    new Passage.Section(
                            line.whole("section_start", 0).orElse(start),
                            line.whole("section_end", 0).orElse(end)));
        } catch (IllegalArgumentException e) {
            throw new BadLineException(line.line(), "the passage is not right: %s.".formatted(e.getMessage()), e);
        }
    }

    private Embedding embedding(Fields line, byte[] half) {
        if (half.length != dimension * Short.BYTES) {
            throw line.bad(
                    "'vector' holds %d bytes where %d numbers of two bytes belong.".formatted(half.length, dimension));
        }
        ByteBuffer numbers = ByteBuffer.wrap(half).order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[dimension];
        double norm = 0;
        for (int i = 0; i < dimension; i++) {
            values[i] = Float.float16ToFloat(numbers.getShort());
            norm += values[i] * (double) values[i];
        }
        if (!(Math.abs(Math.sqrt(norm) - 1) <= UNIT_TOLERANCE)) {
            throw line.bad("'vector' is not of unit length, or holds what is no number.");
        }
        return new Embedding(values);
    }

    /** What was read of it, whole once its passages begin; empty for a document that was not searchable. */
    Optional<ParsedDocument> content() {
        if (content == null && head.has("text")) {
            try {
                content = new ParsedDocument(
                        head.text("title", MOST_ITEMS).orElse(""),
                        head.text("media_type", MOST_NAME).orElse("text/plain"),
                        text.toString(),
                        hasBlocks ? blocks : paragraphs(text.toString()),
                        head.whole("pages", 0).orElse(0),
                        head.texts("warnings", MOST_ITEMS, MOST_ITEMS),
                        language(),
                        partial(),
                        mail());
            } catch (IllegalArgumentException e) {
                throw new BadLineException(head.line(), "the document is not right: %s.".formatted(e.getMessage()), e);
            }
        }
        return Optional.ofNullable(content);
    }

    /** Of a text without a structure: what stands between blank lines. */
    static List<Block> paragraphs(String text) {
        List<Block> found = new ArrayList<>();
        int start = -1;
        int end = 0;
        int at = 0;
        while (at < text.length()) {
            int next = text.indexOf('\n', at);
            int stop = next < 0 ? text.length() : next;
            boolean blank = text.substring(at, stop).isBlank();
            if (!blank) {
                start = start < 0 ? at : start;
                end = stop;
            } else if (start >= 0) {
                found.add(new Block(Block.Kind.PARAGRAPH, start, end, 0, 0));
                start = -1;
            }
            at = stop + 1;
        }
        if (start >= 0) {
            found.add(new Block(Block.Kind.PARAGRAPH, start, end, 0, 0));
        }
        return found;
    }

    private String language() {
        String language = head.text("language", MOST_NAME).orElse("");
        if (!language.isEmpty() && !language.matches(IncomingCollection.LANGUAGE)) {
            throw head.bad("'language' must be as BCP 47 writes it, such as 'en'.");
        }
        return language;
    }

    private Optional<Partial> partial() {
        return head.object("partial")
                .map(limit -> new Partial(
                        limit.neededWhole("read", 0),
                        limit.whole("known", 0).orElse(0),
                        limit.needed("unit", MOST_NAME)));
    }

    private Optional<MailHead> mail() {
        return head.object("mail")
                .map(mail -> new MailHead(
                        mail.text("message_id", MOST_ITEMS).orElse(""),
                        mail.text("in_reply_to", MOST_ITEMS).orElse(""),
                        mail.texts("references", MOST_ITEMS, MOST_ITEMS),
                        mail.text("from", MOST_ITEMS).orElse(""),
                        mail.texts("to", MOST_ITEMS, MOST_ITEMS),
                        mail.text("sent", MOST_ITEMS).orElse("")));
    }

    List<Passage> passages() {
        return passages;
    }

    /** One for each passage where all have one; fewer otherwise. */
    List<Embedding> embeddings() {
        return embeddings;
    }

    /** By the passage's ordinal. */
    Map<Integer, CompressedStates> states() {
        return states;
    }
}
