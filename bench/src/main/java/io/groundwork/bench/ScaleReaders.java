package io.groundwork.bench;

import io.groundwork.retrieval.Filter;
import io.groundwork.retrieval.Filter.Compare;
import io.groundwork.retrieval.Filter.Operator;
import io.groundwork.retrieval.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/** Parts of a generated collection: what some may read, and what attributes tell apart. The one has nothing to do with the other. */
enum ScaleReaders {
    ALL(1, "all", 1),
    HALF(2, "50 %", 2),
    ONE(3, "1 %", 100),
    RARE(4, ".01 %", 10_000),
    THREE(5, "3 passages", 0);

    private static final int READ_OFFSET = 5;
    private static final int FILTER_OFFSET = 12;

    private final int number;
    private final String label;
    private final int everyDocuments;

    ScaleReaders(int number, String label, int everyDocuments) {
        this.number = number;
        this.label = label;
        this.everyDocuments = everyDocuments;
    }

    String label() {
        return label;
    }

    UUID principal() {
        return new UUID(0x5ca1e, number);
    }

    Scope scope() {
        return new Scope(Set.of(principal()));
    }

    /** @param offset which of so many documents it is */
    private boolean includes(int document, int offset, int few) {
        return everyDocuments == 0 ? document == few : document % everyDocuments == offset % everyDocuments;
    }

    /** Whose the document is. */
    static List<UUID> of(int document) {
        List<UUID> readers = new ArrayList<>();
        for (ScaleReaders part : values()) {
            if (part.reads(document)) {
                readers.add(part.principal());
            }
        }
        return readers;
    }

    /** Whether the document is among those that this part's reader may read. */
    boolean reads(int document) {
        return includes(document, READ_OFFSET, GeneratedLibrary.FEW_TO_READ);
    }

    /** Whether the document's attributes put it into this part. */
    boolean filters(int document) {
        return includes(document, FILTER_OFFSET, GeneratedLibrary.FEW_TO_FILTER);
    }

    /** The document's attributes, as JSON. */
    static String attributes(int document) {
        StringBuilder attributes = new StringBuilder("{\"number\": ").append(document);
        for (ScaleReaders part : values()) {
            if (part.filters(document)) {
                attributes.append(", \"").append(part.attribute()).append("\": true");
            }
        }
        return attributes.append('}').toString();
    }

    private String attribute() {
        return "in_" + name().toLowerCase(Locale.ROOT);
    }

    Filter filter() {
        return new Compare(Operator.EQ, attribute(), List.of(true));
    }
}
