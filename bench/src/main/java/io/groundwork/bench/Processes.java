package io.groundwork.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The processes of this machine as Linux's {@code /proc} shows them. Best effort: where there is no {@code /proc}, or a
 * process may not be looked into, it is as if it did not exist.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html">proc_pid_stat(5)</a>
 */
final class Processes {

    private static final Path PROC = Path.of("/proc");
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)]");
    private static final double TICKS_PER_SECOND = 100;

    private Processes() {}

    /**
     * One line of {@code /proc/PID/stat}.
     *
     * @param own CPU seconds of the process
     * @param reaped CPU seconds of its children that have ended and been waited for
     */
    record Entry(long id, long parent, String name, double own, double reaped) {

        double all() {
            return own + reaped;
        }
    }

    static List<Entry> all() {
        try (Stream<Path> entries = Files.list(PROC)) {
            return entries.filter(entry -> entry.getFileName().toString().matches("\\d+"))
                    .map(Processes::read)
                    .flatMap(Optional::stream)
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** The process that listens at {@code url}; empty when that is another machine or cannot be told. */
    static OptionalLong listeningAt(URI url) {
        String host = url.getHost() == null ? "" : url.getHost().toLowerCase(Locale.ROOT);
        if (!THIS_MACHINE.contains(host)) {
            return OptionalLong.empty();
        }
        int port = url.getPort() > 0 ? url.getPort() : url.getScheme().equals("https") ? 443 : 80;
        Set<String> sockets = Stream.of("net/tcp", "net/tcp6")
                .flatMap(table -> lines(PROC.resolve(table)))
                .map(line -> line.strip().split("\\s+", -1))
                .filter(cells -> cells.length > 9 && cells[3].equals("0A"))
                .filter(cells -> cells[1].endsWith(":%04X".formatted(port)))
                .map(cells -> cells[9])
                .collect(java.util.stream.Collectors.toSet());
        return all().stream()
                .mapToLong(Entry::id)
                .filter(id -> holdsAny(id, sockets))
                .findFirst();
    }

    /** The folder in which a process works; for Postgres that is its database. */
    static Optional<Path> folderOf(long id) {
        try {
            return Optional.of(Files.readSymbolicLink(PROC.resolve(id + "/cwd")));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The name may hold anything, parentheses too: what follows the last {@code )} is the third field and on. */
    static Entry parse(String stat) {
        int open = stat.indexOf('(');
        int close = stat.lastIndexOf(')');
        String[] rest = stat.substring(close + 2).split(" ", -1);
        return new Entry(
                Long.parseLong(stat.substring(0, open).strip()),
                Long.parseLong(rest[1]),
                stat.substring(open + 1, close),
                (Long.parseLong(rest[11]) + Long.parseLong(rest[12])) / TICKS_PER_SECOND,
                (Long.parseLong(rest[13]) + Long.parseLong(rest[14])) / TICKS_PER_SECOND);
    }

    private static Optional<Entry> read(Path folder) {
        try {
            return Optional.of(parse(Files.readString(folder.resolve("stat"))));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static boolean holdsAny(long id, Set<String> sockets) {
        try (Stream<Path> open = Files.list(PROC.resolve(id + "/fd"))) {
            return open.anyMatch(file -> socket(file).map(sockets::contains).orElse(false));
        } catch (IOException e) {
            return false;
        }
    }

    private static Optional<String> socket(Path file) {
        try {
            Matcher socket = SOCKET.matcher(Files.readSymbolicLink(file).toString());
            return socket.matches() ? Optional.of(socket.group(1)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream().skip(1);
        } catch (IOException e) {
            return Stream.empty();
        }
    }
}
