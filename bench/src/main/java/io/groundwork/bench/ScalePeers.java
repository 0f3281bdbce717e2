package io.groundwork.bench;

import io.groundwork.bench.ScaleRun.Peer;
import io.groundwork.bench.ScaleRun.PeerSource;
import java.util.List;

/** What the product is measured beside. */
final class ScalePeers {

    /** Where any word will do, most of a large collection is ranked for each question. */
    private static final int FEW_QUESTIONS = 20;

    private static final int ALL_QUESTIONS = Integer.MAX_VALUE;

    private ScalePeers() {}

    static List<PeerSource> all() {
        return List.of(
                (database, library, model) -> new Peer(
                        new PlainSqlPeer("SQL, every word", database, model.dimension(), "&"),
                        ALL_QUESTIONS,
                        0,
                        true,
                        () -> {}),
                (database, library, model) -> new Peer(
                        new PlainSqlPeer("SQL, any word", database, model.dimension(), "|"),
                        FEW_QUESTIONS,
                        0,
                        false,
                        () -> {}),
                (database, library, model) -> {
                    LucenePeer lucene = LucenePeer.of(library);
                    return new Peer(lucene, ALL_QUESTIONS, lucene.bytes(), true, lucene);
                });
    }
}
