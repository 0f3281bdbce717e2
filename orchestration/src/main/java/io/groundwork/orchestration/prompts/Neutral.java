package io.groundwork.orchestration.prompts;

import java.util.regex.Pattern;

/**
 * Takes from a document's text what a prompt could read as its own: tags and the control words of chat templates, marks that look
 * like citations, and characters that nobody sees. For prompts only; citations quote the stored text.
 */
public final class Neutral {

    private static final Pattern TAG = Pattern.compile("<(?=[/|!<?\\p{L}])");
    private static final Pattern TEMPLATE_WORD =
            Pattern.compile("\\[(?=/?(?:INST|SYS|AVAILABLE_TOOLS|TOOL_)\\b)", Pattern.CASE_INSENSITIVE);
    private static final Pattern MARK =
            Pattern.compile("[\\[【](\\^?\\d{1,3}(?:\\s?[,;–-]\\s?\\d{1,3})*)(?:†[^】]*)?[\\]】]");

    /** Controls but tab and line feed; zero width, direction and tag characters. */
    private static final Pattern UNSEEN = Pattern.compile(
            "[\\p{Cc}&&[^\\t\\n]]|[\\u200B-\\u200F\\u202A-\\u202E\\u2060-\\u2069\\uFEFF]|[\\x{E0000}-\\x{E007F}]");

    private Neutral() {}

    /** The same text, fit for a prompt. */
    public static String of(String text) {
        String seen = UNSEEN.matcher(text).replaceAll("");
        String untagged = TAG.matcher(seen).replaceAll("‹");
        String plain = TEMPLATE_WORD.matcher(untagged).replaceAll("(");
        return MARK.matcher(plain).replaceAll("($1)");
    }
}
