package io.groundwork.retrieval;

/**
 * How much of its document a search gives with a passage.
 *
 * @param reach passages on either side at most
 * @param withinSection whether those of other sections are left out
 */
public record Widening(int reach, boolean withinSection) {

    /** The passage alone. */
    public static final Widening NONE = new Widening(0, false);

    /** What stands under the same headings; of a long section what is next to the passage. */
    public static final Widening SECTION = new Widening(10, true);

    public Widening {
        if (reach < 0 || reach > 10) {
            throw new IllegalArgumentException("A reach of %d passages is not within 0 to 10".formatted(reach));
        }
    }

    /** The passages before and after, whatever section they stand in. */
    public static Widening neighbours(int reach) {
        return new Widening(reach, false);
    }
}
