package io.groundwork.ingest.parse.child;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.mime.MediaType;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.xml.sax.ContentHandler;

/**
 * JSON, also one value a line, as lines of {@code name: value}, indented as they are nested. Each member of the outermost object, and
 * each item of the outermost list, is a block.
 */
final class JsonReader implements Parser {

    private static final long serialVersionUID = 1;
    private static final int MAX_INDENT = 12;

    private final transient TextDecoding decoding;
    private final transient JsonFactory factory = new JsonFactory();

    JsonReader(TextDecoding decoding) {
        this.decoding = decoding;
    }

    @Override
    public Set<MediaType> getSupportedTypes(ParseContext context) {
        return Set.of(MediaType.application("json"), MediaType.application("x-ndjson"), MediaType.application("jsonl"));
    }

    @Override
    public void parse(InputStream stream, ContentHandler handler, Metadata metadata, ParseContext context)
            throws IOException {
        BlockWriter writer = context.get(BlockWriter.class);
        writer.flush();
        String text = decoding.decode(stream, metadata, writer);
        BlockWriter.Mark mark = writer.mark();
        try (JsonParser tokens = factory.createParser(text)) {
            while (tokens.nextToken() != null) {
                writeTop(tokens, writer);
            }
        } catch (StreamConstraintsException e) {
            throw writer.refuse(
                    Refusal.tooCostly("This JSON file is nested deeper, or holds longer values, than the limit."));
        } catch (JacksonException e) {
            // It looked like JSON and is not: then it is text.
            writer.backTo(mark);
            writer.warn("This is not valid JSON (line %d). It was read as plain text."
                    .formatted(Math.max(
                            1, e.getLocation() == null ? 1 : e.getLocation().getLineNr())));
            PlainTextReader.write(text, writer);
        }
    }

    private static void writeTop(JsonParser tokens, BlockWriter writer) throws IOException {
        StringBuilder lines = new StringBuilder();
        if (!tokens.currentToken().isStructStart()) {
            append(tokens, "", 0, lines);
            writer.code(lines);
            return;
        }
        StringBuilder scalars = new StringBuilder();
        while (!tokens.nextToken().isStructEnd()) {
            String name = "";
            if (tokens.currentToken() == JsonToken.FIELD_NAME) {
                name = tokens.currentName();
                tokens.nextToken();
            }
            if (tokens.currentToken().isStructStart()) {
                writer.code(scalars);
                scalars.setLength(0);
                lines.setLength(0);
                append(tokens, name, 0, lines);
                writer.code(lines);
            } else {
                append(tokens, name, 0, scalars);
            }
        }
        writer.code(scalars);
    }

    private static void append(JsonParser tokens, String name, int depth, StringBuilder lines) throws IOException {
        int nested = depth;
        if (!name.isEmpty() || !tokens.currentToken().isStructStart()) {
            lines.append("  ".repeat(Math.min(depth, MAX_INDENT)));
            lines.append(name.isEmpty() ? depth > 0 ? "- " : "" : name + ": ");
            nested++;
        }
        if (!tokens.currentToken().isStructStart()) {
            lines.append(tokens.getText().replace("\n", " ")).append('\n');
            return;
        }
        if (nested > depth) {
            lines.append('\n');
        }
        while (!tokens.nextToken().isStructEnd()) {
            String member = "";
            if (tokens.currentToken() == JsonToken.FIELD_NAME) {
                member = tokens.currentName();
                tokens.nextToken();
            }
            append(tokens, member, nested, lines);
        }
    }
}
