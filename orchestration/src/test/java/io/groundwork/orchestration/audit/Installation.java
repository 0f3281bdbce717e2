package io.groundwork.orchestration.audit;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundwork.orchestration.FreshDatabase;
import io.groundwork.orchestration.budgets.Ledger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import javax.sql.DataSource;

/** The parts of the record put together over a database, as one process of an installation has them. */
final class Installation {

    static final Settings SETTINGS =
            new Settings(AuditConfig.Wait.DURABLE, false, Duration.ofSeconds(5), Duration.ofMinutes(1));

    final Node node;
    final Journal journal;
    final PersonKeys keys;
    final Records records;
    final Sealer sealer;
    final Sweeper sweeper;
    final Chain chain;
    final Decisions decisions;
    final Erasure erasure;

    Installation(DataSource database, Settings settings) {
        node = new Node(database, settings);
        Ledger ledger = new Ledger();
        journal = new Journal(database, ledger, settings);
        keys = new PersonKeys(database, new Locked("this installation"));
        Unwritten unwritten = new Unwritten();
        records = new Records(journal, keys, node, ledger, unwritten, settings);
        sealer = new Sealer(database, settings);
        sweeper = new Sweeper(node, journal, unwritten, settings);
        chain = new Chain(database, new ObjectMapper());
        decisions = new Decisions(database, keys, new ObjectMapper());
        erasure = new Erasure(records, keys, database);
    }

    static Installation of(FreshDatabase database) {
        return new Installation(database.source(), SETTINGS);
    }

    static Intent question(UUID caller, String question) {
        return new Intent(
                Kind.GROUNDED,
                caller,
                question,
                List.of(new UUID(7, 7)),
                Optional.of("extractive"),
                "extractive",
                Optional.empty(),
                Intent.Ruling.NONE,
                List.of());
    }

    static Outcome outcome(Ending ending) {
        return Outcome.without(
                ending,
                "as the test says",
                List.of(),
                new Outcome.Times(Optional.empty(), Optional.empty(), Duration.ZERO));
    }

    /** One that a model wrote. */
    static Outcome written(String model, int input, int output) {
        return new Outcome(
                Ending.ANSWERED,
                Optional.empty(),
                Optional.of("Sixteen weeks."),
                List.of(),
                Outcome.Verification.NONE,
                List.of(new Attempt(
                        model,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("localhost"),
                        Optional.empty(),
                        Duration.ZERO)),
                new Outcome.Tokens(input, output),
                OptionalLong.empty(),
                new Outcome.Times(Optional.empty(), Optional.empty(), Duration.ZERO));
    }

    /** Keeps the lease until it is old enough to judge others by. */
    void grow() throws InterruptedException {
        while (!node.mayJudge()) {
            node.keep();
            Thread.sleep(50);
        }
    }

    /** @param questionText whether the record holds questions */
    record Settings(AuditConfig.Wait intent, boolean questionText, Duration patience, Duration lease)
            implements AuditConfig {

        /** One that is gone soon after it was last heard of. */
        static Settings mortal(Duration patience) {
            return new Settings(Wait.DURABLE, false, patience, Duration.ofMillis(600));
        }

        @Override
        public Duration seal() {
            return Duration.ofSeconds(1);
        }

        @Override
        public int sealed() {
            return 1000;
        }
    }

    /** Keys under one that a word stands for. */
    record Locked(String word) implements KeySafe {

        @Override
        public byte[] seal(byte[] key, String place) {
            return under().seal(Base64.getEncoder().encodeToString(key), id(place))
                    .getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public byte[] open(byte[] sealed, String place) {
            return Base64.getDecoder().decode(under().open(new String(sealed, StandardCharsets.UTF_8), id(place)));
        }

        private PersonKey under() {
            return new PersonKey(id(word), "%-32s".formatted(word).getBytes(StandardCharsets.UTF_8));
        }

        private static UUID id(String text) {
            return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
