package io.groundwork.ingest.parse.child;

import static io.groundwork.ingest.parse.child.WordNumbering.number;
import static io.groundwork.ingest.parse.child.WordNumbering.value;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.helpers.DefaultHandler;

/** A Word document's styles, by their ids. Reads {@code styles.xml} as it is told it. What a style does not say, the one that it is based on does. */
final class WordStyles extends DefaultHandler {

    private static final int MAX_DEPTH = 20;
    private static final Style NONE = new Style();

    private final Map<String, Style> styles = new HashMap<>();
    private Style style = new Style();
    private boolean inTablePart;

    private static final class Style {
        private String name = "";
        private String basedOn = "";
        private int outline = -1;
        private String list = "";
        private int depth;
        private boolean hidden;
        private boolean shaded;
        private boolean bold;
    }

    @Override
    public void startElement(String uri, String name, String qualifiedName, Attributes attributes) {
        String value = value(attributes, "val");
        switch (name) {
            case "style" -> {
                style = new Style();
                styles.put(value(attributes, "styleId"), style);
            }
            case "name" -> style.name = value.toLowerCase(Locale.ROOT);
            case "basedOn" -> style.basedOn = value;
            case "outlineLvl" -> style.outline = number(value, -1);
            case "numId" -> style.list = value;
            case "ilvl" -> style.depth = number(value, 0);
            case "vanish" -> style.hidden = isOn(value);
            case "shd" -> style.shaded = isShade(attributes);
            case "b" -> style.bold = isOn(value) && !inTablePart;
            case "tblStylePr" -> inTablePart = true;
            default -> {
                // Looks, which do not matter here.
            }
        }
    }

    @Override
    public void endElement(String uri, String name, String qualifiedName) {
        if (name.equals("tblStylePr")) {
            inTablePart = false;
        }
    }

    static boolean isOn(String value) {
        return !value.equals("0") && !value.equals("false") && !value.equals("off");
    }

    /** Whether a ground is so painted that white letters show on it. */
    static boolean isShade(Attributes attributes) {
        String fill = value(attributes, "fill");
        return !fill.isEmpty() && !fill.equalsIgnoreCase("auto") && !fill.equalsIgnoreCase("FFFFFF");
    }

    private @Nullable Style find(String id, Predicate<Style> says) {
        Style each = styles.get(id);
        for (int i = 0; i < MAX_DEPTH && each != null; i++) {
            if (says.test(each)) {
                return each;
            }
            each = styles.get(each.basedOn);
        }
        return null;
    }

    private Style findOrNone(String id, Predicate<Style> says) {
        Style found = find(id, says);
        return found == null ? NONE : found;
    }

    /** 1 for the title and the highest headings; 0 for what is no heading. */
    int headingLevel(String id) {
        String name = findOrNone(id, style -> style.name.equals("title") || style.name.matches("heading \\d")).name;
        if (name.equals("title")) {
            return 1;
        }
        if (!name.isEmpty()) {
            return Math.max(1, name.charAt(name.length() - 1) - '0');
        }
        int outline = findOrNone(id, style -> style.outline >= 0).outline;
        return outline >= 0 && outline < 9 ? outline + 1 : 0;
    }

    boolean isCaption(String id) {
        return find(id, style -> style.name.equals("caption")) != null;
    }

    boolean isCode(String id) {
        return find(id, style -> style.name.matches("html preformatted|plain text|(source )?code.*|.*listing.*"))
                != null;
    }

    boolean isHidden(String id) {
        return find(id, style -> style.hidden) != null;
    }

    boolean isShaded(String id) {
        return find(id, style -> style.shaded) != null;
    }

    boolean isBold(String id) {
        return find(id, style -> style.bold) != null;
    }

    /** The list that paragraphs of this style are items of; empty for none. */
    String list(String id) {
        return findOrNone(id, style -> !style.list.isEmpty()).list;
    }

    int depth(String id) {
        return findOrNone(id, style -> !style.list.isEmpty()).depth;
    }
}
