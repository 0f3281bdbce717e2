package io.groundwork.orchestration.outbound;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.http.HttpClient;

/** Hands the modules that know nothing of orchestration the clients they go out with. */
@Singleton
final class OutboundBeans {

    /** The way to another process of this installation, in the role {@code embeddings}. */
    @Produces
    @Singleton
    HttpClient embeddings(Outbound outbound) {
        return outbound.client(Purpose.EMBEDDINGS);
    }
}
