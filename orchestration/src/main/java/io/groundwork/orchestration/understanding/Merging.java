package io.groundwork.orchestration.understanding;

import static java.util.stream.Collectors.toMap;

import io.groundwork.ingest.DocumentId;
import io.groundwork.orchestration.understanding.Hunt.Done;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.Hit;
import io.groundwork.retrieval.Scope;
import io.groundwork.retrieval.SearchRequest;
import io.groundwork.retrieval.SearchSettings;
import io.groundwork.retrieval.fusion.ReciprocalRankFusion;
import io.groundwork.retrieval.selection.HitFusion;
import io.groundwork.retrieval.selection.HitFusion.Fused;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Makes one list of what the searches of a question found. Safe for use by many threads; blocks. */
final class Merging {

    private final Documents documents;
    private final ReciprocalRankFusion fusion;

    Merging(Documents documents, ReciprocalRankFusion fusion) {
        this.documents = documents;
        this.fusion = fusion;
    }

    /** The hits of a search as they are where no other has any; else all merged. In either case what the scope may read by now. */
    List<Fused> of(Scope scope, SearchRequest request, List<Done> done) {
        Visible visible = Visible.among(documents, scope, done);
        List<Done> some =
                done.stream().filter(one -> !one.result().hits().isEmpty()).toList();
        if (some.size() == 1) {
            Done only = some.getFirst();
            List<Hit> hits = visible.of(only.result().hits());
            return IntStream.range(0, hits.size())
                    .mapToObj(i -> new Fused(hits.get(i), new TreeMap<>(Map.of(only.place(), i + 1))))
                    .toList();
        }
        Map<CollectionId, SearchSettings> settings = some.stream()
                .flatMap(one -> one.result().hits().stream())
                .map(Hit::collection)
                .distinct()
                .collect(toMap(id -> id, id -> documents.settings(id).changedBy(request.wishes())));
        List<HitFusion.Found> lists = some.stream()
                .map(one -> new HitFusion.Found(
                        one.query().weight(), visible.of(one.result().hits())))
                .toList();
        return new HitFusion(fusion, settings)
                .fuse(lists, request.limit()).stream()
                        .map(fused -> new Fused(fused.hit(), byQuery(fused.ranks(), some)))
                        .toList();
    }

    /** By the place of the query, of which some may have found nothing or come to no end. */
    private static SortedMap<Integer, Integer> byQuery(SortedMap<Integer, Integer> ranks, List<Done> done) {
        return ranks.entrySet().stream()
                .collect(toMap(rank -> done.get(rank.getKey()).place(), Map.Entry::getValue, Math::min, TreeMap::new));
    }

    /** The documents that may be read now: rights may have changed since the first of the searches. */
    private record Visible(Map<CollectionId, Set<DocumentId>> documents) {

        static Visible among(Documents documents, Scope scope, List<Done> done) {
            Map<CollectionId, Set<DocumentId>> found = new HashMap<>();
            for (Done one : done) {
                for (Hit hit : one.result().hits()) {
                    found.computeIfAbsent(hit.collection(), first -> new HashSet<>())
                            .add(hit.document());
                    hit.copies().forEach(copy -> found.computeIfAbsent(copy.collection(), first -> new HashSet<>())
                            .add(copy.document()));
                }
            }
            found.replaceAll((collection, some) -> documents.readable(scope, collection, some));
            return new Visible(found);
        }

        List<Hit> of(List<Hit> hits) {
            return hits.stream()
                    .filter(hit -> holds(hit.collection(), hit.document()))
                    .map(hit -> new Hit(
                            hit.collection(),
                            hit.document(),
                            hit.version(),
                            hit.passage(),
                            hit.attributes(),
                            hit.score(),
                            hit.ranks(),
                            hit.copies().stream()
                                    .filter(copy -> holds(copy.collection(), copy.document()))
                                    .toList(),
                            hit.around()))
                    .toList();
        }

        private boolean holds(CollectionId collection, DocumentId document) {
            return documents.getOrDefault(collection, Set.of()).contains(document);
        }
    }
}
