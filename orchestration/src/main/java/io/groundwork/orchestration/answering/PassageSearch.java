package io.groundwork.orchestration.answering;

import io.groundwork.retrieval.Scope;
import io.groundwork.retrieval.SearchRequest;
import io.groundwork.retrieval.SearchResult;

/** The search that answers stand on: {@code Retriever::search}, or a fixed result in a test. */
@FunctionalInterface
interface PassageSearch {

    SearchResult search(Scope scope, SearchRequest request);
}
