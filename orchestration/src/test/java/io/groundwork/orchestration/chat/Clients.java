package io.groundwork.orchestration.chat;

import io.groundwork.orchestration.local.LocalForTests;
import io.groundwork.orchestration.outbound.Outbound;

/** Clients for tests of other packages. */
public final class Clients {

    private Clients() {}

    public static ChatClient through(Outbound outbound) {
        return new ChatClient(outbound, new ChatSettings(), new Whereabouts(LocalForTests.none()));
    }

    public static void stop(ChatClient client) {
        client.stop();
    }
}
