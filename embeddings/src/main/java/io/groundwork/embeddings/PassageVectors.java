package io.groundwork.embeddings;

import io.groundwork.embeddings.states.CompressedStates;
import java.util.List;

/**
 * What passages became, with what late interaction wants of them.
 *
 * @param embeddings one vector a passage, the very ones that {@link Embedder#embed} gives
 * @param states one for each passage, in order; none at all where the engine gives none
 */
public record PassageVectors(Embeddings embeddings, List<CompressedStates> states) {

    public PassageVectors {
        states = List.copyOf(states);
        if (!states.isEmpty() && states.size() != embeddings.vectors().size()) {
            throw new IllegalArgumentException("%d vectors with the states of %d passages"
                    .formatted(embeddings.vectors().size(), states.size()));
        }
    }
}
