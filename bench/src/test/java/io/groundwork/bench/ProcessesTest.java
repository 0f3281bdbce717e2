package io.groundwork.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ProcessesTest {

    @Test
    void readsTimesPastANameWithParentheses() {
        String stat = "4711 (a (b) c) S 12 4711 4711 0 -1 4194560 1 2 3 4 1500 250 40 10 20 0 9 0 123456 1 2";

        Processes.Entry entry = Processes.parse(stat);

        assertThat(entry).isEqualTo(new Processes.Entry(4711, 12, "a (b) c", 17.5, 0.5));
    }

    @Test
    void findsWhoListens() throws IOException {
        assumeThat(Files.isReadable(Path.of("/proc/net/tcp"))).isTrue();
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            URI url = URI.create("http://localhost:" + socket.getLocalPort());

            OptionalLong found = Processes.listeningAt(url);

            assertThat(found).hasValue(ProcessHandle.current().pid());
        }
    }

    @Test
    void looksForNobodyOnAnotherMachine() {
        assertThat(Processes.listeningAt(URI.create("http://groundwork.example:8080")))
                .isEmpty();
    }
}
