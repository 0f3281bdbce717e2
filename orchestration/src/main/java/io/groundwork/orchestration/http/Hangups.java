package io.groundwork.orchestration.http;

import io.groundwork.orchestration.chat.ChatOutcome.Failed;
import io.groundwork.orchestration.chat.ChatOutcome.Reason;
import io.groundwork.orchestration.chat.Stop;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;

/**
 * Notices that the client of the current request has hung up, also while nothing is written to it. It looks, ten times a second, instead
 * of being told: a response has room for one handler of its end, and that is the one who writes its stream.
 */
@Singleton
class Hangups {

    private static final long EVERY_MILLIS = 100;
    private static final Failed GONE = new Failed(Reason.LEFT, "The client has hung up.");

    private final RoutingContext connection;

    Hangups(RoutingContext connection) {
        this.connection = connection;
    }

    /** Ends what it is given to when the client of this request hangs up before its answer is whole. */
    Stop stop() {
        Stop stop = new Stop();
        Vertx vertx = connection.vertx();
        HttpServerResponse response = connection.response();
        vertx.setPeriodic(EVERY_MILLIS, timer -> {
            if (response.ended()) {
                vertx.cancelTimer(timer);
            } else if (response.closed()) {
                vertx.cancelTimer(timer);
                Thread.ofVirtual().name("client-gone").start(() -> stop.now(GONE)); // nothing may block here
            }
        });
        return stop;
    }
}
