package io.groundwork.orchestration.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundwork.orchestration.audit.Verdict.Broken;
import io.groundwork.orchestration.sql.Statements;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The chain over the record: walks it from its beginning and computes everything anew. Somebody who can write to the database can make a new chain over other
 * records; only a head that was kept elsewhere tells that one from this. Safe for use by many threads.
 */
@Singleton
public final class Chain {

    private static final int SEALS_AT_ONCE = 100;

    private static final String SEALS = """
            SELECT number, at, first, last, leaves, root, previous, hash FROM decision_seal WHERE number > ? ORDER BY number LIMIT ?
            """;

    private static final String SEAL_OF = """
            SELECT number, at, first, last, leaves, root, previous, hash FROM decision_seal WHERE last >= ? AND first <= ? ORDER BY last LIMIT 1
            """;

    private static final String RECORDS = """
            SELECT number, id, at, key_id, kind, model, NULL AS ending, body FROM decision_intent WHERE number BETWEEN ? AND ?
            UNION ALL
            SELECT number, id, at, NULL, NULL, model, ending, body FROM decision_outcome WHERE number BETWEEN ? AND ?
            ORDER BY number
            """;

    private static final String BEFORE_ALL = """
            SELECT id FROM decision_intent WHERE number < 1 UNION ALL SELECT id FROM decision_outcome WHERE number < 1 LIMIT 1
            """;

    private static final String UNSEALED = """
            SELECT (SELECT count(*) FROM decision_intent WHERE number > ?) + (SELECT count(*) FROM decision_outcome WHERE number > ?)
            """;

    private static final String OPEN = """
            SELECT count(*) FROM decision_intent i WHERE NOT EXISTS (SELECT FROM decision_outcome o WHERE o.id = i.id)
            """;

    private final Statements statements;
    private final ObjectMapper json;

    Chain(DataSource database, ObjectMapper json) {
        this.statements = new Statements(database, "the chain");
        this.json = json;
    }

    /**
     * Walks all of it; some thousand records a second.
     *
     * @param kept a head that was noted down before, in the form {@code NUMBER:HASH}
     * @throws IllegalArgumentException when {@code kept} is not of that form
     */
    public Verdict verify(Optional<String> kept) {
        Optional<Kept> known = kept.map(Kept::read);
        List<UUID> before = statements.query(BEFORE_ALL, row -> row.getObject(1, UUID.class));
        if (!before.isEmpty()) {
            return new Broken(1, "A record was put before the first.", Optional.of(before.getFirst()));
        }
        Walk walk = new Walk(known);
        List<Stored> next = seals(0);
        while (!next.isEmpty()) {
            for (Stored stored : next) {
                Optional<Broken> broken = walk.over(stored);
                if (broken.isPresent()) {
                    return broken.get();
                }
            }
            next = seals(next.getLast().seal().number());
        }
        return walk.end();
    }

    /** The head as it is stored, without walking there. */
    public Optional<Verdict.Head> head() {
        return statements
                .query(
                        "SELECT number, at, hash FROM decision_seal ORDER BY number DESC LIMIT 1",
                        row -> new Verdict.Head(
                                row.getLong("number"),
                                Hashes.hex(row.getBytes("hash")),
                                Statements.instant(row, "at").orElseThrow()))
                .stream()
                .findFirst();
    }

    /** Where a record stands; empty before it is sealed. */
    public Optional<Link> link(Decision.Written record) {
        return statements.query(SEAL_OF, Stored::read, record.number(), record.number()).stream()
                .findFirst()
                .map(stored -> link(record, stored));
    }

    private static Link link(Decision.Written record, Stored stored) {
        Seal seal = stored.seal();
        byte[] leaf = Hashes.ofRecord(record.canonical());
        int index = -1;
        for (int i = 0; i < seal.leaves().size(); i++) {
            if (Arrays.equals(leaf, seal.leaves().get(i))) {
                index = i;
            }
        }
        boolean holds = index >= 0
                && Arrays.equals(Hashes.root(seal.leaves()), seal.root())
                && Hashes.hex(seal.hash()).equals(stored.hash());
        return new Link(
                seal.number(),
                seal.at(),
                Hashes.hex(leaf),
                index,
                seal.leaves().size(),
                index < 0
                        ? List.of()
                        : Hashes.path(index, seal.leaves()).stream()
                                .map(step -> new Link.Step(Forms.name(step.side()), step.hash()))
                                .toList(),
                Hashes.hex(seal.root()),
                Forms.seal(seal),
                stored.hash(),
                holds);
    }

    private List<Stored> seals(long after) {
        return statements.query(SEALS, Stored::read, after, SEALS_AT_ONCE);
    }

    private List<Row> records(Seal seal) {
        return statements.query(RECORDS, this::row, seal.first(), seal.last(), seal.first(), seal.last());
    }

    private Row row(ResultSet row) throws SQLException {
        String body = row.getString("body");
        return new Row(
                row.getObject("id", UUID.class),
                row.getString("ending") == null ? "intent" : "outcome",
                Hashes.hex(Hashes.ofRecord(body)),
                fits(row, body));
    }

    /** Whether the columns that repeat the record say what it says. */
    private boolean fits(ResultSet row, String body) throws SQLException {
        JsonNode form;
        try {
            form = json.readTree(body);
        } catch (JsonProcessingException e) {
            return false;
        }
        boolean same = form.path("id").asText().equals(row.getString("id"))
                && form.path("at").asLong()
                        == Forms.micros(Statements.instant(row, "at").orElseThrow());
        @Nullable String ending = row.getString("ending");
        return ending == null
                ? same
                        && form.path("type").asText().equals(Forms.INTENT)
                        && form.path("key").asText().equals(row.getString("key_id"))
                        && form.path("kind").asText().equals(row.getString("kind"))
                        && form.path("route").asText().equals(row.getString("model"))
                : same
                        && form.path("type").asText().equals(Forms.OUTCOME)
                        && form.path("ending").asText().equals(ending)
                        && form.path("written_by").asText("").equals(row.getString("model"));
    }

    /** @param fits whether the columns beside the record say what it says */
    private record Row(UUID id, String part, String leaf, boolean fits) {}

    private record Stored(Seal seal, String hash) {

        static Stored read(ResultSet row) throws SQLException {
            return new Stored(Sealer.read(row), Hashes.hex(row.getBytes("hash")));
        }
    }

    /** A head that was kept. */
    private record Kept(long number, String hash) {

        static Kept read(String text) {
            String[] parts = text.split(":", -1);
            if (parts.length != 2 || !parts[0].matches("\\d{1,18}") || !parts[1].matches("[0-9a-f]{64}")) {
                throw new IllegalArgumentException("A head is written as NUMBER:HASH, not as '%s'".formatted(text));
            }
            return new Kept(Long.parseLong(parts[0]), parts[1]);
        }
    }

    /** One way along the chain. */
    private final class Walk {

        private final Optional<Kept> kept;
        private Seal.Head head = Seal.Head.NONE;
        private Optional<Verdict.Head> shown = Optional.empty();
        private long records;

        Walk(Optional<Kept> kept) {
            this.kept = kept;
        }

        Optional<Broken> over(Stored stored) {
            Seal seal = stored.seal();
            Optional<String> wrong = wrongSeal(seal, stored.hash());
            if (wrong.isPresent()) {
                return Optional.of(new Broken(head.number() + 1, wrong.get(), Optional.empty()));
            }
            Optional<Broken> broken = wrongRecords(seal, records(seal));
            head = seal.head();
            shown = Optional.of(new Verdict.Head(seal.number(), stored.hash(), seal.at()));
            records += seal.leaves().size();
            return broken;
        }

        Verdict end() {
            if (kept.filter(known -> known.number() > head.number()).isPresent()) {
                return new Broken(
                        head.number() + 1,
                        "The chain ends at seal %d, before the one that was kept: its end was cut off."
                                .formatted(head.number()),
                        Optional.empty());
            }
            long unsealed = statements
                    .query(UNSEALED, row -> row.getLong(1), head.last(), head.last())
                    .getFirst();
            long open = statements.query(OPEN, row -> row.getLong(1)).getFirst();
            return new Verdict.Whole(shown, records, unsealed, open);
        }

        private Optional<String> wrongSeal(Seal seal, String hash) {
            if (seal.number() != head.number() + 1) {
                return Optional.of("Seal %d is missing.".formatted(head.number() + 1));
            }
            if (!Hashes.hex(seal.hash()).equals(hash)) {
                return Optional.of("Seal %d was changed: its hash is another.".formatted(seal.number()));
            }
            if (!Arrays.equals(seal.previous(), head.hash())) {
                return Optional.of("Seal %d does not follow the one before it.".formatted(seal.number()));
            }
            if (seal.first() != head.last() + 1
                    || seal.last() < seal.first()
                    || seal.leaves().isEmpty()
                    || !Arrays.equals(Hashes.root(seal.leaves()), seal.root())) {
                return Optional.of("Seal %d does not say what it covers.".formatted(seal.number()));
            }
            return kept.filter(known ->
                            known.number() == seal.number() && !known.hash().equals(hash))
                    .map(known ->
                            "Seal %d is not the one that was kept: the chain was made anew.".formatted(seal.number()));
        }

        private Optional<Broken> wrongRecords(Seal seal, List<Row> found) {
            List<String> sealed = seal.leaves().stream().map(Hashes::hex).toList();
            int first = 0;
            while (first < Math.min(found.size(), sealed.size())
                    && found.get(first).leaf().equals(sealed.get(first))) {
                if (!found.get(first).fits()) {
                    Row row = found.get(first);
                    return Optional.of(broken(
                            seal,
                            row,
                            "What is looked up of the %s of decision %s is not what it says."
                                    .formatted(row.part(), row.id())));
                }
                first++;
            }
            if (first == found.size() && first == sealed.size()) {
                return Optional.empty();
            }
            if (found.size() < sealed.size()) {
                return Optional.of(new Broken(
                        seal.number(),
                        "%d of the %d records of seal %d are missing, from the %d. on."
                                .formatted(sealed.size() - found.size(), sealed.size(), seal.number(), first + 1),
                        Optional.empty()));
            }
            Row row = found.get(first);
            String which = "%s of decision %s".formatted(row.part(), row.id());
            if (found.size() > sealed.size()) {
                return Optional.of(broken(seal, row, "The %s was put in later.".formatted(which)));
            }
            return Optional.of(broken(
                    seal,
                    row,
                    (sealed.contains(row.leaf()) ? "The %s stands at another place." : "The %s was changed.")
                            .formatted(which)));
        }

        private static Broken broken(Seal seal, Row row, String what) {
            return new Broken(seal.number(), what, Optional.of(row.id()));
        }
    }
}
