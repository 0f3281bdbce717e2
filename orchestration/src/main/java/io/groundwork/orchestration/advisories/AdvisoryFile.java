package io.groundwork.orchestration.advisories;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/** Reads advisories from a file: one of OSV's or CSAF's, a list of them, one after the other (NDJSON), or a ZIP of such files. */
public final class AdvisoryFile {

    /** Most advisories of one import. */
    public static final int MOST = 50_000;

    private static final int MOST_FILES = 50_000;
    private static final long MOST_BYTES_OF_ONE = 64L << 20;
    private static final long MOST_BYTES = 1L << 30;

    /** The reader of JSON nests no deeper than its own limit of a thousand. */
    private static final ObjectReader JSON = new ObjectMapper().readerFor(JsonNode.class);

    private final List<Advisory> found = new ArrayList<>();
    private long left = MOST_BYTES;

    private AdvisoryFile() {}

    /**
     * All of them, in the order of the file.
     *
     * @throws UnreadableAdvisoryException naming the item that cannot be read
     */
    public static List<Advisory> read(InputStream file) throws IOException {
        AdvisoryFile reader = new AdvisoryFile();
        BufferedInputStream body = new BufferedInputStream(file);
        body.mark(4);
        byte[] head = body.readNBytes(2);
        body.reset();
        if (head.length == 2 && head[0] == 'P' && head[1] == 'K') {
            reader.archive(body);
        } else {
            reader.document(body, "");
        }
        if (reader.found.isEmpty()) {
            throw new UnreadableAdvisoryException("There is no advisory in what was sent.");
        }
        return List.copyOf(reader.found);
    }

    private void archive(InputStream body) throws IOException {
        int files = 0;
        try (ZipInputStream zip = new ZipInputStream(body)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (++files > MOST_FILES) {
                    throw UnreadableAdvisoryException.beyond(
                            "The archive holds more than %d files.".formatted(MOST_FILES));
                }
                String name = entry.getName().length() > 200 ? entry.getName().substring(0, 200) : entry.getName();
                if (!entry.isDirectory()
                        && name.toLowerCase(java.util.Locale.ROOT).matches(".*\\.(json|ndjson|jsonl)")) {
                    document(new Unclosed(zip), name);
                }
            }
        } catch (ZipException e) {
            throw new UnreadableAdvisoryException("The archive is damaged.");
        }
    }

    private void document(InputStream body, String file) throws IOException {
        int number = 0;
        try (MappingIterator<JsonNode> roots = JSON.readValues(new Metered(body, file))) {
            while (roots.hasNextValue()) {
                for (JsonNode item : items(roots.nextValue())) {
                    String where = (file.isEmpty() ? "" : file + ", ") + "item " + ++number;
                    take(item, where);
                }
            }
        } catch (JsonProcessingException e) {
            throw new UnreadableAdvisoryException("%s is not JSON after item %d: %s"
                    .formatted(file.isEmpty() ? "What was sent" : file, number, place(e)));
        }
    }

    private static String place(JsonProcessingException e) {
        return e.getLocation() == null
                ? "it ends too early"
                : "line %d, column %d"
                        .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
    }

    /** OSV's answers to queries hold them in a field. */
    private static Iterable<JsonNode> items(JsonNode root) {
        return root.isArray() ? root : root.path("vulns").isArray() ? root.path("vulns") : List.of(root);
    }

    private void take(JsonNode item, String where) {
        if (found.size() >= MOST) {
            throw UnreadableAdvisoryException.beyond("At most %d advisories are taken at once.".formatted(MOST));
        }
        String name = item.path("id")
                .asText(item.path("document").path("tracking").path("id").asText(""));
        String called = name.isEmpty() ? where : "%s (%s)".formatted(where, Fields.cut(name, 100));
        try {
            if (Csaf.is(item)) {
                found.add(Csaf.read(item, digest(item)));
            } else if (Osv.is(item)) {
                found.add(Osv.read(item, digest(item)));
            } else {
                throw new UnreadableAdvisoryException("it is neither an advisory of OSV nor one of CSAF 2.0");
            }
        } catch (UnreadableAdvisoryException e) {
            throw new UnreadableAdvisoryException("%s: %s.".formatted(called, e.getMessage()));
        }
    }

    private static String digest(JsonNode item) {
        try {
            byte[] bytes = item.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    /** Keeps small archives from growing large. */
    private final class Metered extends java.io.FilterInputStream {

        private final String file;
        private long own = MOST_BYTES_OF_ONE;

        Metered(InputStream inner, String file) {
            super(inner);
            this.file = file;
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            count(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = super.read(target, offset, length);
            count(Math.max(0, count));
            return count;
        }

        private void count(int read) {
            own -= read;
            left -= read;
            if (own < 0 && !file.isEmpty()) {
                throw UnreadableAdvisoryException.beyond(
                        "%s is larger than %d MiB.".formatted(file, MOST_BYTES_OF_ONE >> 20));
            }
            if (left < 0) {
                throw UnreadableAdvisoryException.beyond(
                        "What was sent is larger than %d MiB.".formatted(MOST_BYTES >> 20));
            }
        }
    }

    /** The reader of one entry closes what it reads from; the next entry comes from the same stream. */
    private static final class Unclosed extends java.io.FilterInputStream {

        Unclosed(InputStream inner) {
            super(inner);
        }

        @Override
        public void close() {
            // the archive goes on
        }
    }
}
