package io.groundwork.orchestration.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProblemsTest {

    private static final String ABANDONED = "groundwork.requests.abandoned";

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Problems problems = new Problems(path("/v1/responses"), new RequestId(), meters);
    private final Logger logger = Logger.getLogger(Problems.class.getName());
    private final List<LogRecord> logged = new ArrayList<>();
    private final Handler handler = new Handler() {

        @Override
        public void publish(LogRecord line) {
            logged.add(line);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
    }

    @AfterEach
    void leave() {
        logger.removeHandler(handler);
    }

    @Test
    void aClientThatHangsUpIsCountedAndNoFaultOfOurs() {
        Response stream = EventStream.of(new ObjectMapper(), events -> events.send("words"));

        assertThatThrownBy(() -> ((StreamingOutput) stream.getEntity()).write(closed()))
                .satisfies(failure ->
                        assertThat(problems.toResponse(failure).getStatus()).isEqualTo(Problem.UNAVAILABLE.status));

        assertThat(meters.counter(ABANDONED).count()).isEqualTo(1);
        assertThat(logged).noneMatch(line -> line.getLevel().intValue() >= Level.INFO.intValue());
    }

    @Test
    void aFaultOfOursIsLoggedAsAnErrorAndNotCounted() {
        Response answer = problems.toResponse(new IllegalStateException("a fault"));

        assertThat(answer.getStatus()).isEqualTo(Problem.INTERNAL.status);
        assertThat(meters.counter(ABANDONED).count()).isZero();
        assertThat(logged).anyMatch(line -> line.getLevel().intValue() >= Level.SEVERE.intValue());
    }

    private static OutputStream closed() {
        return new OutputStream() {

            @Override
            public void write(int b) throws IOException {
                throw new IOException("Connection was closed");
            }
        };
    }

    private static UriInfo path(String path) {
        return (UriInfo) Proxy.newProxyInstance(
                ProblemsTest.class.getClassLoader(), new Class<?>[] {UriInfo.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getPath")) {
                        return path;
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }
}
