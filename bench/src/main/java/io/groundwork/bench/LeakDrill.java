package io.groundwork.bench;

import io.groundwork.bench.LeakUsers.User;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code bench leaks [--documents N] [--users N] [--probes N] [--collections N] [--threads N] [--seed N] [--path NAME]… [--services-only]}: users ask for documents by every path of the API while an
 * administrator gives and takes rights, several times a second. No answer may tell of a document that its asker could not read at any moment from the question to the answer, nor keep
 * one back that could be read all the time. Then the same of the database alone, where the system runs on this machine: statements without any condition, in transactions that read for a user.
 * Needs an administrator's key. A probe is a document that an answer was judged about.
 */
final class LeakDrill {

    /** A third of the users are people, who can be in groups. */
    private static final int PEOPLE = 3;

    private static final int GROUPS = 2;
    private static final int LEAST_REQUESTS = 100;
    private static final int ROUNDS = 3;

    private final PrintStream out;
    private final LeakLibrary library;
    private final LeakUsers users;
    private final RightsChanges changes;
    private final long seed;

    private LeakDrill(PrintStream out, LeakLibrary library, LeakUsers users, RightsChanges changes, long seed) {
        this.out = out;
        this.library = library;
        this.users = users;
        this.changes = changes;
        this.seed = seed;
    }

    static void run(List<String> line, Map<String, String> environment, PrintStream out) {
        Arguments arguments = Arguments.parse(
                line,
                Set.of("documents", "users", "probes", "collections", "threads", "seed", "path", "key", "url"),
                Set.of("services-only"));
        long seed = arguments.count("seed", (int) (System.currentTimeMillis() / 1000 % 100_000));
        List<ReadPath> paths = ReadPath.named(arguments.all("path"));
        int asking = arguments.count("users", 12);
        int people = arguments.flags().contains("services-only") ? 0 : asking / PEOPLE;
        try (GroundworkApi api = GroundworkApi.of(arguments, environment);
                LeakUsers users = LeakUsers.create(api, seed, asking - people, people, GROUPS);
                LeakLibrary library = LeakLibrary.create(
                        api, seed, arguments.count("collections", 5), arguments.count("documents", 120))) {
            RightsChanges changes = RightsChanges.begin(api, library, users, seed);
            LeakDrill drill = new LeakDrill(out, library, users, changes, seed);
            int probes = arguments.count("probes", 100_000);
            List<Promise> promises = new ArrayList<>();
            try (changes) {
                changes.start();
                promises.addAll(drill.ask(paths, probes, arguments.count("threads", 6)));
            }
            promises.addAll(drill.tryTheWall(api, environment));
            Promise.print(promises, out);
        }
    }

    private List<Promise> ask(List<ReadPath> paths, int probes, int threads) {
        long documents =
                library.all().stream().filter(placed -> !placed.isCollection()).count();
        out.printf(
                "Seed %d: %d users, %d documents in %d collections.%n",
                seed, users.users().size(), documents, library.stores().size());
        LeakTally tally = new LeakTally(paths.stream().map(ReadPath::toString).toList());
        LeakJudge judge = new LeakJudge(library.all(), seed);
        List<ReadPath> weighted = paths.stream()
                .flatMap(path -> Stream.generate(() -> path).limit(path.weight()))
                .toList();
        int least = Math.min(LEAST_REQUESTS, Math.max(1, probes / 100));
        int before = changes.changes();
        long start = System.nanoTime();
        try (InFlight asking = new InFlight(threads)) {
            for (int i = 0; i < threads; i++) {
                Random random = new Random(seed * 1_000_003 + i);
                LeakQuestions questions = new LeakQuestions(library, random);
                asking.start(() -> {
                    while (tally.probes() < probes || tally.fewest() < least) {
                        changes.check();
                        ReadPath path = weighted.get(random.nextInt(weighted.size()));
                        askOne(path, path.question(questions), random, judge, tally);
                    }
                });
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        int changed = changes.changes() - before;
        tally.print(out);
        out.printf(
                "%s changes of rights meanwhile, %s a second.%n",
                Figures.count(changed), Figures.decimal(changed / seconds, 1));
        return List.of(
                new Promise(
                        "%s probes at least".formatted(Figures.count(probes)),
                        Figures.count(tally.probes()),
                        tally.probes() >= probes),
                new Promise("rights change meanwhile", "%s times".formatted(Figures.count(changed)), changed > 0),
                none("no answer tells of what may not be read", tally.leaks(), "leaks"),
                none("no answer keeps back what may be read", tally.withheld(), "withheld"));
    }

    private void askOne(ReadPath path, LeakQuestion question, Random random, LeakJudge judge, LeakTally tally) {
        User user = users.users().get(random.nextInt(users.users().size()));
        long start = System.nanoTime();
        GroundworkApi.Reply reply = user.api().ask(question.method(), question.path(), question.body());
        long end = System.nanoTime();
        RightsLog.Window window = changes.log().between(user.number(), start, end);
        RightsLog.Window curated = changes.curating().between(user.number(), start, end);
        tally.add(path.toString(), question.probes(), judge.judge(question, reply, window, curated));
    }

    /** Where the database cannot be reached, it says so and promises nothing. */
    private List<Promise> tryTheWall(GroundworkApi api, Map<String, String> environment) {
        try (Connection database = database(api, environment)) {
            return tryTheWall(SecondWall.of(database, library.all()));
        } catch (Unreachable e) {
            out.printf(
                    "%nThe second wall alone was not tried, as its database cannot be reached: %s%n", e.getMessage());
            return List.of();
        } catch (SQLException e) {
            return List.of(new Promise("the second wall is tried", "the database says " + e.getMessage(), false));
        }
    }

    private static Connection database(GroundworkApi api, Map<String, String> environment) throws Unreachable {
        try (Victims system = new Victims(api, Settings.data(environment), 0)) {
            return system.database();
        } catch (BenchException | SQLException e) {
            throw new Unreachable(e);
        }
    }

    private static final class Unreachable extends Exception {

        private static final long serialVersionUID = 1L;

        Unreachable(Exception cause) {
            super(cause.getMessage(), cause);
        }
    }

    private List<Promise> tryTheWall(SecondWall wall) throws SQLException {
        LeakTally changing = new LeakTally(SecondWall.names());
        LeakTally frozen = new LeakTally(SecondWall.names());
        // Who is in no group has the same principals whatever changes.
        List<User> services = users.users().stream()
                .filter(user -> !users.people().contains(user.id()))
                .toList();
        int before = changes.changes();
        try (changes) {
            changes.start();
            for (int round = 0; round < ROUNDS || changes.changes() == before; round++) {
                changes.check();
                wall.probe(services, changes, changing);
            }
        }
        int changed = changes.changes() - before;
        wall.probe(users.users(), changes, frozen);
        out.printf("%nThe second wall alone, %s changes of rights meanwhile:%n", Figures.count(changed));
        changing.print(out);
        out.printf("%nThe second wall alone, rights as they are:%n");
        frozen.print(out);
        long probes = changing.probes() + frozen.probes();
        return List.of(
                none(
                        "nor does the database without the application",
                        changing.leaks() + frozen.leaks(),
                        "leaks in %s probes".formatted(Figures.count(probes))),
                none("which keeps nothing back either", changing.withheld() + frozen.withheld(), "withheld"));
    }

    private static Promise none(String promised, long count, String what) {
        return new Promise(promised, "%s %s".formatted(Figures.count(count), what), count == 0);
    }
}
