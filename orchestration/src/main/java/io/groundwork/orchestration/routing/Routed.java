package io.groundwork.orchestration.routing;

import io.groundwork.orchestration.chat.ChatOutcome;
import io.groundwork.orchestration.models.ModelVersion;
import java.util.List;

/** Where a request went, and what came of it. */
public sealed interface Routed {

    /** All that were considered, in order. */
    List<Attempt> attempts();

    /** For those who want a chat model's words or none. */
    default ChatOutcome words() {
        return switch (this) {
            case Answered answered -> answered.outcome();
            case Nobody nobody -> nobody.why();
            case ToBuiltIn builtIn ->
                new ChatOutcome.Failed(ChatOutcome.Reason.UNREACHABLE, "No chat model can answer now.");
        };
    }

    /**
     * A model answered, or failed after it had begun to.
     *
     * @param model the one that wrote
     */
    record Answered(ModelVersion model, ChatOutcome outcome, List<Attempt> attempts) implements Routed {

        public Answered {
            attempts = List.copyOf(attempts);
        }
    }

    /** It is the turn of the built-in model, and nothing has been written. */
    record ToBuiltIn(List<Attempt> attempts) implements Routed {

        public ToBuiltIn {
            attempts = List.copyOf(attempts);
        }
    }

    /** Nobody answered. */
    record Nobody(ChatOutcome.Failed why, List<Attempt> attempts) implements Routed {

        public Nobody {
            attempts = List.copyOf(attempts);
        }
    }
}
