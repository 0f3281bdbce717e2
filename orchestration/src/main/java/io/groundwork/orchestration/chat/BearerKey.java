package io.groundwork.orchestration.chat;

/** The form of keys that a header can carry. */
public final class BearerKey {

    private BearerKey() {}

    /**
     * Without the blanks that copying leaves around it.
     *
     * @throws IllegalArgumentException when it holds what no header can; the message does not repeat it, as the JDK's own would
     */
    public static String checked(String key) {
        String stripped = key.strip();
        if (!stripped.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            throw new IllegalArgumentException("A model server's key holds letters, digits and signs, and no blanks");
        }
        return stripped;
    }
}
