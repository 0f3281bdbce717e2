package io.groundwork.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundwork.ingest.source.SourceException.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.TransportCommand;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * A branch of a Git repository, over https: its files as the last commit has them. Nothing is checked out, so that no hook, filter or
 * submodule is ever run; links and submodules are left out. A file is told apart by its path; its blob is its mark. The cursor is the
 * commit: while that stands nothing is fetched.
 */
public final class GitSource implements Source {

    private static final int PAGE = 500;
    private static final int LARGEST_POINTER = 1024;
    private static final byte[] LARGE_FILE =
            "version https://git-lfs.github.com/spec/".getBytes(StandardCharsets.UTF_8);

    private final Settings settings;
    private final Optional<String> secret;
    private final GitConnections connections;
    private final Path cache;
    private Optional<Repository> opened = Optional.empty();

    /**
     * @param secret a token or password
     * @param cache a folder of this source's own, where what was fetched is kept from one walk to the next; it may go at any time
     */
    public GitSource(Settings settings, Optional<String> secret, Fetcher fetcher, Path cache) {
        GitSurroundings.shutOut();
        this.settings = settings;
        this.secret = secret;
        this.connections = new GitConnections(settings.url(), fetcher);
        this.cache = cache;
    }

    @Override
    public void check() {
        head();
    }

    @Override
    public Ending walk(Optional<String> cursor, Pages pages) {
        ObjectId head = head();
        if (cursor.equals(Optional.of(head.name()))) {
            return new Ending(Ending.Extent.CHANGES, cursor);
        }
        fetch();
        try {
            tell(head, pages);
        } catch (IOException e) {
            close();
            opened = Optional.empty();
            forget(cache);
            throw new SourceException(
                    Kind.PASSING, "What was fetched of the repository is damaged; it is fetched anew", e);
        }
        return new Ending(Ending.Extent.COMPLETE, Optional.of(head.name()));
    }

    @Override
    public InputStream open(SourceItem item) {
        try {
            ObjectLoader blob = repository().open(ObjectId.fromString(item.mark()));
            if (blob.getSize() > LARGEST_POINTER) {
                return blob.openStream();
            }
            byte[] bytes = blob.getBytes();
            if (startsWith(bytes, LARGE_FILE)) {
                throw new SourceException(Kind.BROKEN, "Its content lies in Git LFS, which is not read");
            }
            return new ByteArrayInputStream(bytes);
        } catch (IOException e) {
            throw new SourceException(Kind.PASSING, "It could not be read from what was fetched", e);
        }
    }

    @Override
    public void close() {
        opened.ifPresent(Repository::close);
    }

    private ObjectId head() {
        String name = settings.branch().map(branch -> "refs/heads/" + branch).orElse("HEAD");
        Ref ref = calling(() -> authorised(
                        Git.lsRemoteRepository().setRemote(settings.url().toString()))
                .callAsMap()
                .get(name));
        if (ref == null || ref.getObjectId() == null) {
            throw new SourceException(
                    Kind.NOT_FOUND,
                    settings.branch()
                            .map("The repository has no branch '%s'"::formatted)
                            .orElse("The repository is empty"));
        }
        return ref.getObjectId();
    }

    private void fetch() {
        RefSpec wanted = new RefSpec("+%s:refs/heads/walked"
                .formatted(
                        settings.branch().map(branch -> "refs/heads/" + branch).orElse("HEAD")));
        calling(() -> authorised(Git.wrap(repository())
                        .fetch()
                        .setRemote(settings.url().toString())
                        .setRefSpecs(wanted)
                        .setDepth(1)
                        .setTagOpt(TagOpt.NO_TAGS))
                .call());
    }

    private void tell(ObjectId head, Pages pages) throws IOException {
        List<Change> page = new ArrayList<>();
        try (RevWalk commits = new RevWalk(repository());
                TreeWalk files = new TreeWalk(repository())) {
            files.addTree(commits.parseCommit(head).getTree());
            files.setRecursive(true);
            while (files.next()) {
                FileMode mode = files.getFileMode(0);
                boolean isFile = FileMode.REGULAR_FILE.equals(mode) || FileMode.EXECUTABLE_FILE.equals(mode);
                if (isFile && settings.selection().takes(files.getPathString())) {
                    page.add(new Change.Present(item(files)));
                }
                if (page.size() == PAGE) {
                    pages.take(List.copyOf(page));
                    page.clear();
                }
            }
        }
        if (!page.isEmpty()) {
            pages.take(List.copyOf(page));
        }
    }

    private SourceItem item(TreeWalk files) throws IOException {
        String path = files.getPathString();
        ObjectId blob = files.getObjectId(0);
        return new SourceItem(
                path,
                files.getNameString(),
                path,
                SourceItem.OCTETS,
                Optional.empty(),
                blob.name(),
                files.getObjectReader().getObjectSize(blob, org.eclipse.jgit.lib.Constants.OBJ_BLOB),
                Optional.empty(),
                Audience.unstated());
    }

    private Repository repository() {
        if (opened.isEmpty()) {
            try {
                Files.createDirectories(cache);
                Repository repository = new FileRepositoryBuilder()
                        .setGitDir(cache.toFile())
                        .setBare()
                        .build();
                if (!repository.getObjectDatabase().exists()) {
                    repository.create(true);
                }
                opened = Optional.of(repository);
            } catch (IOException e) {
                throw new SourceException(Kind.PASSING, "Nothing can be kept in " + cache, e);
            }
        }
        return opened.get();
    }

    private <C extends TransportCommand<C, ?>> C authorised(C command) {
        secret.ifPresent(token ->
                command.setCredentialsProvider(new UsernamePasswordCredentialsProvider(settings.username(), token)));
        return command.setTransportConfigCallback(transport -> {
            if (transport instanceof TransportHttp http) {
                http.setHttpConnectionFactory(connections);
            }
        });
    }

    private <T> T calling(Call<T> call) {
        try {
            return call.run();
        } catch (GitAPIException e) {
            throw connections
                    .verdict()
                    .orElseGet(() -> new SourceException(
                            Kind.PASSING, "The repository cannot be read: %s".formatted(e.getMessage()), e));
        }
    }

    /**
     * Deletes what was kept of a repository.
     *
     * @throws SourceException when it cannot be deleted
     */
    public static void forget(Path cache) {
        if (!Files.isDirectory(cache)) {
            return;
        }
        try (Stream<Path> files = Files.walk(cache)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new SourceException(Kind.BROKEN, "%s cannot be removed".formatted(cache), e);
        }
    }

    private static boolean startsWith(byte[] bytes, byte[] beginning) {
        return bytes.length >= beginning.length
                && java.util.Arrays.equals(bytes, 0, beginning.length, beginning, 0, beginning.length);
    }

    /** What Git does. */
    private interface Call<T> {
        T run() throws GitAPIException;
    }

    /**
     * @param branch empty: the one that the repository names as its own
     * @param username goes with the secret; servers that take tokens mostly take any
     */
    public record Settings(URI url, Optional<String> branch, String username, Selection selection) {

        /** @throws InvalidSettingException naming the field that cannot be used */
        public static Settings read(JsonNode json) {
            Fields fields = Fields.of(json);
            Settings settings = new Settings(
                    fields.url("url"),
                    fields.optionalText("branch").map(Settings::branch),
                    fields.optionalText("username").orElse("git"),
                    fields.selection());
            fields.end();
            return settings;
        }

        private static String branch(String name) {
            if (!Repository.isValidRefName("refs/heads/" + name)) {
                throw new InvalidSettingException("branch", "'branch' is not the name of a branch");
            }
            return name;
        }
    }
}
