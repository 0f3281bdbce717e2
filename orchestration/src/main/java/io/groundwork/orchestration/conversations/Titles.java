package io.groundwork.orchestration.conversations;

/** Titles of conversations. */
public final class Titles {

    /** Characters of a title that is made of a question. */
    static final int MOST = 80;

    private Titles() {}

    /** The question's beginning, cut between words where there are any. */
    public static String of(String question) {
        String line = question.replaceAll("[\\p{C}\\s]+", " ").strip();
        if (line.length() <= MOST) {
            return line;
        }
        int space = line.lastIndexOf(' ', MOST - 1);
        int end = space > MOST / 2 ? space : MOST - 1;
        if (Character.isHighSurrogate(line.charAt(end - 1))) {
            end--;
        }
        return line.substring(0, end).stripTrailing() + "…";
    }
}
