package io.groundwork.orchestration.transfer;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.groundwork.embeddings.EmbeddingModel;
import io.groundwork.ingest.Block;
import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.ParsedDocument;
import io.groundwork.ingest.Passage;
import io.groundwork.ingest.chunk.PassageRules;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.Contents;
import io.groundwork.retrieval.Contents.Beside;
import io.groundwork.retrieval.Contents.Document;
import io.groundwork.retrieval.Contents.Head;
import io.groundwork.retrieval.Contents.StoredPassage;
import io.groundwork.retrieval.Scope;
import jakarta.inject.Singleton;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes a collection in the open form, as far as a scope may read it. No more of it is in memory than the text of one document. Safe for use by
 * many threads; each export holds a connection until its reader has taken the last line.
 */
@Singleton
public final class Exporter {

    private static final int BUFFER_BYTES = 1 << 16;

    private static final ObjectWriter LINES = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
            .build()
            .writer();

    /** Up to here a double holds every whole number. */
    private static final double MAX_WHOLE = 1L << 53;

    private final Contents contents;

    Exporter(Contents contents) {
        this.contents = contents;
    }

    /**
     * Writes all lines. Whatever goes wrong, the last one is written only after all before it.
     *
     * @throws ReaderGoneException when nobody reads any more
     * @throws TransferException when the collection is not there any more, or not the scope's to read
     */
    public void write(Scope scope, CollectionId collection, Beside beside, OutputStream out)
            throws ReaderGoneException {
        // Never closed: an answer that was closed after a failure would look whole.
        OutputStream buffered = new BufferedOutputStream(out, BUFFER_BYTES);
        try {
            Written written = new Written(collection, beside, buffered);
            long withheld = contents.read(scope, collection, beside, written)
                    .orElseThrow(() -> new TransferException("Collection %s is gone".formatted(collection)));
            written.end(withheld);
            buffered.flush();
        } catch (UncheckedIOException | IOException e) {
            throw new ReaderGoneException("Nobody reads the export of %s any more".formatted(collection), e);
        }
    }

    private static final class Written implements Contents.Visitor {

        private final CollectionId collection;
        private final Beside beside;
        private final OutputStream out;
        private long documents;
        private long passages;

        Written(CollectionId collection, Beside beside, OutputStream out) {
            this.collection = collection;
            this.beside = beside;
            this.out = out;
        }

        @Override
        public void collection(Head head) {
            PassageRules rules = head.rules();
            write(new Line.OfCollection(
                    Line.COLLECTION,
                    Line.FORMAT,
                    Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                    id("vs_", collection.value()),
                    head.name(),
                    head.description(),
                    head.metadata(),
                    head.language(),
                    rules.profile().word(),
                    rules.size().map(PassageRules.Size::maxTokens).orElse(null),
                    rules.size().map(PassageRules.Size::overlapTokens).orElse(null),
                    head.k1(),
                    head.b(),
                    SearchLines.write(head.search()),
                    head.attributes().map(AttributeTypeLines::write).orElse(null),
                    space(head.model()),
                    Line.VECTORS,
                    beside == Beside.VECTORS_AND_STATES));
        }

        @Override
        public void document(Document document) {
            documents++;
            @Nullable ParsedDocument content = document.content().orElse(null);
            List<String> texts = content == null ? List.of() : pieces(content.text());
            List<List<Block>> blocks = content == null ? List.of() : pieces(content.blocks());
            write(new Line.OfDocument(
                    Line.DOCUMENT,
                    file(document.id()),
                    document.parent().map(Written::file).orElse(null),
                    document.name(),
                    document.externalId().orElse(null),
                    content == null ? document.mediaType() : content.mediaType(),
                    document.status().name().toLowerCase(Locale.ROOT),
                    document.failure()
                            .map(failure -> new Line.OfError(failure.code(), failure.message()))
                            .orElse(null),
                    content == null ? null : document.version().orElse(null),
                    content == null ? null : content.title(),
                    content == null || content.language().isEmpty() ? null : content.language(),
                    content == null ? null : orNull(content.pages()),
                    whole(document.attributes()),
                    document.readers().isEmpty()
                            ? null
                            : document.readers().stream().sorted().toList(),
                    document.cutBy().orElse(null),
                    document.addedAt().toString(),
                    content == null || content.warnings().isEmpty() ? null : content.warnings(),
                    content == null ? null : content.partial().orElse(null),
                    content == null ? null : content.mail().orElse(null),
                    content == null ? null : texts.getFirst(),
                    content == null ? null : blocks.getFirst()));
            texts.stream().skip(1).forEach(text -> write(new Line.OfMore(Line.MORE, text, null)));
            blocks.stream().skip(1).forEach(some -> write(new Line.OfMore(Line.MORE, null, some)));
        }

        @Override
        public void passage(StoredPassage stored) {
            passages++;
            Passage passage = stored.passage();
            write(new Line.OfPassage(
                    Line.PASSAGE,
                    passage.ordinal(),
                    passage.text(),
                    orNull(passage.context()),
                    passage.headings().isEmpty() ? null : passage.headings(),
                    passage.start(),
                    passage.end(),
                    orNull(passage.page()),
                    orNull(passage.pageEnd()),
                    orNull(passage.rows().sheet()),
                    orNull(passage.rows().first()),
                    orNull(passage.rows().last()),
                    passage.section().start(),
                    passage.section().end(),
                    orNull(stored.language()),
                    stored.vector().orElse(null),
                    stored.states().orElse(null)));
        }

        void end(long withheld) {
            write(new Line.OfEnd(Line.END, documents, passages, withheld));
        }

        private void write(Line line) {
            try {
                LINES.writeValue(out, line);
                out.write('\n');
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static Line.OfSpace space(EmbeddingModel model) {
            return new Line.OfSpace(
                    model.name(),
                    model.digest(),
                    model.numbers().name().toLowerCase(Locale.ROOT),
                    model.dimension(),
                    model.prefixes().query(),
                    model.prefixes().passage());
        }

        private static String file(DocumentId document) {
            return id("file-", document.value());
        }

        private static String id(String prefix, UUID id) {
            return prefix + id.toString().replace("-", "");
        }

        private static @Nullable String orNull(String text) {
            return text.isEmpty() ? null : text;
        }

        private static @Nullable Integer orNull(int number) {
            return number == 0 ? null : (Integer) number;
        }

        private static Map<String, Object> whole(Map<String, Object> attributes) {
            return attributes.entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .collect(Collectors.toMap(
                            Map.Entry::getKey,
                            entry -> number(entry.getValue()),
                            (one, other) -> one,
                            LinkedHashMap::new));
        }

        private static Object number(Object value) {
            return value instanceof Double number && number == Math.rint(number) && Math.abs(number) < MAX_WHOLE
                    ? (Object) number.longValue()
                    : value;
        }
    }

    /** One at least; no piece ends between the halves of a character. */
    static List<String> pieces(String text) {
        List<String> pieces = new ArrayList<>();
        int from = 0;
        do {
            int to = Math.min(text.length(), from + Line.TEXT_PIECE);
            if (to < text.length() && Character.isHighSurrogate(text.charAt(to - 1))) {
                to--;
            }
            pieces.add(text.substring(from, to));
            from = to;
        } while (from < text.length());
        return pieces;
    }

    private static List<List<Block>> pieces(List<Block> blocks) {
        List<List<Block>> pieces = new ArrayList<>();
        int from = 0;
        int weight = 0;
        for (int i = 0; i < blocks.size(); i++) {
            int own = 1 + blocks.get(i).rows().size();
            if (weight > 0 && weight + own > Line.BLOCKS_PIECE) {
                pieces.add(blocks.subList(from, i));
                from = i;
                weight = 0;
            }
            weight += own;
        }
        pieces.add(blocks.subList(from, blocks.size()));
        return pieces;
    }
}
