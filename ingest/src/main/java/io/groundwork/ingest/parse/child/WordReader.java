package io.groundwork.ingest.parse.child;

import static io.groundwork.ingest.parse.child.WordNumbering.value;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.poi.openxml4j.exceptions.InvalidFormatException;
import org.apache.poi.openxml4j.opc.OPCPackage;
import org.apache.poi.openxml4j.opc.PackageAccess;
import org.apache.poi.openxml4j.opc.PackagePart;
import org.apache.poi.openxml4j.opc.PackageRelationship;
import org.apache.poi.openxml4j.opc.PackageRelationshipTypes;
import org.apache.poi.openxml4j.opc.PackagingURIHelper;
import org.apache.poi.openxml4j.opc.TargetMode;
import org.apache.tika.exception.TikaException;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.mime.MediaType;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.apache.tika.parser.microsoft.ooxml.OOXMLParser;
import org.apache.tika.utils.XMLReaderUtils;
import org.xml.sax.Attributes;
import org.xml.sax.ContentHandler;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Word documents, from their own XML: what Tika leaves out of them (text boxes in their place, equations, marks of lists, what is hidden) is here.
 * Files within them are read by Tika. No template, picture or other thing that a document points to is fetched.
 */
final class WordReader implements Parser {

    private static final long serialVersionUID = 1;
    private static final String WORD = "vnd.openxmlformats-officedocument.wordprocessingml.";
    private static final Set<String> STORIES_AROUND = Set.of("header", "footer");
    private static final Set<String> DRAWN = Set.of("diagramData", "chart");
    private static final Set<String> EMBEDDED = Set.of("oleObject", "package", "aFChunk");

    @Override
    public Set<MediaType> getSupportedTypes(ParseContext context) {
        return Set.of(
                MediaType.application(WORD + "document"),
                MediaType.application(WORD + "template"),
                MediaType.application("vnd.ms-word.document.macroenabled.12"),
                MediaType.application("vnd.ms-word.template.macroenabled.12"));
    }

    @Override
    public void parse(InputStream stream, ContentHandler handler, Metadata metadata, ParseContext context)
            throws IOException, SAXException, TikaException {
        BlockWriter writer = context.get(BlockWriter.class);
        writer.flush();
        TikaInputStream bytes = TikaInputStream.get(stream);
        boolean holdsFiles;
        try (OPCPackage document = OPCPackage.open(bytes.getFile(), PackageAccess.READ)) {
            try {
                holdsFiles = read(document, metadata, writer, context);
            } finally {
                // Closing what was opened to be read would otherwise try to save it.
                document.revert();
            }
        } catch (InvalidFormatException e) {
            throw new TikaException("Not a Word document", e);
        }
        if (holdsFiles) {
            new OOXMLParser().parse(bytes, new DefaultHandler(), new Metadata(), context);
        }
    }

    /** @return whether other files lie within it */
    private static boolean read(OPCPackage document, Metadata metadata, BlockWriter writer, ParseContext context)
            throws IOException, SAXException, TikaException, InvalidFormatException {
        document.getPackageProperties()
                .getTitleProperty()
                .ifPresent(title -> metadata.set(TikaCoreProperties.TITLE, title));
        PackageRelationship main = document.getRelationshipsByType(PackageRelationshipTypes.CORE_DOCUMENT)
                .getRelationship(0);
        if (main == null) {
            main = document.getRelationshipsByType(PackageRelationshipTypes.STRICT_CORE_DOCUMENT)
                    .getRelationship(0);
        }
        PackagePart body = main == null ? null : document.getPart(main);
        if (body == null) {
            throw new TikaException("A Word document without a body");
        }
        Map<String, List<PackagePart>> parts = partsOf(document, body);
        WordStyles styles = new WordStyles();
        WordNumbering numbering = new WordNumbering();
        for (PackagePart part : parts.getOrDefault("styles", List.of())) {
            parse(part, styles, context);
        }
        for (PackagePart part : parts.getOrDefault("numbering", List.of())) {
            parse(part, numbering, context);
        }
        Map<String, String> notes = new HashMap<>();
        for (String kind : List.of("footnote", "endnote", "comment")) {
            for (PackagePart part : parts.getOrDefault(kind + "s", List.of())) {
                parse(part, new Notes(kind, notes), context);
            }
        }
        parse(body, new WordText(styles, numbering, notes, writer), context);
        writeAround(parts, styles, numbering, writer, context);
        return EMBEDDED.stream().anyMatch(parts::containsKey);
    }

    /** What the document's body refers to within the file, by the last word of the relationship's type. */
    private static Map<String, List<PackagePart>> partsOf(OPCPackage document, PackagePart body)
            throws InvalidFormatException {
        Map<String, List<PackagePart>> parts = new HashMap<>();
        for (PackageRelationship each : body.getRelationships()) {
            if (each.getTargetMode() == TargetMode.EXTERNAL) {
                continue;
            }
            String type = each.getRelationshipType();
            PackagePart part = document.getPart(PackagingURIHelper.createPartName(each.getTargetURI()));
            if (part != null) {
                parts.computeIfAbsent(type.substring(type.lastIndexOf('/') + 1), key -> new ArrayList<>())
                        .add(part);
            }
        }
        return parts;
    }

    private static void parse(PackagePart part, DefaultHandler handler, ParseContext context)
            throws IOException, SAXException, TikaException {
        try (InputStream xml = part.getInputStream()) {
            XMLReaderUtils.parseSAX(xml, handler, context);
        }
    }

    /** What stands in drawings, and what is printed above and below the pages: once each, at the end, where it parts no sentence. */
    private static void writeAround(
            Map<String, List<PackagePart>> parts,
            WordStyles styles,
            WordNumbering numbering,
            BlockWriter writer,
            ParseContext context)
            throws IOException, SAXException, TikaException {
        for (String kind : DRAWN) {
            for (PackagePart part : parts.getOrDefault(kind, List.of())) {
                Drawn drawn = new Drawn();
                parse(part, drawn, context);
                writer.paragraph(String.join("\n", drawn.lines));
            }
        }
        for (String kind : STORIES_AROUND) {
            Set<String> said = new LinkedHashSet<>();
            for (PackagePart part : parts.getOrDefault(kind, List.of())) {
                BlockWriter story = new BlockWriter(writer.limits());
                parse(part, new WordText(styles, numbering, Map.of(), story), context);
                said.add(story.document("", "").text());
            }
            said.forEach(writer::paragraph);
        }
    }

    /** Footnotes, endnotes or comments, each as one paragraph. */
    private static final class Notes extends DefaultHandler {

        private final String kind;
        private final Map<String, String> notes;
        private final StringBuilder text = new StringBuilder();
        private String id = "";
        private String before = "";
        private boolean inText;

        Notes(String kind, Map<String, String> notes) {
            this.kind = kind;
            this.notes = notes;
        }

        @Override
        public void startElement(String uri, String name, String qualifiedName, Attributes attributes) {
            if (name.equals(kind)) {
                id = value(attributes, "id");
                String author = value(attributes, "author");
                before = author.isBlank() ? "" : author + ": ";
                text.setLength(0);
            } else if (name.equals("t")) {
                inText = true;
            } else if (name.equals("p") || name.equals("tab") || name.equals("br")) {
                text.append(' ');
            }
        }

        @Override
        public void characters(char[] from, int start, int length) {
            if (inText) {
                text.append(from, start, length);
            }
        }

        @Override
        public void endElement(String uri, String name, String qualifiedName) {
            if (name.equals("t")) {
                inText = false;
            } else if (name.equals(kind) && !text.toString().isBlank()) {
                notes.put(kind + " " + id, before + text.toString().strip());
            }
        }
    }

    /** The words of a diagram or chart, a line for each of its paragraphs or points. */
    private static final class Drawn extends DefaultHandler {

        private final List<String> lines = new ArrayList<>();
        private final StringBuilder text = new StringBuilder();
        private boolean inText;

        @Override
        public void startElement(String uri, String name, String qualifiedName, Attributes attributes) {
            inText = inText || name.equals("t") || name.equals("v");
        }

        @Override
        public void characters(char[] from, int start, int length) {
            if (inText) {
                text.append(from, start, length);
            }
        }

        @Override
        public void endElement(String uri, String name, String qualifiedName) {
            inText = inText && !name.equals("t") && !name.equals("v");
            if ((name.equals("p") || name.equals("v")) && !text.isEmpty()) {
                lines.add(text.toString());
                text.setLength(0);
            }
        }
    }
}
