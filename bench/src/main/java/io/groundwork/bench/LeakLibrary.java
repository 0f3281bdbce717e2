package io.groundwork.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundwork.bench.Placed.Marks;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Collections of small documents for the leak drill: texts, mails of one thread with attachments, archives; some in two collections. Each has words of its
 * own and words that all have. To close is to remove them.
 */
final class LeakLibrary implements AutoCloseable {

    /** All texts begin so; searches for it find every one. */
    static final String COMMON = "quarterly ledger report";

    private static final List<String> WORDS =
            List.of("harbour", "courier", "workshop", "meadow", "lantern", "timber", "signal", "granite", "ferry");
    private static final Duration TO_FINISH = Duration.ofMinutes(20);
    private static final int MAIL_EVERY = 12;
    private static final int ARCHIVE_EVERY = 40;
    private static final int SHARED_EVERY = 10;
    private static final int CHILDREN = 2;
    private static final int AT_ONCE = 8;

    private final GroundworkApi api;
    private final long seed;
    private final Random random;
    private final List<VectorStore> stores = new ArrayList<>();
    private final Map<String, String> batches = new HashMap<>();
    private final List<Placed> all = new ArrayList<>();
    private int documents;

    /** An upload, and the collections it goes to. */
    private record Filed(int document, Upload upload, List<String> stores) {}

    private LeakLibrary(GroundworkApi api, long seed) {
        this.api = api;
        this.seed = seed;
        this.random = new Random(seed);
    }

    /** Uploads them, and waits until they can be searched. */
    static LeakLibrary create(GroundworkApi api, long seed, int stores, int files) {
        LeakLibrary library = new LeakLibrary(api, seed);
        try {
            library.fill(stores, files);
            return library;
        } catch (RuntimeException e) {
            library.close();
            throw e;
        }
    }

    /** By their numbers. */
    List<Placed> all() {
        return List.copyOf(all);
    }

    List<String> stores() {
        return stores.stream().map(VectorStore::id).toList();
    }

    /** Of what was put into a collection at once, which is all that was. */
    String batch(String store) {
        return batches.getOrDefault(store, "");
    }

    BitSet numbers(Predicate<Placed> which) {
        BitSet numbers = new BitSet();
        all.stream().filter(which).forEach(placed -> numbers.set(placed.number()));
        return numbers;
    }

    Marks marks(int document) {
        return Marks.of(seed, document);
    }

    @Override
    public void close() {
        stores.forEach(VectorStore::remove);
    }

    private void fill(int count, int files) {
        for (int i = 0; i < count; i++) {
            stores.add(VectorStore.create(api, "drill leaks %d".formatted(i), Map.of()));
            place(stores.get(i).id(), "", documents++, all.size(), Marks.NONE);
        }
        List<Filed> filed = new ArrayList<>();
        for (int i = 0; i < files; i++) {
            int document = documents;
            Upload upload = file(i);
            int first = random.nextInt(count);
            boolean shared = i % SHARED_EVERY == 5 && count > 1;
            filed.add(new Filed(
                    document,
                    upload,
                    shared
                            ? List.of(
                                    stores.get(first).id(),
                                    stores.get((first + 1) % count).id())
                            : List.of(stores.get(first).id())));
        }
        Map<String, String> ids = upload(filed);
        for (VectorStore store : stores) {
            List<Filed> here = filed.stream()
                    .filter(file -> file.stores().contains(store.id()))
                    .toList();
            put(store.id(), here, ids);
        }
        for (VectorStore store : stores) {
            CrashDrill.await(
                    TO_FINISH,
                    "the documents can be searched",
                    () -> store.counts().inProgress() == 0);
            know(store, filed, ids);
        }
    }

    /** File ids by name. */
    private Map<String, String> upload(List<Filed> filed) {
        Map<String, String> ids = new ConcurrentHashMap<>();
        try (InFlight inFlight = new InFlight(AT_ONCE)) {
            for (Filed file : filed) {
                Upload upload = file.upload();
                inFlight.start(() ->
                        ids.put(upload.fileName(), api.upload(upload.fileName(), upload.mediaType(), upload.bytes())));
            }
        }
        return ids;
    }

    private void put(String store, List<Filed> here, Map<String, String> ids) {
        List<Map<String, Object>> files = here.stream()
                .<Map<String, Object>>map(file -> Map.of(
                        "file_id",
                        ids.getOrDefault(file.upload().fileName(), ""),
                        "attributes",
                        Map.of("kind", "drill", "half", file.document() % 2)))
                .toList();
        JsonNode batch = api.post("/v1/vector_stores/%s/file_batches".formatted(store), Map.of("files", files));
        batches.put(store, batch.path("id").asText());
    }

    /** What is in a collection now: what was put there, and what lay within. */
    private void know(VectorStore store, List<Filed> filed, Map<String, String> ids) {
        Map<String, Integer> byFile = filed.stream()
                .collect(Collectors.toMap(file -> ids.getOrDefault(file.upload().fileName(), ""), Filed::document));
        Map<String, Integer> numbers = new LinkedHashMap<>();
        List<VectorStore.StoredFile> found = store.files("");
        for (VectorStore.StoredFile file : found) {
            if (!file.status().equals("completed")) {
                throw new BenchException("%s was not ingested: %s".formatted(file.name(), file.error()));
            }
            if (file.parent().isEmpty()) {
                int document = byFile.getOrDefault(file.id(), -1);
                numbers.put(file.id(), all.size());
                place(
                        store.id(),
                        file.id(),
                        document,
                        all.size(),
                        file.name().endsWith(".zip") ? marks(document).ofFileAlone() : marks(document));
            }
        }
        for (VectorStore.StoredFile file : found) {
            if (!file.parent().isEmpty()) {
                // Such as "zqn7x00017.txt in zqn7x00016.eml": its own name comes first.
                int document = Integer.parseInt(file.name().replaceFirst("^[a-z0-9]*x(\\d{5})\\..*", "$1"));
                place(store.id(), file.id(), document, numbers.getOrDefault(file.parent(), -1), marks(document));
            }
        }
    }

    private void place(String store, String file, int document, int root, Marks marks) {
        all.add(new Placed(all.size(), store, file, document, root, marks));
    }

    private Upload file(int number) {
        int document = documents++;
        String name = marks(document).name();
        if (number % MAIL_EVERY == MAIL_EVERY - 1) {
            return new Upload(
                    name,
                    name + ".eml",
                    "message/rfc822",
                    mail(number, document).getBytes(UTF_8));
        }
        if (number % ARCHIVE_EVERY == ARCHIVE_EVERY - 2) {
            return new Upload(name, name + ".zip", "application/zip", archive());
        }
        return new Upload(name, name + ".txt", "text/plain", text(document).getBytes(UTF_8));
    }

    private String text(int document) {
        Marks marks = marks(document);
        String words = random.ints(12, 0, WORDS.size()).mapToObj(WORDS::get).collect(Collectors.joining(" "));
        return "The %s of %s and %s: %s.\n".formatted(COMMON, marks.word(), marks.quiet(), words);
    }

    /** All of them of one thread, over all collections. */
    private String mail(int number, int document) {
        StringBuilder mail = new StringBuilder("""
                From: clerk@example.com
                To: office@example.com
                Subject: Numbers
                Message-ID: <%d-%d@example.com>
                References: <thread-%d@example.com>
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary="part"

                --part
                Content-Type: text/plain; charset=utf-8

                %s
                """.formatted(seed, number, seed, text(document)));
        for (int i = 0; i < CHILDREN; i++) {
            int child = documents++;
            mail.append("""
                    --part
                    Content-Type: text/plain; charset=utf-8
                    Content-Disposition: attachment; filename="%s.txt"

                    %s
                    """.formatted(marks(child).name(), text(child)));
        }
        return mail.append("--part--\n").toString();
    }

    private byte[] archive() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < CHILDREN; i++) {
                int child = documents++;
                zip.putNextEntry(new ZipEntry(marks(child).name() + ".txt"));
                zip.write(text(child).getBytes(UTF_8));
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
