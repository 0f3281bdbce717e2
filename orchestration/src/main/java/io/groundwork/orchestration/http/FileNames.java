package io.groundwork.orchestration.http;

/** Names of files as they are sent. */
final class FileNames {

    private static final int MAX = 255;

    private FileNames() {}

    /** The last part of what was sent as a name, without what is not seen. */
    static String clean(String name) {
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1)
                .replaceAll("\\p{C}", "")
                .strip();
        if (last.isEmpty()) {
            throw Problem.INVALID_REQUEST.because("file", "The file needs a name.");
        }
        return last.length() <= MAX ? last : last.substring(last.length() - MAX);
    }
}
