package io.groundwork.orchestration.chat;

import io.groundwork.orchestration.chat.ChatOutcome.Failed;
import io.groundwork.orchestration.chat.ChatOutcome.Reason;
import io.groundwork.orchestration.local.LocalAddress;
import io.groundwork.orchestration.local.ModelChildren;
import io.groundwork.orchestration.local.ModelChildren.Wanted;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Where a model is at the moment it is asked. A server is where it is registered; weights that lie on this machine are wherever the
 * process is that serves them, which is started if there is none.
 */
@Singleton
final class Whereabouts {

    private final ModelChildren children;

    Whereabouts(ModelChildren children) {
        this.children = children;
    }

    /** What came of looking for a model. */
    sealed interface Found {

        /** @param leave to be called when the conversation is over: until then the process is kept */
        record At(ModelServer server, Runnable leave) implements Found {}

        record Nowhere(Failed why) implements Found {}
    }

    /** Blocks while weights are loaded. */
    Found of(ModelServer server) throws InterruptedException {
        if (!LocalAddress.is(server.baseUrl())) {
            return new Found.At(server, () -> {});
        }
        return switch (children.want(server.baseUrl())) {
            case Wanted.Ready(ModelChildren.Use use) ->
                new Found.At(
                        new ModelServer(
                                use.baseUrl(),
                                server.remoteName(),
                                Optional.of(use.key()),
                                server.dialect(),
                                server.abilities(),
                                server.answersAs(),
                                server.patience()),
                        use::close);
            case Wanted.Refused(ModelChildren.Reason reason, String words) ->
                new Found.Nowhere(new Failed(
                        switch (reason) {
                            case NOT_HERE -> Reason.UNKNOWN_MODEL;
                            case NO_MEMORY -> Reason.BUSY;
                            case FAILS -> Reason.SERVER_ERROR;
                        },
                        words));
        };
    }
}
