package io.groundwork.bench;

import io.groundwork.bench.GeneratedLibrary.Question;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;

/** Lucene on the same words and vectors, with its own defaults: BM25 and HNSW, fused by rank. One index in a temporary folder, which goes when this is closed. */
final class LucenePeer implements ScaleSearcher, Closeable {

    private static final int WORKERS = 2;
    private static final int POOL = 100;
    private static final int RANK_CONSTANT = 60;
    private static final double BUFFER_MIB = 512;

    private final Path folder;
    private final Directory directory;
    private final DirectoryReader reader;
    private final IndexSearcher searcher;

    private LucenePeer(Path folder) throws IOException {
        this.folder = folder;
        this.directory = FSDirectory.open(folder);
        this.reader = DirectoryReader.open(directory);
        this.searcher = new IndexSearcher(reader);
    }

    static LucenePeer of(GeneratedLibrary library) throws IOException {
        Path folder = Files.createTempDirectory("groundwork-bench-lucene-");
        IndexWriterConfig config = new IndexWriterConfig(new WhitespaceAnalyzer()).setRAMBufferSizeMB(BUFFER_MIB);
        AtomicInteger next = new AtomicInteger();
        try (Directory directory = FSDirectory.open(folder);
                IndexWriter writer = new IndexWriter(directory, config)) {
            try (InFlight workers = new InFlight(WORKERS)) {
                for (int i = 0; i < WORKERS; i++) {
                    workers.start(() -> fill(writer, library, next));
                }
            }
            writer.commit();
        }
        return new LucenePeer(folder);
    }

    private static void fill(IndexWriter writer, GeneratedLibrary library, AtomicInteger next) {
        try {
            for (int document = next.getAndIncrement();
                    document < library.documents();
                    document = next.getAndIncrement()) {
                int number = library.firstPassage(document);
                for (GeneratedLibrary.Passage passage : library.document(document)) {
                    writer.addDocument(document(number++, passage));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Document document(int number, GeneratedLibrary.Passage passage) {
        StringBuilder words = new StringBuilder();
        for (int place : passage.text().order()) {
            words.append(SpelledWords.of(passage.words()[place])).append(' ');
        }
        Document document = new Document();
        document.add(new NumericDocValuesField("number", number));
        document.add(new StoredField("text", passage.text().text()));
        document.add(new TextField("words", words.toString(), Field.Store.NO));
        document.add(new KnnFloatVectorField("vector", passage.vector(), VectorSimilarityFunction.DOT_PRODUCT));
        return document;
    }

    @Override
    public String name() {
        return "Lucene";
    }

    long bytes() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            long sum = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                sum += Files.size(file);
            }
            return sum;
        }
    }

    @Override
    public List<Integer> byMeaning(Question question) {
        return numbers(run(meaning(question), POOL), FIRST);
    }

    @Override
    public List<Integer> byWords(Question question) {
        return numbers(run(words(question), FIRST), FIRST);
    }

    @Override
    public List<Integer> fused(Question question) {
        Map<Integer, Double> scores = new HashMap<>();
        for (Query query : List.of(meaning(question), words(question))) {
            ScoreDoc[] found = run(query, POOL).scoreDocs;
            for (int place = 0; place < found.length; place++) {
                scores.merge(found[place].doc, 1.0 / (RANK_CONSTANT + place + 1), Double::sum);
            }
        }
        List<Integer> first = scores.entrySet().stream()
                .sorted(Map.Entry.<Integer, Double>comparingByValue().reversed())
                .limit(FIRST)
                .map(Map.Entry::getKey)
                .toList();
        // Whoever searches wants the text.
        first.forEach(this::text);
        return first.stream().map(this::number).toList();
    }

    private static Query meaning(Question question) {
        return new KnnFloatVectorQuery("vector", question.vector(), POOL);
    }

    private static Query words(Question question) {
        BooleanQuery.Builder any = new BooleanQuery.Builder();
        for (int word : question.words()) {
            any.add(new TermQuery(new Term("words", SpelledWords.of(word))), BooleanClause.Occur.SHOULD);
        }
        return any.build();
    }

    private TopDocs run(Query query, int limit) {
        try {
            return searcher.search(query, limit);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Integer> numbers(TopDocs found, int limit) {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < Math.min(limit, found.scoreDocs.length); i++) {
            numbers.add(number(found.scoreDocs[i].doc));
        }
        return numbers;
    }

    private String text(int document) {
        try {
            return searcher.storedFields().document(document).get("text");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int number(int document) {
        try {
            List<LeafReaderContext> leaves = reader.leaves();
            LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(document, leaves));
            NumericDocValues numbers = leaf.reader().getNumericDocValues("number");
            numbers.advanceExact(document - leaf.docBase);
            return (int) numbers.longValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        reader.close();
        directory.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
