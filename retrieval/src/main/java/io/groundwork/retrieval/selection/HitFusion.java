package io.groundwork.retrieval.selection;

import io.groundwork.ingest.DocumentId;
import io.groundwork.retrieval.Candidate;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.Hit;
import io.groundwork.retrieval.SearchSettings;
import io.groundwork.retrieval.Stage;
import io.groundwork.retrieval.fusion.Ranked;
import io.groundwork.retrieval.fusion.Ranking;
import io.groundwork.retrieval.fusion.ReciprocalRankFusion;
import io.groundwork.retrieval.selection.Chooser.Fate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Merges what several searches on one caller's behalf found, by rank, and gives of it what one search would: of passages that say the same the best, of
 * a document no more than its collection says. Of a document that was replaced between two of the searches only the newer version is given. Immutable.
 */
public final class HitFusion {

    private final ReciprocalRankFusion fusion;
    private final Map<CollectionId, SearchSettings> settings;

    /**
     * @param fusion what ranks count for
     * @param settings of all collections that were searched, as these searches went by them
     */
    public HitFusion(ReciprocalRankFusion fusion, Map<CollectionId, SearchSettings> settings) {
        this.fusion = fusion;
        this.settings = Map.copyOf(settings);
    }

    /**
     * What one search found.
     *
     * @param weight what its ranks count for, over 0
     * @param hits best first
     */
    public record Found(double weight, List<Hit> hits) {

        public Found {
            hits = List.copyOf(hits);
        }
    }

    /**
     * A hit of the merged list.
     *
     * @param ranks its rank in each of the searches that found it or what says the same, counted from 1, by the place of the search, counted from 0
     */
    public record Fused(Hit hit, SortedMap<Integer, Integer> ranks) {

        public Fused {
            ranks = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(ranks));
        }
    }

    /**
     * Best first. A hit is told as the first of the searches tells it, but for its score, which falls from the best score in any of them as the fused one does, so that it stays within
     * what the scores of one search are.
     *
     * @param limit most hits to give
     */
    public List<Fused> fuse(List<Found> searches, int limit) {
        Known known = Known.of(searches);
        List<Ranked> ranked = fusion.fuse(known.rankings);
        double best = known.hits.stream().mapToDouble(Hit::score).max().orElse(0);
        double first = ranked.isEmpty() ? 1 : ranked.getFirst().score();
        Chooser chooser = new Chooser();
        Map<Long, Entry> given = new LinkedHashMap<>();
        int rank = 1;
        for (Ranked passage : ranked) {
            Hit hit = known.hits.get((int) passage.passage());
            switch (chooser.take(reading(passage.passage(), rank++, hit))) {
                case Fate.Given() ->
                    given.put(passage.passage(), new Entry(hit, best * passage.score() / first, known.ranks(passage)));
                case Fate.Copy(Reading original, boolean same) -> {
                    Entry entry = given.get(original.passage());
                    if (entry != null) {
                        entry.add(hit, same, known.ranks(passage));
                    }
                }
                case Fate.Beyond() -> {}
            }
        }
        return given.values().stream().limit(limit).map(Entry::fused).toList();
    }

    private Reading reading(long id, int rank, Hit hit) {
        List<String> headings = hit.passage().headings();
        return new Reading(
                id,
                rank,
                new Reading.Place(hit.collection(), hit.document()),
                new Wording(
                        headings.isEmpty() ? "" : headings.getLast(),
                        hit.passage().context(),
                        hit.passage().text()),
                settings.getOrDefault(hit.collection(), SearchSettings.DEFAULT));
    }

    /** Names a passage. */
    private record Place(CollectionId collection, DocumentId document, int ordinal) {

        static Place of(Hit hit) {
            return new Place(hit.collection(), hit.document(), hit.passage().ordinal());
        }
    }

    /**
     * All passages of all searches, each once.
     *
     * @param hits by the number that each has in the rankings
     * @param places rank of each passage by search
     */
    private record Known(List<Hit> hits, List<Ranking> rankings, List<SortedMap<Integer, Integer>> places) {

        static Known of(List<Found> searches) {
            Map<List<Object>, Integer> newest = new HashMap<>();
            searches.forEach(search -> search.hits()
                    .forEach(hit -> newest.merge(List.of(hit.collection(), hit.document()), hit.version(), Math::max)));
            Map<Place, Integer> numbers = new HashMap<>();
            Known known = new Known(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
            for (int i = 0; i < searches.size(); i++) {
                List<Candidate> candidates = new ArrayList<>();
                for (Hit hit : searches.get(i).hits()) {
                    if (hit.version() < newest.getOrDefault(List.of(hit.collection(), hit.document()), 0)) {
                        continue;
                    }
                    int number = numbers.computeIfAbsent(Place.of(hit), place -> known.add(hit));
                    candidates.add(new Candidate(number, hit.score()));
                    known.places.get(number).put(i, candidates.size());
                }
                known.rankings.add(new Ranking(Stage.FUSION, searches.get(i).weight(), candidates));
            }
            return known;
        }

        private int add(Hit hit) {
            hits.add(hit);
            places.add(new TreeMap<>());
            return hits.size() - 1;
        }

        SortedMap<Integer, Integer> ranks(Ranked passage) {
            return places.get((int) passage.passage());
        }
    }

    /** A hit that is given, with the copies that further searches add to it. */
    private static final class Entry {

        private final Hit hit;
        private final double score;
        private final Map<Place, Hit.Copy> copies = new LinkedHashMap<>();
        private final SortedMap<Integer, Integer> ranks;

        Entry(Hit hit, double score, SortedMap<Integer, Integer> ranks) {
            this.hit = hit;
            this.score = score;
            this.ranks = new TreeMap<>(ranks);
            hit.copies().forEach(this::put);
        }

        void add(Hit copy, boolean same, SortedMap<Integer, Integer> itsRanks) {
            put(new Hit.Copy(
                    copy.collection(), copy.document(), copy.version(), copy.passage(), copy.attributes(), same));
            copy.copies().forEach(this::put);
            itsRanks.forEach((search, rank) -> ranks.merge(search, rank, Math::min));
        }

        private void put(Hit.Copy copy) {
            Place place =
                    new Place(copy.collection(), copy.document(), copy.passage().ordinal());
            if (!place.equals(Place.of(hit))) {
                copies.putIfAbsent(place, copy);
            }
        }

        Fused fused() {
            return new Fused(
                    new Hit(
                            hit.collection(),
                            hit.document(),
                            hit.version(),
                            hit.passage(),
                            hit.attributes(),
                            score,
                            hit.ranks(),
                            List.copyOf(copies.values()),
                            hit.around()),
                    ranks);
        }
    }
}
