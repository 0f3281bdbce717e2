package io.groundwork.ingest.parse.child;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import org.apache.tika.exception.TikaException;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.mime.MediaType;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.apache.tika.utils.XMLReaderUtils;
import org.xml.sax.Attributes;
import org.xml.sax.ContentHandler;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * XML of any vocabulary: an element that holds text is a paragraph, short values of one parent stand together as lines of {@code name:
 * value}. Tika's reader is set up so that no external entity or schema is fetched.
 */
final class XmlReader implements Parser {

    private static final long serialVersionUID = 1;

    @Override
    public Set<MediaType> getSupportedTypes(ParseContext context) {
        return Set.of(MediaType.application("xml"), MediaType.text("xml"));
    }

    @Override
    public void parse(InputStream stream, ContentHandler handler, Metadata metadata, ParseContext context)
            throws IOException, SAXException, TikaException {
        BlockWriter writer = context.get(BlockWriter.class);
        writer.flush();
        XMLReaderUtils.parseSAX(stream, new Elements(writer), context);
    }

    private static final class Elements extends DefaultHandler {

        private static final int SHORT = 120;

        private final BlockWriter writer;
        private final Deque<Element> open = new ArrayDeque<>();
        private final StringBuilder values = new StringBuilder();

        Elements(BlockWriter writer) {
            this.writer = writer;
        }

        private static final class Element {
            private final String name;
            private final StringBuilder text = new StringBuilder();
            private boolean hasChildren;
            private boolean hasText;

            Element(String name) {
                this.name = name;
            }
        }

        @Override
        public void startElement(String uri, String localName, String qualifiedName, Attributes attributes) {
            Element parent = open.peek();
            if (parent != null) {
                parent.hasChildren = true;
            }
            Element element = new Element(localName.isEmpty() ? qualifiedName : localName);
            open.push(element);
            for (int i = 0; i < attributes.getLength(); i++) {
                String value = attributes.getValue(i);
                if (value.indexOf(' ') > 0) {
                    addValue(attributes.getLocalName(i), value);
                }
            }
        }

        @Override
        public void characters(char[] from, int start, int length) {
            Element element = open.peek();
            if (element != null) {
                element.text.append(from, start, length);
                element.hasText = element.hasText || !new String(from, start, length).isBlank();
            }
        }

        @Override
        public void endElement(String uri, String localName, String qualifiedName) {
            Element element = open.pop();
            Element parent = open.peek();
            String text = CleanText.line(element.text);
            boolean inRunningText = parent != null && parent.hasText;
            if (inRunningText) {
                parent.text.append(' ').append(text).append(' ');
            } else if (element.hasChildren || text.length() > SHORT) {
                writeValues();
                writer.paragraph(text);
            } else {
                addValue(element.name, text);
            }
        }

        private void addValue(String name, String text) {
            if (!text.isBlank()) {
                values.append(name).append(": ").append(text).append('\n');
            }
        }

        private void writeValues() {
            writer.paragraph(values);
            values.setLength(0);
        }

        @Override
        public void endDocument() {
            writeValues();
        }
    }
}
