package io.groundwork.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundwork.ingest.source.SourceException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A folder that this machine sees. Only folders below those that the installation allows are read; links are not followed, names
 * that begin with a dot are left out. A file is told apart by its path; its inode, size and time of change are its mark, so that a
 * renamed file keeps it.
 */
public final class FolderSource implements Source {

    private static final int PAGE = 500;
    private static final int DEEPEST = 64;

    private final Path root;
    private final Selection selection;

    /**
     * @param allowed below which a folder may lie
     * @throws SourceException when the folder is not there, or lies elsewhere
     */
    public FolderSource(Settings settings, List<Path> allowed) {
        this.selection = settings.selection();
        this.root = within(settings.path(), allowed);
    }

    @Override
    public void check() {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
            Iterator<Path> first = entries.iterator();
            if (first.hasNext()) {
                first.next();
            }
        } catch (IOException e) {
            throw failure(e, "The folder");
        }
    }

    @Override
    public Ending walk(Optional<String> cursor, Pages pages) {
        Walk walk = new Walk(pages);
        try {
            Files.walkFileTree(root, EnumSet.noneOf(FileVisitOption.class), DEEPEST, walk);
        } catch (IOException e) {
            throw failure(e, "The folder");
        }
        walk.tell();
        return walk.partial ? Ending.partial() : Ending.complete();
    }

    @Override
    public InputStream open(SourceItem item) {
        Path file = root.resolve(item.externalId());
        try {
            // A folder on the way may have become a link since the walk.
            if (!file.getParent().toRealPath().startsWith(root)) {
                throw new SourceException(Kind.BROKEN, "%s lies outside of the folder".formatted(item.path()));
            }
            return Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            throw failure(e, item.path());
        }
    }

    /** Nothing to give back. */
    @Override
    public void close() {}

    private static Path within(Path wanted, List<Path> allowed) {
        try {
            Path real = wanted.toRealPath();
            if (!Files.isDirectory(real)) {
                throw new SourceException(Kind.NOT_FOUND, "%s is not a folder".formatted(wanted));
            }
            for (Path above : allowed) {
                if (Files.isDirectory(above) && real.startsWith(above.toRealPath())) {
                    return real;
                }
            }
        } catch (NoSuchFileException e) {
            throw new SourceException(Kind.NOT_FOUND, "There is no folder %s on this machine".formatted(wanted), e);
        } catch (IOException e) {
            throw failure(e, wanted.toString());
        }
        throw new SourceException(
                Kind.BROKEN,
                "%s is not below a folder that this installation lets sources read (GROUNDWORK_SOURCES_FOLDERS)"
                        .formatted(wanted));
    }

    private static SourceException failure(IOException e, String what) {
        return switch (e) {
            case NoSuchFileException gone -> new SourceException(Kind.NOT_FOUND, what + " is not there any more", gone);
            case AccessDeniedException denied ->
                new SourceException(
                        Kind.NOT_AUTHORISED, what + " may not be read by the account that Groundwork runs as", denied);
            default ->
                new SourceException(
                        Kind.PASSING,
                        "%s cannot be read (%s)".formatted(what, e.getClass().getSimpleName()),
                        e);
        };
    }

    /**
     * @param path absolute
     * @param selection of paths below it
     */
    public record Settings(Path path, Selection selection) {

        /** @throws InvalidSettingException naming the field that cannot be used */
        public static Settings read(JsonNode json) {
            Fields fields = Fields.of(json);
            String path = fields.text("path");
            Settings settings = new Settings(absolute(path), fields.selection());
            fields.end();
            return settings;
        }

        private static Path absolute(String path) {
            if (path.indexOf('\0') >= 0 || !Path.of(path).isAbsolute()) {
                throw new InvalidSettingException("path", "'path' must begin at the root, such as /srv/documents");
            }
            return Path.of(path).normalize();
        }
    }

    /** Gathers files into pages, folder by folder. */
    private final class Walk extends SimpleFileVisitor<Path> {

        private final Pages pages;
        private final List<Change> page = new ArrayList<>();
        private boolean partial;

        Walk(Pages pages) {
            this.pages = pages;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return folder.equals(root) || !hidden(folder) ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            partial |= attributes.isDirectory(); // deeper than is looked
            String path = root.relativize(file).toString().replace('\\', '/');
            if (attributes.isRegularFile() && !hidden(file) && selection.takes(path)) {
                page.add(new Change.Present(item(path, file, attributes)));
                if (page.size() == PAGE) {
                    tell();
                }
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (file.equals(root)) {
                throw failure;
            }
            // A file that went between being listed and being looked at is as good as never seen.
            partial |= !(failure instanceof NoSuchFileException);
            return FileVisitResult.CONTINUE;
        }

        void tell() {
            if (!page.isEmpty()) {
                pages.take(List.copyOf(page));
                page.clear();
            }
        }

        private SourceItem item(String path, Path file, BasicFileAttributes attributes) {
            String mark = "%d:%d:%s"
                    .formatted(
                            attributes.size(),
                            attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS),
                            inode(attributes));
            return new SourceItem(
                    path,
                    file.getFileName().toString(),
                    path,
                    SourceItem.OCTETS,
                    Optional.empty(),
                    mark,
                    attributes.size(),
                    Optional.of(attributes.lastModifiedTime().toInstant()),
                    Audience.unstated());
        }

        /** Without the device, whose number changes when a volume is mounted anew. */
        private static String inode(BasicFileAttributes attributes) {
            String key = String.valueOf(attributes.fileKey());
            return key.replaceFirst(".*inode=(\\d+).*", "$1");
        }

        private static boolean hidden(Path path) {
            String name = path.getFileName().toString();
            return name.startsWith(".") || name.startsWith("~$");
        }
    }
}
