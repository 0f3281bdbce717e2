package io.groundwork.embeddings.remote;

import java.util.regex.Pattern;

/** Text that can be written as UTF-8. */
public final class WellFormed {

    private static final Pattern LONE_SURROGATE = Pattern.compile("\\p{Cs}");

    private WellFormed() {}

    /** The same with U+FFFD for each half of a surrogate pair that lacks the other; tokenizers make nothing of either. */
    public static String of(String text) {
        return LONE_SURROGATE.matcher(text).replaceAll("\uFFFD");
    }
}
