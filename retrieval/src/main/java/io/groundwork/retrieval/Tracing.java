package io.groundwork.retrieval;

import static java.util.Comparator.comparingInt;
import static java.util.stream.Collectors.toSet;

import io.groundwork.ingest.DocumentId;
import io.groundwork.retrieval.SearchResult.StageReport;
import io.groundwork.retrieval.Trace.Instead;
import io.groundwork.retrieval.Trace.Standing;
import io.groundwork.retrieval.fusion.Ranked;
import io.groundwork.retrieval.lexical.LexicalSearch;
import io.groundwork.retrieval.selection.Selection;
import io.groundwork.retrieval.selection.Selection.Chosen;
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
        searched.addAll(passages(connection, run.otherwise()));
        LexicalSearch.Traced found = lexical.trace(connection, asked.text(), run.byWords(), run.within(), document);
        List<Standing> standings = new ArrayList<>();
        for (StageReport report : run.reports()) {
            standings.add(
                    switch (report.stage()) {
                        case LEXICAL ->
                            new Standing(Stage.LEXICAL, found.rank(), found.among(), report.found(), found.score());
                        case VECTOR -> nearest(connection, asked, run.places(), report.found());
                        case FUSION -> in(run.fused(), searched, report);
                        case RERANK -> reranked(run.ranked(), searched, report.found());
                        case RECENCY -> in(run.aged(), searched, report);
                        case DUPLICATES -> in(distinct(run.chosen(), run.aged()), searched, report);
                        case DIVERSITY -> in(run.chosen().given(), searched, report);
                    });
        }
        return new Trace(
                place(run.chosen().given(), searched),
                run.chosen().given().size(),
                instead(run, searched),
                (int) run.chosen().beyond().stream()
                        .filter(passage -> searched.contains(passage.passage()))
                        .count(),
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
            Optional<VectorSearch.Traced> traced = asked.meaning().trace(connection, place, document);
            if (traced.isPresent() && traced.get().isBetterThan(best)) {
                best = traced.get();
            }
        }
        return new Standing(Stage.VECTOR, best.rank(), best.among(), taken, best.score());
    }

    private static Standing in(List<Ranked> list, Set<Long> own, StageReport report) {
        OptionalInt place = place(list, own);
        return place.isPresent()
                ? new Standing(
                        report.stage(),
                        OptionalLong.of(place.getAsInt()),
                        list.size(),
                        report.found(),
                        list.get(place.getAsInt() - 1).score())
                : new Standing(report.stage(), OptionalLong.empty(), list.size(), report.found(), 0);
    }

    private static List<Ranked> distinct(Chosen chosen, List<Ranked> all) {
        Set<Long> copies = chosen.copies().stream().map(Selection.Copy::passage).collect(toSet());
        return all.stream()
                .filter(passage -> !copies.contains(passage.passage()))
                .toList();
    }

    /** Where the best placed of its passages says what another says that came before it, in another document or in this one. */
    private static Optional<Instead> instead(Retriever.Run run, Set<Long> own) {
        OptionalInt best = place(run.aged(), own);
        if (best.isEmpty()) {
            return Optional.empty();
        }
        long passage = run.aged().get(best.getAsInt() - 1).passage();
        return run.chosen().copies().stream()
                .filter(copy -> copy.passage() == passage)
                .findFirst()
                .map(copy -> new Instead(
                        copy.collection(),
                        copy.document(),
                        place(run.chosen().given(), Set.of(copy.of())).orElseThrow(),
                        copy.same()));
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
