package io.groundwork.ingest.parse.child;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.tika.config.TikaConfig;
import org.apache.tika.detect.Detector;
import org.apache.tika.exception.TikaException;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.mime.MediaType;
import org.apache.tika.mime.MediaTypeRegistry;
import org.apache.tika.parser.CompositeParser;
import org.apache.tika.parser.DefaultParser;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.apache.tika.sax.SecureContentHandler;
import org.xml.sax.ContentHandler;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** Which parser reads which format: ours where structure matters and Tika's text is flat, Tika's for all the rest. */
final class Formats {

    private static final Set<String> ARCHIVES = Set.of(
            "application/zip",
            "application/x-tar",
            "application/x-gtar",
            "application/x-7z-compressed",
            "application/gzip",
            "application/x-bzip2",
            "application/x-xz",
            "application/x-rar-compressed",
            "application/x-cpio",
            "application/x-archive",
            "application/zstd",
            "application/x-compress",
            "application/x-lzma",
            "application/x-brotli");

    private final Detector detector;
    private final MediaTypeRegistry registry;
    private final CompositeParser parsers;

    Formats(Ocr ocr) {
        TikaConfig tika = TikaConfig.getDefaultConfig();
        this.detector = tika.getDetector();
        this.registry = tika.getMediaTypeRegistry();
        TextDecoding decoding = new TextDecoding(tika.getEncodingDetector());
        List<Parser> all = new ArrayList<>();
        all.add(new DefaultParser(registry));
        all.add(new PlainTextReader(decoding));
        all.add(new MarkdownReader(decoding));
        all.add(new DelimitedReader(decoding));
        all.add(new JsonReader(decoding));
        all.add(new XmlReader());
        all.add(new HtmlReader(decoding));
        all.add(new PdfReader());
        all.add(new WordReader());
        all.add(new WorkbookReader());
        all.add(new ImageReader(ocr));
        all.add(new MailReader(decoding));
        // Later ones win.
        this.parsers = new CompositeParser(registry, all);
    }

    /** The type that the bytes have; the name and the sender's word decide between kinds of text only. */
    MediaType detect(TikaInputStream bytes, Metadata metadata) throws IOException {
        String name = metadata.get(TikaCoreProperties.RESOURCE_NAME_KEY);
        Optional<MediaType> named = name == null ? Optional.empty() : NamedText.type(name, bytes);
        return named.isPresent() ? named.get() : detector.detect(bytes, metadata);
    }

    boolean isReadable(MediaType type) {
        MediaType each = registry.normalize(type);
        while (each != null && !each.equals(MediaType.OCTET_STREAM)) {
            if (parsers.getParsers().containsKey(each)) {
                return true;
            }
            each = registry.getSupertype(each);
        }
        return false;
    }

    /** Reads a file, or a file within one, of which the type is known; what it says goes to {@code blocks}. */
    void read(TikaInputStream bytes, MediaType type, XhtmlBlocks blocks, Metadata metadata, ParseContext context)
            throws TikaException, IOException, SAXException {
        BlockWriter writer = context.get(BlockWriter.class);
        metadata.set(Metadata.CONTENT_TYPE, type.toString());
        boolean mail = Mail.isMail(type);
        MailBody parting = new MailBody(writer);
        if (mail) {
            Mail.announce(metadata, writer);
            blocks.parted(parting);
        }
        // An archive's own words are the names of its entries, which are listed as they are handed out, or told as
        // headings where they are read in place.
        ContentHandler speaking = isArchive(type) || Mail.isMailbox(type) ? new DefaultHandler() : blocks;
        SecureContentHandler secure = new SecureContentHandler(speaking, bytes);
        try {
            parsers.parse(mail ? Mail.narrow(bytes) : bytes, secure, metadata, context);
        } catch (SAXException e) {
            secure.throwIfCauseOf(e);
            throw e;
        }
        writer.flush();
        parting.end();
        if (mail) {
            writer.writeAnnounced();
        }
        for (String failure : metadata.getValues(TikaCoreProperties.TIKA_META_EXCEPTION_EMBEDDED_STREAM)) {
            writer.warn(Failure.ofPart(failure));
        }
    }

    static boolean isArchive(MediaType type) {
        return ARCHIVES.contains(type.getBaseType().toString());
    }
}
