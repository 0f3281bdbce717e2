package io.groundwork.ingest.parse.child;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.mime.MediaType;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.xml.sax.ContentHandler;

/** Values parted by commas, semicolons, tabs or bars: one table. Which of them it is shows in the first lines. */
final class DelimitedReader implements Parser {

    private static final long serialVersionUID = 1;
    private static final char[] DELIMITERS = {',', ';', '\t', '|'};
    private static final int SAMPLE_RECORDS = 50;
    private static final int SAMPLE_CHARACTERS = 64 << 10;

    private final transient TextDecoding decoding;

    DelimitedReader(TextDecoding decoding) {
        this.decoding = decoding;
    }

    @Override
    public Set<MediaType> getSupportedTypes(ParseContext context) {
        return Set.of(MediaType.text("csv"), MediaType.text("tsv"), MediaType.text("tab-separated-values"));
    }

    @Override
    public void parse(InputStream stream, ContentHandler handler, Metadata metadata, ParseContext context)
            throws IOException {
        BlockWriter writer = context.get(BlockWriter.class);
        writer.flush();
        String text = decoding.decode(stream, metadata, writer);
        String name = metadata.get(TikaCoreProperties.RESOURCE_NAME_KEY);
        char first = name != null && name.endsWith(".tsv") ? '\t' : ',';
        // Empty lines too: they count as rows.
        writer.table(records(text, delimiter(text, first), Integer.MAX_VALUE));
    }

    /** The delimiter by which the first records fall into the same number of cells, more than one, most often. */
    private static char delimiter(String text, char first) throws IOException {
        String sample = text.length() > SAMPLE_CHARACTERS
                ? text.substring(0, Math.max(1, text.lastIndexOf('\n', SAMPLE_CHARACTERS) + 1))
                : text;
        char best = first;
        double bestScore = 0;
        for (char delimiter : DELIMITERS) {
            double score = score(filled(records(sample, delimiter, SAMPLE_RECORDS))) * (delimiter == first ? 1.1 : 1);
            if (score > bestScore) {
                bestScore = score;
                best = delimiter;
            }
        }
        return best;
    }

    private static List<List<String>> filled(List<List<String>> records) {
        return records.stream()
                .filter(record -> record.size() > 1 || !record.getFirst().isBlank())
                .toList();
    }

    /** How alike the rows are, from 0 to 1, more columns counting a little more. */
    private static double score(List<List<String>> rows) {
        if (rows.isEmpty() || rows.getFirst().size() < 2) {
            return 0;
        }
        int columns = rows.getFirst().size();
        long alike = rows.stream().filter(row -> row.size() == columns).count();
        return (double) alike / rows.size() * (1 + Math.log(columns) / 10);
    }

    private static List<List<String>> records(String text, char delimiter, int most) throws IOException {
        CSVFormat format = CSVFormat.DEFAULT
                .builder()
                .setDelimiter(delimiter)
                .setIgnoreEmptyLines(false)
                .setLenientEof(true)
                .setTrailingData(true)
                .get();
        List<List<String>> rows = new ArrayList<>();
        try (CSVParser records = CSVParser.builder()
                .setReader(new StringReader(text))
                .setFormat(format)
                .get()) {
            for (CSVRecord each : records) {
                rows.add(each.toList());
                if (rows.size() == most) {
                    break;
                }
            }
            return rows;
        } catch (UncheckedIOException e) {
            // A quote that closes nowhere: then quotes mean nothing here.
            return unquoted(text, delimiter, most);
        }
    }

    private static List<List<String>> unquoted(String text, char delimiter, int most) {
        String literal = java.util.regex.Pattern.quote(String.valueOf(delimiter));
        return text.lines()
                .limit(most)
                .map(line -> List.of(line.split(literal, -1)))
                .toList();
    }
}
