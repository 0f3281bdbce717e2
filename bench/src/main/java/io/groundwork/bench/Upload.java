package io.groundwork.bench;

/**
 * A file to bring into a store. A class, not a record, because of the array.
 */
final class Upload {

    private final String key;
    private final String fileName;
    private final String mediaType;
    private final byte[] bytes;

    /** @param key becomes the attribute {@code _id}, by which the file is known again */
    Upload(String key, String fileName, String mediaType, byte[] bytes) {
        this.key = key;
        this.fileName = fileName;
        this.mediaType = mediaType;
        this.bytes = bytes;
    }

    static Upload of(BeirDocument document) {
        return new Upload(document.id(), document.fileName(), "text/html", document.toHtml());
    }

    String key() {
        return key;
    }

    String fileName() {
        return fileName;
    }

    String mediaType() {
        return mediaType;
    }

    byte[] bytes() {
        return bytes;
    }
}
