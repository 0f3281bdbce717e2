package io.groundwork.ingest.parse.child;

import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.mime.MediaType;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.xml.sax.ContentHandler;

/** Pictures of text, by OCR; those with more than one page are read page by page. */
final class ImageReader implements Parser {

    private static final long serialVersionUID = 1;

    private final transient Ocr ocr;

    ImageReader(Ocr ocr) {
        this.ocr = ocr;
    }

    @Override
    public Set<MediaType> getSupportedTypes(ParseContext context) {
        return Ocr.PICTURES.stream().map(MediaType::parse).collect(Collectors.toSet());
    }

    @Override
    public void parse(InputStream stream, ContentHandler handler, Metadata metadata, ParseContext context)
            throws IOException {
        BlockWriter writer = context.get(BlockWriter.class);
        writer.flush();
        String text;
        try {
            text = ocr.read(TikaInputStream.get(stream).getPath());
        } catch (IOException e) {
            throw writer.refuse(Refusal.unreadable(
                    "The text in this image could not be recognised: it is damaged, too large, or no image of text."));
        }
        for (String page : text.split("\f", -1)) {
            PlainTextReader.write(page, writer);
        }
    }
}
