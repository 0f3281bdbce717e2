package io.groundwork.orchestration.answering;

import io.groundwork.orchestration.chat.ChatOutcome;
import io.groundwork.retrieval.Hit;
import java.util.List;
import java.util.Optional;

/** A step on the way to an answer, in the order in which they are declared. {@link Done} or {@link Failed} is the last, once. */
public sealed interface AnswerEvent {

    record Searching(List<String> queries) implements AnswerEvent {

        public Searching {
            queries = List.copyOf(queries);
        }
    }

    /**
     * @param hits best first; those that the answer may rest on
     * @param queries what was searched, the question first
     */
    record Found(List<Hit> hits, List<String> queries) implements AnswerEvent {

        public Found {
            hits = List.copyOf(hits);
            queries = List.copyOf(queries);
        }
    }

    /** The next piece of the answer's text. */
    record Delta(String text) implements AnswerEvent {}

    /** What was written up to {@link Citation#index} rests on this; never before the text that it marks. */
    record Cited(Citation citation) implements AnswerEvent {}

    record Done(Answer answer) implements AnswerEvent {}

    /** There is no answer, whatever pieces came before. */
    record Failed(Problem problem) implements AnswerEvent {}

    /**
     * @param words one or two sentences for the person who asked
     * @param reason why the model failed, where it was the model
     */
    record Problem(Kind kind, String words, Optional<ChatOutcome.Reason> reason) {

        public Problem(Kind kind, String words) {
            this(kind, words, Optional.empty());
        }
    }

    /** What failed. */
    enum Kind {
        /** The model that was asked for is not registered. */
        UNKNOWN_MODEL,
        /** The model's server failed, or its key does not open. */
        MODEL,
        /** The search could not run. */
        SEARCH,
        /** What was answered could not be recorded. */
        RECORD,
        /** A budget of who asks has too little left. */
        BUDGET
    }
}
