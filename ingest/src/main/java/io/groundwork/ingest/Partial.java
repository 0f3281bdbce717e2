package io.groundwork.ingest;

import static java.util.Objects.requireNonNull;

/**
 * How far a reading came that a limit ended: from the beginning up to there all was read, and nothing after it.
 *
 * @param read how many of {@code unit} were read
 * @param known how many there are; 0 when that could not be told
 * @param unit in the plural, such as {@code pages} or {@code characters}
 */
public record Partial(int read, int known, String unit) {

    public Partial {
        requireNonNull(unit, "unit");
        if (read < 0 || known < 0 || (known > 0 && read > known)) {
            throw new IllegalArgumentException("%d of %d %s".formatted(read, known, unit));
        }
    }

    /** One sentence for an admin, with {@code because} in its second half: {@code Only pages 1 to 812 of 1,500 were read: …}. */
    public String inWords(String because) {
        if (known > 0) {
            String which = read == 1 ? "Only the first of %,d %s was read" : "Only %3$s 1 to %2$,d of %1$,d were read";
            return (read == 1 ? which.formatted(known, unit) : which.formatted(known, read, unit)) + ": " + because;
        }
        return "Only the first %,d %s were read: %s".formatted(read, unit, because);
    }
}
