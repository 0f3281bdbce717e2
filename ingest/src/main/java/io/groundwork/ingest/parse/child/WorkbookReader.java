package io.groundwork.ingest.parse.child;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import javax.xml.namespace.QName;
import javax.xml.stream.XMLEventReader;
import javax.xml.stream.XMLEventWriter;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.events.Attribute;
import javax.xml.stream.events.StartElement;
import javax.xml.stream.events.XMLEvent;
import org.apache.tika.exception.TikaException;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.mime.MediaType;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.apache.tika.parser.microsoft.ooxml.OOXMLParser;
import org.apache.tika.utils.XMLReaderUtils;
import org.xml.sax.ContentHandler;
import org.xml.sax.SAXException;

/** Excel workbooks by Tika, which does not tell what is hidden: where rows, columns or sheets are, it is given a copy without them. */
final class WorkbookReader implements Parser {

    private static final long serialVersionUID = 1;
    private static final String WORKBOOK = "xl/workbook.xml";
    private static final String RELATIONS = "xl/_rels/workbook.xml.rels";
    private static final int MOST_RATIO = 100;
    private static final long SMALL_BYTES = 1 << 20;

    @Override
    public Set<MediaType> getSupportedTypes(ParseContext context) {
        return Set.of(
                MediaType.application("vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
                MediaType.application("vnd.openxmlformats-officedocument.spreadsheetml.template"),
                MediaType.application("vnd.ms-excel.sheet.macroenabled.12"),
                MediaType.application("vnd.ms-excel.template.macroenabled.12"));
    }

    @Override
    public void parse(InputStream stream, ContentHandler handler, Metadata metadata, ParseContext context)
            throws IOException, SAXException, TikaException {
        TikaInputStream bytes = TikaInputStream.get(stream);
        BlockWriter writer = context.get(BlockWriter.class);
        SheetRows rows = new SheetRows();
        Sheets before = writer.sheets(new Sheets(true, rows));
        Path copy = Files.createTempFile("visible", ".xlsx");
        try {
            String hidden = copyVisible(bytes.getPath(), copy, rows, context);
            if (hidden.isEmpty()) {
                new OOXMLParser().parse(bytes, handler, metadata, context);
            } else {
                writer.warn(hidden);
                try (TikaInputStream visible = TikaInputStream.get(copy)) {
                    new OOXMLParser().parse(visible, handler, metadata, context);
                }
            }
        } finally {
            writer.sheets(before);
            Files.deleteIfExists(copy);
        }
    }

    /** @param rows is told what is not hidden
     * @return what is hidden, in words; empty when nothing is, or it cannot be told: then {@code copy} is of no use */
    private static String copyVisible(Path workbook, Path copy, SheetRows rows, ParseContext context)
            throws TikaException, IOException {
        try (ZipFile zip = new ZipFile(workbook.toFile())) {
            throwIfBomb(zip);
            Hidden hidden = new Hidden(context, rows);
            for (ZipEntry entry : zip.stream().filter(WorkbookReader::mayHide).toList()) {
                hidden.read(zip, entry, OutputStream.nullOutputStream());
            }
            if (hidden.cells + hidden.sheets == 0) {
                return "";
            }
            Hidden copying = new Hidden(context, new SheetRows());
            try (ZipOutputStream out = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(copy)))) {
                for (ZipEntry entry :
                        zip.stream().filter(each -> !each.isDirectory()).toList()) {
                    out.putNextEntry(new ZipEntry(entry.getName()));
                    if (mayHide(entry)) {
                        copying.read(zip, entry, out);
                    } else {
                        try (InputStream part = zip.getInputStream(entry)) {
                            part.transferTo(out);
                        }
                    }
                    out.closeEntry();
                }
            }
            return hidden.inWords();
        } catch (ZipException | XMLStreamException e) {
            // Not as it should be: what is wrong with it shows when it is read.
            return "";
        }
    }

    private static boolean mayHide(ZipEntry entry) {
        return entry.getName().equals(WORKBOOK)
                || entry.getName().equals(RELATIONS)
                || entry.getName().startsWith("xl/worksheets/sheet");
    }

    /** Parts of XML that unpack to more than a hundred times their size are no workbook's. */
    private static void throwIfBomb(ZipFile zip) {
        boolean bomb = zip.stream()
                .anyMatch(entry -> entry.getName().endsWith(".xml")
                        && entry.getSize() > SMALL_BYTES
                        && entry.getSize() / MOST_RATIO > entry.getCompressedSize());
        if (bomb) {
            throw Refusal.tooCostly(Failure.unpacksTooFar("Excel workbook"));
        }
    }

    /** Copies parts but for what is hidden in them, and counts. */
    private static final class Hidden {

        private static final QName HIDDEN = new QName("hidden");
        private static final QName RELATION =
                new QName("http://schemas.openxmlformats.org/officeDocument/2006/relationships", "id");

        private final ParseContext context;
        private final SheetRows rows;
        private int cells;
        private int sheets;

        Hidden(ParseContext context, SheetRows rows) {
            this.context = context;
            this.rows = rows;
        }

        String inWords() {
            String counted = sheets == 0
                    ? amount(cells, "cell")
                    : cells == 0 ? amount(sheets, "sheet") : amount(cells, "cell") + " and " + amount(sheets, "sheet");
            return counted + (cells + sheets == 1 ? " was" : " were") + " left out.";
        }

        private static String amount(int count, String what) {
            return "%,d hidden %s%s".formatted(count, what, count == 1 ? "" : "s");
        }

        void read(ZipFile zip, ZipEntry entry, OutputStream to) throws IOException, XMLStreamException, TikaException {
            Set<Integer> columns = new HashSet<>();
            try (InputStream part = zip.getInputStream(entry)) {
                XMLEventReader events =
                        XMLReaderUtils.getXMLInputFactory(context).createXMLEventReader(part);
                XMLEventWriter copy = XMLOutputFactory.newInstance().createXMLEventWriter(to, "UTF-8");
                int left = 0;
                while (events.hasNext()) {
                    XMLEvent event = events.nextEvent();
                    if (event.isStartElement()) {
                        StartElement start = event.asStartElement();
                        String name = start.getName().getLocalPart();
                        if (left > 0 || isHidden(start, name, columns)) {
                            left++;
                            cells += name.equals("c") ? 1 : 0;
                        } else {
                            note(start, name, entry.getName());
                        }
                    }
                    if (left == 0) {
                        copy.add(event);
                    } else if (event.isEndElement()) {
                        left--;
                    }
                }
                copy.flush();
            }
        }

        private boolean isHidden(StartElement start, String name, Set<Integer> columns) {
            return switch (name) {
                case "sheet" -> {
                    boolean hides = value(start, new QName("state"))
                            .toLowerCase(java.util.Locale.ROOT)
                            .endsWith("hidden");
                    sheets += hides ? 1 : 0;
                    yield hides;
                }
                case "row" -> isOn(start);
                case "col" -> {
                    if (isOn(start)) {
                        int first = WordNumbering.number(value(start, new QName("min")), 1);
                        int last = WordNumbering.number(value(start, new QName("max")), first);
                        for (int column = first; column <= Math.min(last, 16_384); column++) {
                            columns.add(column);
                        }
                    }
                    yield false;
                }
                case "c" -> !columns.isEmpty() && columns.contains(column(value(start, new QName("r"))));
                default -> false;
            };
        }

        private void note(StartElement start, String name, String part) {
            switch (name) {
                case "row" -> rows.row(part, value(start, new QName("r")));
                case "sheet" -> rows.sheet(value(start, new QName("name")), value(start, RELATION));
                case "Relationship" -> rows.relation(value(start, new QName("Id")), value(start, new QName("Target")));
                default -> {}
            }
        }

        private static boolean isOn(StartElement element) {
            String value = value(element, HIDDEN);
            return value.equals("1") || value.equals("true");
        }

        private static String value(StartElement element, QName name) {
            Attribute attribute = element.getAttributeByName(name);
            return attribute == null ? "" : attribute.getValue();
        }

        /** 28 for {@code AB7}. */
        private static int column(String reference) {
            int column = 0;
            for (int i = 0; i < reference.length() && Character.isLetter(reference.charAt(i)); i++) {
                column = column * 26 + Character.toUpperCase(reference.charAt(i)) - 'A' + 1;
            }
            return column;
        }
    }
}
