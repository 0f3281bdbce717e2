package io.groundwork.orchestration.answering;

import io.groundwork.orchestration.chat.Stop;

/** The search that answers stand on, or a fixed result in a test. */
@FunctionalInterface
interface PassageSearch {

    /** @param stop ends what a model is doing for it */
    AnswerEvent.Found search(Ask ask, Stop stop);
}
