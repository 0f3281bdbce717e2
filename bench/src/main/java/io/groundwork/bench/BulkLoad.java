package io.groundwork.bench;

import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.RetrievalConfig;
import io.groundwork.retrieval.SpaceIndexes;
import io.groundwork.retrieval.TextHash;
import io.groundwork.retrieval.vector.Space;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Puts a {@link GeneratedLibrary} into the tables that the application searches, as rows that the application would have written, but in bulk: without row security, foreign keys
 * and secondary indexes, which come back as they were.
 */
final class BulkLoad {

    /** Of the one collection. */
    static final CollectionId COLLECTION = new CollectionId(new UUID(0x5ca1e, 0));

    private static final int WORKERS = 2;
    private static final int DOCUMENTS_TOGETHER = 400;
    private static final int SLOTS = 1_000_000_000;

    /** Postgres keeps no more places of a word. */
    private static final int MOST_PLACES = 255;

    private static final double K1 = 1.2;
    private static final double B = 0.75;

    private static final String LANGUAGE = "en";
    private static final int WEIGHED_BY = 2000;

    private static final List<String> TABLES = List.of(
            "document", "document_version", "membership", "document_reader", "passage", "passage_words", "term");

    private static final List<String> SECURED = List.of("document", "document_version", "membership", "passage");

    private static final String IN_THE_WAY = """
            SELECT c.conrelid::regclass, c.contype = 'f',
                format('ALTER TABLE %s DROP CONSTRAINT %I', c.conrelid::regclass, c.conname),
                format('ALTER TABLE %s ADD CONSTRAINT %I %s', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid))
            FROM pg_constraint c
            WHERE c.contype IN ('f', 'u') AND c.conrelid::regclass::text = ANY (string_to_array(?, ','))
            UNION ALL
            SELECT i.indrelid::regclass, false,
                format('DROP INDEX %s', i.indexrelid::regclass), pg_get_indexdef(i.indexrelid)
            FROM pg_index i
            WHERE i.indrelid::regclass::text = ANY (string_to_array(?, ','))
                AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
            ORDER BY 2
            """;

    /** Bytes are nobody's here: all documents say that they came from one empty file. */
    private static final String FILE = """
            INSERT INTO blob (sha256, size_bytes) VALUES (decode(repeat('00', 32), 'hex'), 0);
            INSERT INTO file (id, name, media_type, sha256, size_bytes, purpose, owner_id)
            VALUES ('{id}', 'generated.txt', 'text/plain', decode(repeat('00', 32), 'hex'), 0, 'assistants', '{id}')
            """;

    private static final String ADD_COLLECTION = """
            INSERT INTO collection (id, name, space_id, language, k1, b, weighted_length) VALUES (?, 'generated', ?, ?, ?, ?, ?)
            """;

    private static final String ADD_READER =
            "INSERT INTO collection_reader (collection_id, principal_id) VALUES (?, ?)";

    private static final String COUNTED = """
            UPDATE collection SET passages = ?, lexemes = ?, weighted_passages = ? WHERE id = ?
            """;

    private static final String SPOKEN =
            "INSERT INTO collection_language (collection_id, language, passages) VALUES (?, ?, ?)";

    private static final String FOLLOW = "SELECT setval(pg_get_serial_sequence('passage', 'id'), ?)";

    private static final String SIGN =
            "UPDATE collection SET metadata = jsonb_build_object('generated', ?::text) WHERE id = ?";

    private static final String SIGNED = """
            SELECT metadata ->> 'generated' FROM collection WHERE id = ?
            """;

    private final ScaleDatabase database;
    private final GeneratedLibrary library;
    private final String signature;
    private final PrintStream out;
    private final double averageLength;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicLong lexemes = new AtomicLong();
    private final int[] frequencies;

    private BulkLoad(ScaleDatabase database, GeneratedLibrary library, String signature, PrintStream out) {
        this.database = database;
        this.library = library;
        this.signature = signature;
        this.out = out;
        this.averageLength = averageLength(library);
        this.frequencies = new int[library.words().size()];
    }

    /** By the first passages: as near to the mean of all as the application would keep it. */
    private static double averageLength(GeneratedLibrary library) {
        long words = 0;
        int passages = 0;
        for (int document = 0; document < library.documents() && passages < WEIGHED_BY; document++) {
            for (GeneratedLibrary.Passage passage : library.document(document)) {
                words += Arrays.stream(passage.repeats()).sum();
                passages++;
            }
        }
        return (float) ((double) words / passages);
    }

    /** Whether the database holds just these passages, whole and indexed. */
    static boolean isLoaded(ScaleDatabase database, String signature) throws SQLException {
        List<List<String>> rows = database.rows(SIGNED, COLLECTION.value());
        return !rows.isEmpty() && rows.getFirst().getFirst().equals(signature);
    }

    /**
     * Into a database with nothing in it but the schema.
     *
     * @param model that the vectors are said to be of
     */
    static void load(
            ScaleDatabase database,
            GeneratedLibrary library,
            io.groundwork.embeddings.EmbeddingModel model,
            RetrievalConfig config,
            String signature,
            PrintStream out)
            throws SQLException {
        new BulkLoad(database, library, signature, out).load(model, config);
    }

    private record InTheWay(boolean foreignKey, String drop, String create) {}

    private void load(io.groundwork.embeddings.EmbeddingModel model, RetrievalConfig config) throws SQLException {
        long start = System.nanoTime();
        String tables = String.join(",", TABLES);
        List<InTheWay> inTheWay = database.rows(IN_THE_WAY, tables, tables).stream()
                .map(row -> new InTheWay(row.get(1).equals("t"), row.get(2), row.get(3)))
                .toList();
        for (InTheWay one : inTheWay.reversed()) {
            database.execute(one.drop());
        }
        for (String table : SECURED) {
            database.execute("ALTER TABLE %s DISABLE ROW LEVEL SECURITY".formatted(table));
        }
        int space = begin(model);
        fill(space);
        say("rows", start);
        finish();
        say("words counted", start);
        putBack(inTheWay, config);
        for (String table : SECURED) {
            database.execute("ALTER TABLE %s ENABLE ROW LEVEL SECURITY".formatted(table));
        }
        say("indexes and foreign keys", start);
        new SpaceIndexes(database.source(), config).build();
        say("HNSW", start);
        database.execute("VACUUM (ANALYZE)");
        try (Connection connection = database.connect();
                PreparedStatement sign = connection.prepareStatement(SIGN)) {
            sign.setString(1, signature);
            sign.setObject(2, COLLECTION.value());
            sign.executeUpdate();
        }
        say("ready", start);
    }

    private void say(String done, long start) {
        out.printf(
                "  %s passages: %s after %s%n",
                Figures.count(library.passages()), done, Figures.time(Duration.ofNanos(System.nanoTime() - start)));
    }

    /** The indexes before the foreign keys, which need some of them. */
    private void putBack(List<InTheWay> all, RetrievalConfig config) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET maintenance_work_mem = '%dMB'".formatted(Math.min(1024, config.indexBuildMib())));
            for (InTheWay one : all) {
                statement.execute(one.create());
            }
        }
    }

    private int begin(io.groundwork.embeddings.EmbeddingModel model) throws SQLException {
        database.execute(FILE.replace("{id}", COLLECTION.toString()));
        try (Connection connection = database.connect();
                PreparedStatement collection = connection.prepareStatement(ADD_COLLECTION);
                PreparedStatement reader = connection.prepareStatement(ADD_READER)) {
            int space = Space.of(connection, model).id();
            collection.setObject(1, COLLECTION.value());
            collection.setInt(2, space);
            collection.setString(3, LANGUAGE);
            collection.setDouble(4, K1);
            collection.setDouble(5, B);
            collection.setDouble(6, averageLength);
            collection.executeUpdate();
            for (ScaleReaders part : ScaleReaders.values()) {
                reader.setObject(1, COLLECTION.value());
                reader.setObject(2, part.principal());
                reader.executeUpdate();
            }
            return space;
        }
    }

    private void fill(int space) throws SQLException {
        try (InFlight workers = new InFlight(WORKERS)) {
            for (int i = 0; i < WORKERS; i++) {
                workers.start(() -> work(space));
            }
        }
    }

    private void work(int space) {
        int[] counts = new int[frequencies.length];
        try (Connection connection = database.connect()) {
            Sheets sheets = new Sheets();
            for (int from = next.getAndAdd(DOCUMENTS_TOGETHER);
                    from < library.documents();
                    from = next.getAndAdd(DOCUMENTS_TOGETHER)) {
                for (int i = from; i < Math.min(from + DOCUMENTS_TOGETHER, library.documents()); i++) {
                    write(sheets, i, space, counts);
                }
                sheets.send(connection);
                int done = Math.min(from + DOCUMENTS_TOGETHER, library.documents());
                if (done / DOCUMENTS_TOGETHER % 50 == 0) {
                    out.printf("  %s documents of %s%n", Figures.count(done), Figures.count(library.documents()));
                }
            }
        } catch (SQLException e) {
            throw new BenchException("Passages cannot be loaded: " + e.getMessage(), e);
        }
        synchronized (frequencies) {
            for (int i = 0; i < counts.length; i++) {
                frequencies[i] += counts[i];
            }
        }
    }

    /** What one worker is about to send. */
    private static final class Sheets {

        private final CopyRows documents = new CopyRows("document", List.of("id", "name", "latest_version"));
        private final CopyRows versions = new CopyRows(
                "document_version",
                List.of("document_id", "version", "file_id", "media_type", "pages", "text", "language", "parser"));
        private final CopyRows memberships = new CopyRows(
                "membership",
                List.of(
                        "collection_id",
                        "document_id",
                        "version",
                        "status",
                        "step",
                        "passages_total",
                        "passages_done",
                        "attributes",
                        "usage_bytes",
                        "cut_by"));
        private final CopyRows readers =
                new CopyRows("document_reader", List.of("collection_id", "document_id", "principal_id"));
        private final CopyRows passages = new CopyRows(
                "passage",
                List.of(
                        "id",
                        "collection_id",
                        "document_id",
                        "version",
                        "ordinal",
                        "space_id",
                        "readers",
                        "page",
                        "page_end",
                        "span_start",
                        "span_end",
                        "section_start",
                        "section_end",
                        "headings",
                        "embedding",
                        "text",
                        "context",
                        "text_hash"));
        private final CopyRows words = new CopyRows(
                "passage_words",
                List.of(
                        "id",
                        "collection_id",
                        "document_id",
                        "ordinal",
                        "readers",
                        "language",
                        "length",
                        "weights",
                        "words"));

        void send(Connection connection) throws SQLException {
            for (CopyRows rows : List.of(documents, versions, memberships, readers, passages, words)) {
                rows.send(connection);
            }
        }
    }

    private void write(Sheets sheets, int number, int space, int[] counts) {
        UUID collection = COLLECTION.value();
        UUID document = library.id(number);
        List<UUID> readers = ScaleReaders.of(number);
        List<GeneratedLibrary.Passage> passages = library.document(number);
        StringBuilder whole = new StringBuilder(passages.size() * 1600);
        for (int ordinal = 0; ordinal < passages.size(); ordinal++) {
            GeneratedLibrary.Passage passage = passages.get(ordinal);
            String text = passage.text().text();
            int begin = whole.isEmpty() ? 0 : whole.append("\n\n").length();
            whole.append(text);
            long id = library.firstPassage(number) + ordinal + 1L;
            sheets.passages
                    .row()
                    .bigint(id)
                    .uuid(collection)
                    .uuid(document)
                    .integer(1)
                    .integer(ordinal)
                    .integer(space)
                    .uuids(readers)
                    .integer(0)
                    .integer(0)
                    .integer(begin)
                    .integer(whole.length())
                    .integer(begin)
                    .integer(whole.length())
                    .noTexts()
                    .halfvec(passage.vector())
                    .text(text)
                    .text("")
                    .uuid(TextHash.of(text).value());
            int length = Arrays.stream(passage.repeats()).sum();
            lexemes.addAndGet(length);
            sheets.words
                    .row()
                    .bigint(id)
                    .uuid(collection)
                    .uuid(document)
                    .integer(ordinal)
                    .uuids(readers)
                    .text(LANGUAGE)
                    .integer(length);
            writeWords(sheets.words, passage, length, counts);
        }
        sheets.documents.row().uuid(document).text("document " + number).integer(1);
        sheets.versions
                .row()
                .uuid(document)
                .integer(1)
                .uuid(collection)
                .text("text/plain")
                .none()
                .text(whole.toString())
                .text(LANGUAGE)
                .text("generated");
        sheets.memberships
                .row()
                .uuid(collection)
                .uuid(document)
                .integer(1)
                .text("completed")
                .text("done")
                .integer(passages.size())
                .integer(passages.size())
                .jsonb(ScaleReaders.attributes(number))
                .bigint(whole.length())
                .none();
        readers.forEach(
                reader -> sheets.readers.row().uuid(collection).uuid(document).uuid(reader));
    }

    private void writeWords(CopyRows rows, GeneratedLibrary.Passage passage, int length, int[] counts) {
        int[] words = passage.words();
        long[] bySlot = new long[words.length];
        String[] lexemesOf = new String[words.length];
        int[][] places = new int[words.length][];
        int[] filled = new int[words.length];
        for (int i = 0; i < words.length; i++) {
            counts[words[i]]++;
            bySlot[i] = (long) library.words().slot(words[i]) << 32 | i;
            lexemesOf[i] = SpelledWords.lexeme(words[i]);
            places[i] = new int[Math.min(passage.repeats()[i], MOST_PLACES)];
        }
        int[] order = passage.text().order();
        for (int i = 0; i < order.length; i++) {
            int word = order[i];
            if (filled[word] < places[word].length) {
                places[word][filled[word]++] = passage.text().places()[i];
            }
        }
        Arrays.sort(bySlot);
        int[] slots = new int[words.length];
        float[] weights = new float[words.length];
        int size = 0;
        for (long entry : bySlot) {
            int slot = (int) (entry >>> 32);
            double tf = passage.repeats()[(int) entry];
            double weight = tf * (K1 + 1) / (tf + K1 * (1 - B + B * length / averageLength));
            if (size > 0 && slots[size - 1] == slot) {
                weights[size - 1] += (float) weight;
            } else {
                slots[size] = slot;
                weights[size++] = (float) weight;
            }
        }
        rows.sparsevec(SLOTS, Arrays.copyOf(slots, size), Arrays.copyOf(weights, size))
                .tsvector(lexemesOf, places);
    }

    private void finish() throws SQLException {
        try (Connection connection = database.connect()) {
            CopyRows terms = new CopyRows("term", List.of("collection_id", "lexeme", "passages"));
            int kept = 0;
            for (int word = 0; word < frequencies.length; word++) {
                if (frequencies[word] > 0) {
                    terms.row()
                            .uuid(COLLECTION.value())
                            .text(SpelledWords.lexeme(word))
                            .integer(frequencies[word]);
                    if (++kept % 100_000 == 0) {
                        terms.send(connection);
                    }
                }
            }
            terms.send(connection);
            out.printf("  %s different words%n", Figures.count(kept));
            execute(
                    connection,
                    COUNTED,
                    (long) library.passages(),
                    lexemes.get(),
                    (long) library.passages(),
                    COLLECTION.value());
            execute(connection, SPOKEN, COLLECTION.value(), LANGUAGE, (long) library.passages());
            execute(connection, FOLLOW, (long) library.passages());
        }
    }

    private static void execute(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            statement.execute();
        }
    }
}
