package io.groundwork.retrieval;

import static java.util.Comparator.comparingInt;

import io.groundwork.ingest.DocumentId;
import io.groundwork.retrieval.SearchResult.StageReport;
import io.groundwork.retrieval.Trace.Standing;
import io.groundwork.retrieval.fusion.Ranked;
import io.groundwork.retrieval.lexical.LexicalSearch;
import io.groundwork.retrieval.vector.VectorPlace;
import io.groundwork.retrieval.vector.VectorSearch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;

/** Follows one document through a search that was made in the same view of the data. */
final class Tracing {

    private static final String PASSAGES = """
            SELECT p.id FROM passage p WHERE p.document_id = ? AND {permitted}
            """;

    private final LexicalSearch lexical;
    private final DocumentId document;

    Tracing(LexicalSearch lexical, DocumentId document) {
        this.lexical = lexical;
        this.document = document;
    }

    Trace of(
            Connection connection,
            AskedQuestion asked,
            List<CollectionId> collections,
            Permitted permitted,
            Retriever.Run run)
            throws SQLException {
        Set<Long> own = passages(connection, permitted);
        Set<Long> searched = passages(connection, run.within());
        LexicalSearch.Traced found = lexical.trace(
                connection, asked.text(), collections, run.within().within(collections), document);
        List<Standing> standings = new ArrayList<>();
        for (StageReport report : run.reports()) {
            standings.add(
                    switch (report.stage()) {
                        case LEXICAL ->
                            new Standing(Stage.LEXICAL, found.rank(), found.among(), report.found(), found.score());
                        case VECTOR -> nearest(connection, asked, run.places(), report.found());
                        case FUSION -> fused(run.fused(), searched, report.found());
                        case RERANK -> reranked(run.ranked(), searched, report.found());
                    });
        }
        return new Trace(
                place(run.ranked(), searched),
                run.ranked().size(),
                own.size(),
                own.isEmpty() || !searched.isEmpty(),
                standings,
                lexical.words(connection, asked.text(), collections, permitted.within(collections), own),
                run.reports());
    }

    private Set<Long> passages(Connection connection, Permitted permitted) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(permitted.in(PASSAGES))) {
            statement.setObject(1, document.value());
            permitted.bind(statement, 2);
            Set<Long> passages = new HashSet<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    passages.add(rows.getLong("id"));
                }
            }
            return passages;
        }
    }

    /** Of several spaces the one where it stands best; the largest where it stands in none. */
    private Standing nearest(Connection connection, AskedQuestion asked, List<VectorPlace> places, int taken)
            throws SQLException {
        VectorSearch.Traced best = new VectorSearch.Traced(OptionalLong.empty(), 0, 0);
        for (VectorPlace place : places) {
            Optional<VectorSearch.Traced> traced = asked.meaning().orElseThrow().trace(connection, place, document);
            if (traced.isPresent() && traced.get().isBetterThan(best)) {
                best = traced.get();
            }
        }
        return new Standing(Stage.VECTOR, best.rank(), best.among(), taken, best.score());
    }

    private static Standing fused(List<Ranked> fused, Set<Long> own, int taken) {
        for (int i = 0; i < fused.size(); i++) {
            if (own.contains(fused.get(i).passage())) {
                return new Standing(
                        Stage.FUSION,
                        OptionalLong.of(i + 1),
                        fused.size(),
                        taken,
                        fused.get(i).score());
            }
        }
        return new Standing(Stage.FUSION, OptionalLong.empty(), fused.size(), taken, 0);
    }

    /** Among those that it looked at. */
    private static Standing reranked(List<Ranked> ranked, Set<Long> own, int scored) {
        List<Ranked> looked = ranked.stream()
                .filter(passage -> passage.ranks().containsKey(Stage.RERANK))
                .toList();
        return looked.stream()
                .filter(passage -> own.contains(passage.passage()))
                .min(comparingInt(passage -> passage.ranks().get(Stage.RERANK)))
                .map(best -> new Standing(
                        Stage.RERANK,
                        OptionalLong.of(best.ranks().get(Stage.RERANK)),
                        looked.size(),
                        scored,
                        best.score()))
                .orElse(new Standing(Stage.RERANK, OptionalLong.empty(), looked.size(), scored, 0));
    }

    private static OptionalInt place(List<Ranked> ranked, Set<Long> own) {
        return IntStream.range(0, ranked.size())
                .filter(i -> own.contains(ranked.get(i).passage()))
                .map(i -> i + 1)
                .findFirst();
    }
}
