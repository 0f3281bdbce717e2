package io.groundwork.orchestration.http;

import java.util.regex.Pattern;

/** Writes what others wrote into Markdown, so that it puts no picture, link or markup there. */
enum Markdown {
    /** As plain words: of documents, of their names, of people. */
    WORDS {
        @Override
        boolean escapes(String text, int at) {
            char sign = text.charAt(at);
            return "\\`*_[]<>&~|#!".indexOf(sign) >= 0 || ("-+=.)".indexOf(sign) >= 0 && beginsBlock(text, at));
        }
    },

    /** As Markdown, which chat models write, but for pictures, HTML and addresses of references; in code they are escaped as well, where that shows. */
    ANSWER {
        @Override
        boolean escapes(String text, int at) {
            String rest = text.substring(at, Math.min(text.length(), at + 2));
            return ACTIVE.matcher(rest).matches();
        }
    };

    /** How a picture, a tag and the address of a reference begin or end. */
    private static final Pattern ACTIVE = Pattern.compile("!\\[|<[a-zA-Z/!?]|]:");

    /** Whether a backslash goes before the character. */
    abstract boolean escapes(String text, int at);

    String of(String text) {
        StringBuilder written = new StringBuilder(text.length());
        for (int at = 0; at < text.length(); at++) {
            written.append(escapes(text, at) ? "\\" : "").append(text.charAt(at));
        }
        return written.toString();
    }

    /** At the beginning of a line, or behind nothing but its number. */
    private static boolean beginsBlock(String text, int at) {
        String line = text.substring(text.lastIndexOf('\n', at - 1) + 1, at);
        boolean number = ".)".indexOf(text.charAt(at)) >= 0;
        return number ? line.strip().matches("\\d{1,9}") : line.isBlank();
    }
}
