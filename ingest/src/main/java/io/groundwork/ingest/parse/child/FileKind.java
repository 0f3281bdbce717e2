package io.groundwork.ingest.parse.child;

import java.util.Map;
import java.util.Optional;
import org.apache.tika.mime.MediaType;

/** What a media type is called in a sentence for an admin, and which kinds are not read at all. */
final class FileKind {

    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("application/pdf", "PDF"),
            Map.entry("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word document"),
            Map.entry("application/msword", "Word document"),
            Map.entry(
                    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
                    "PowerPoint presentation"),
            Map.entry("application/vnd.ms-powerpoint", "PowerPoint presentation"),
            Map.entry("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel workbook"),
            Map.entry("application/vnd.ms-excel", "Excel workbook"),
            Map.entry("application/x-tika-msoffice", "Microsoft Office file"),
            Map.entry("application/x-tika-ooxml", "Microsoft Office file"),
            Map.entry("application/x-tika-ooxml-protected", "Microsoft Office file"),
            Map.entry("application/vnd.oasis.opendocument.text", "OpenDocument text"),
            Map.entry("application/vnd.oasis.opendocument.spreadsheet", "OpenDocument spreadsheet"),
            Map.entry("application/vnd.oasis.opendocument.presentation", "OpenDocument presentation"),
            Map.entry("application/rtf", "RTF document"),
            Map.entry("application/epub+zip", "EPUB book"),
            Map.entry("application/vnd.ms-outlook", "Outlook message"),
            Map.entry("message/rfc822", "e-mail"),
            Map.entry("text/html", "HTML page"),
            Map.entry("application/xhtml+xml", "HTML page"),
            Map.entry("application/xml", "XML file"),
            Map.entry("application/json", "JSON file"),
            Map.entry("text/csv", "CSV file"),
            Map.entry("application/zip", "ZIP archive"),
            Map.entry("application/x-7z-compressed", "7-Zip archive"),
            Map.entry("application/x-tar", "TAR archive"),
            Map.entry("application/gzip", "GZIP archive"),
            Map.entry("application/onenote; format=one", "OneNote section"));

    private static final Map<String, String> PROGRAMS = Map.of(
            "application/x-msdownload", "a program",
            "application/x-dosexec", "a program",
            "application/x-executable", "a program",
            "application/x-sharedlib", "a program library",
            "application/x-elf", "a program",
            "application/x-mach-o", "a program",
            "application/java-vm", "compiled program code",
            "application/x-sqlite3", "a database",
            "application/vnd.ms-fontobject", "a font",
            "application/wasm", "a program");

    private FileKind() {}

    /** Such as {@code PDF} or {@code Word document}; the bare media type where it has no name here. */
    static String name(MediaType type) {
        if (type.equals(MediaType.OCTET_STREAM)) {
            return "file";
        }
        String name = NAMES.get(type.toString());
        if (name == null) {
            name = NAMES.get(type.getBaseType().toString());
        }
        if (name == null && type.getType().equals("text")) {
            return "text file";
        }
        return name == null ? "file of the kind " + type.getBaseType() : name;
    }

    /** Why a file of this type is not read, when its type alone tells. */
    static Optional<String> whyNotRead(MediaType type) {
        String base = type.getBaseType().toString();
        if (PROGRAMS.containsKey(base)) {
            return Optional.of("This is %s (%s). Only documents are read.".formatted(PROGRAMS.get(base), base));
        }
        return switch (type.getType()) {
            case "image" ->
                Optional.of("This is an image (%s). The text in images is not read. %s".formatted(base, Ocr.ADVICE));
            case "audio" -> Optional.of("This is a sound recording (%s). Only documents are read.".formatted(base));
            case "video" -> Optional.of("This is a video (%s). Only documents are read.".formatted(base));
            case "font" -> Optional.of("This is a font (%s). Only documents are read.".formatted(base));
            default ->
                base.startsWith("application/x-font")
                        ? Optional.of("This is a font (%s). Only documents are read.".formatted(base))
                        : Optional.empty();
        };
    }
}
