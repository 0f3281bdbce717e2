package io.groundwork.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The processes of a running system that a drill kills, and starts again. */
final class Victims implements AutoCloseable {

    private static final Duration TO_RESTART = Duration.ofMinutes(5);
    private static final Duration TO_DIE = Duration.ofSeconds(30);

    private final GroundworkApi api;
    private final Path data;
    private final List<String> command;
    private final Map<String, String> environment;
    private final Role role;
    private final List<Worker> workers = new ArrayList<>();

    /** @param count further workers to run beside the application */
    Victims(GroundworkApi api, Path data, int count) {
        this(api, data, count, Role.WORKER);
    }

    /** @param count further processes of that role to run beside the application */
    Victims(GroundworkApi api, Path data, int count, Role role) {
        this.api = api;
        this.data = data;
        this.role = role;
        long application = application().pid();
        this.command = words(application, "cmdline");
        this.environment = new LinkedHashMap<>();
        for (String entry : words(application, "environ")) {
            int equals = entry.indexOf('=');
            environment.put(entry.substring(0, equals), entry.substring(equals + 1));
        }
        for (int i = 0; i < count; i++) {
            workers.add(startWorker());
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    /** What runs beside the application, over the same database. */
    enum Role {
        WORKER("worker"),
        /** Answers requests as the application does. */
        NODE("api,embeddings");

        private final String roles;

        Role(String roles) {
            this.roles = roles;
        }
    }

    /** @param url where it tells how it is */
    private record Worker(Process process, URI url) {}

    /** Waits until each further process could do its work. */
    void awaitWorkers() {
        workers.forEach(worker -> {
            try (GroundworkApi of = new GroundworkApi(worker.url(), "")) {
                CrashDrill.await(TO_RESTART, "the worker at %s is ready".formatted(worker.url()), of::ready);
            }
        });
    }

    /** Where the further processes listen. */
    List<URI> further() {
        return workers.stream().map(Worker::url).toList();
    }

    /** What is killed. */
    enum Kind {
        APPLICATION,
        WORKER,
        PARSER,
        /** Not killed but stopped at once, as by {@code pg_ctl stop -m immediate}: without a checkpoint. */
        POSTGRES
    }

    /** In a random order: a third parsers, the rest applications and, where there are any, workers; and so many stops of Postgres. */
    List<Kind> order(int kills, int stops, Random random) {
        List<Kind> order = new ArrayList<>();
        for (int i = 0; i < kills; i++) {
            boolean worker = !workers.isEmpty() && i % 3 == 1;
            order.add(i % 3 == 2 ? Kind.PARSER : worker ? Kind.WORKER : Kind.APPLICATION);
        }
        order.addAll(Collections.nCopies(stops, Kind.POSTGRES));
        Collections.shuffle(order, random);
        return order;
    }

    /** Kills one of the kind and sees to it that what nobody else starts again is started again. */
    void kill(Kind kind, Random random) {
        switch (kind) {
            case APPLICATION -> {
                killApplication();
                restart();
            }
            case WORKER -> {
                int chosen = random.nextInt(workers.size());
                kill(workers.get(chosen).process().toHandle());
                workers.set(chosen, startWorker());
            }
            case PARSER ->
                parsers()
                        .skip(random.nextInt(2))
                        .findFirst()
                        .or(() -> parsers().findFirst())
                        .ifPresent(Victims::kill);
            case POSTGRES -> {
                stopPostgres();
                restart();
            }
        }
    }

    void killApplication() {
        kill(application());
    }

    /** Through the launcher, as an operator would. */
    void restart() {
        try {
            ProcessBuilder launcher = new ProcessBuilder("./groundwork", "up", "-d")
                    .directory(Settings.project().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD);
            Process started = launcher.start();
            if (!started.waitFor(TO_RESTART.toSeconds(), TimeUnit.SECONDS) || started.exitValue() != 0) {
                throw new BenchException(
                        "./groundwork up -d did not bring the system back; ./groundwork logs says why.");
            }
        } catch (IOException e) {
            throw new BenchException("The launcher cannot be started.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("Interrupted.", e);
        }
        CrashDrill.await(TO_RESTART, "the system is ready", api::ready);
    }

    /** A connection to the system's own database, with the rights that the application has. */
    Connection database() throws SQLException {
        return DriverManager.getConnection(
                setting("GROUNDWORK_DB_URL"), setting("GROUNDWORK_DB_USER"), setting("GROUNDWORK_DB_PASSWORD"));
    }

    @Override
    public void close() {
        workers.forEach(worker -> worker.process().destroyForcibly());
    }

    private ProcessHandle application() {
        return Processes.listeningAt(api.base()).stream()
                .mapToObj(ProcessHandle::of)
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow(
                        () -> new BenchException("No process of this machine listens at %s.".formatted(api.base())));
    }

    private Stream<ProcessHandle> parsers() {
        return Stream.concat(
                        Stream.of(application()),
                        workers.stream()
                                .map(Worker::process)
                                .filter(Process::isAlive)
                                .map(Process::toHandle))
                .flatMap(ProcessHandle::children);
    }

    /** The same program, as the launcher runs it, in its role alone. */
    private Worker startWorker() {
        try (ServerSocket free = new ServerSocket(0)) {
            ProcessBuilder worker =
                    new ProcessBuilder(command).directory(Settings.project().toFile());
            worker.environment().clear();
            worker.environment().putAll(environment);
            worker.environment().put("GROUNDWORK_ROLES", role.roles);
            worker.environment().put("GROUNDWORK_PORT", Integer.toString(free.getLocalPort()));
            worker.redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            data.resolve("logs").resolve("drill-worker.log").toFile()));
            return new Worker(worker.start(), URI.create("http://127.0.0.1:" + free.getLocalPort()));
        } catch (IOException e) {
            throw new BenchException("A worker cannot be started.", e);
        }
    }

    private void stopPostgres() {
        ProcessHandle server = Processes.all().stream()
                .filter(process -> process.name().equals("postgres"))
                .filter(process -> Processes.folderOf(process.id())
                        .filter(folder -> folder.startsWith(data))
                        .isPresent())
                .flatMap(process -> ProcessHandle.of(process.id()).stream())
                .filter(process -> process.children().findAny().isPresent())
                .findFirst()
                .orElseThrow(() -> new BenchException("No Postgres works in %s.".formatted(data)));
        signal("QUIT", server);
        CrashDrill.await(TO_DIE, "Postgres is gone", () -> !server.isAlive());
    }

    private static void kill(ProcessHandle process) {
        process.destroyForcibly();
        CrashDrill.await(TO_DIE, "process %d is gone".formatted(process.pid()), () -> !process.isAlive());
    }

    private static void signal(String name, ProcessHandle process) {
        try {
            int status = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new BenchException("Process %d cannot be signalled.".formatted(process.pid()));
            }
        } catch (IOException e) {
            throw new BenchException("There is no 'kill' here.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("Interrupted.", e);
        }
    }

    private String setting(String name) {
        return Optional.ofNullable(environment.get(name))
                .orElseThrow(() -> new BenchException("The application was started without %s.".formatted(name)));
    }

    private static List<String> words(long process, String file) {
        try {
            byte[] bytes = Files.readAllBytes(Path.of("/proc", Long.toString(process), file));
            return Stream.of(new String(bytes, StandardCharsets.UTF_8).split("\0"))
                    .filter(word -> !word.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new BenchException(
                    "Process %d cannot be looked into; run the drill as the user who runs the system."
                            .formatted(process),
                    e);
        }
    }
}
