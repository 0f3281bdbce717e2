package io.groundwork.bench;

import io.groundwork.bench.GeneratedLibrary.Question;
import io.groundwork.retrieval.Filter;
import io.groundwork.retrieval.Hit;
import io.groundwork.retrieval.Retriever;
import io.groundwork.retrieval.Scope;
import io.groundwork.retrieval.SearchRequest;
import io.groundwork.retrieval.SearchResult;
import io.groundwork.retrieval.Stage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The product's own retriever, on somebody's behalf and with a filter or without.
 *
 * @param numbers first passage by document
 */
record ProductSearcher(
        String name, Retriever retriever, Scope scope, Optional<Filter> filter, Map<UUID, Integer> numbers)
        implements ScaleSearcher {

    static final String READING = "may read ";
    static final String FILTERED = "filtered to ";

    private static final Set<Stage> WORDS = Set.of(Stage.LEXICAL);
    private static final Set<Stage> MEANING = Set.of(Stage.VECTOR);
    private static final Set<Stage> FUSED = Set.of(Stage.LEXICAL, Stage.VECTOR, Stage.FUSION);

    static Map<UUID, Integer> numbers(GeneratedLibrary library) {
        Map<UUID, Integer> numbers = HashMap.newHashMap(library.documents());
        for (int document = 0; document < library.documents(); document++) {
            numbers.put(library.id(document), library.firstPassage(document));
        }
        return numbers;
    }

    /** The same on behalf of those who may read this part. */
    ProductSearcher readingOnly(ScaleReaders part) {
        return new ProductSearcher(READING + part.label(), retriever, part.scope(), Optional.empty(), numbers);
    }

    /** The same for all, of this part. */
    ProductSearcher filteredBy(ScaleReaders part) {
        return new ProductSearcher(FILTERED + part.label(), retriever, scope, Optional.of(part.filter()), numbers);
    }

    @Override
    public List<Integer> byMeaning(Question question) {
        return search(question, MEANING);
    }

    @Override
    public List<Integer> byWords(Question question) {
        return search(question, WORDS);
    }

    @Override
    public List<Integer> fused(Question question) {
        return search(question, FUSED);
    }

    /** How the stages went about it. */
    List<SearchResult.StageReport> reports(Question question) {
        return retriever.search(scope, request(question, FUSED)).stages();
    }

    private List<Integer> search(Question question, Set<Stage> stages) {
        return retriever.search(scope, request(question, stages)).hits().stream()
                .map(this::number)
                .toList();
    }

    private SearchRequest request(Question question, Set<Stage> stages) {
        return new SearchRequest(question.text(), List.of(BulkLoad.COLLECTION), filter, FIRST, stages);
    }

    private int number(Hit hit) {
        return numbers.get(hit.document().value()) + hit.passage().ordinal();
    }
}
