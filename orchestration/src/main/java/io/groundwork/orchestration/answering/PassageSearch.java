package io.groundwork.orchestration.answering;

/** The search that answers stand on, or a fixed result in a test. */
@FunctionalInterface
interface PassageSearch {

    AnswerEvent.Found search(Ask ask);
}
