package io.groundwork.bench;

import io.groundwork.bench.GeneratedLibrary.Question;
import java.util.List;

/** Something that searches generated passages: the product, or a peer. Answers are numbers of passages, best first, at most {@link #FIRST}. For many threads. */
interface ScaleSearcher {

    int FIRST = 10;

    /** For the first column of a table. */
    String name();

    List<Integer> byMeaning(Question question);

    List<Integer> byWords(Question question);

    List<Integer> fused(Question question);
}
