package io.groundwork.ingest;

import io.groundwork.ingest.chunk.Chunker;
import io.groundwork.ingest.parse.Cage;
import io.groundwork.ingest.parse.Parser;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the parser and the chunker from the installation's configuration. */
@Singleton
final class IngestBeans {

    @Produces
    @Singleton
    Parser parser(IngestConfig config) {
        return new Parser(Cage.of(config));
    }

    void stop(@Disposes Parser parser) {
        parser.close();
    }

    @Produces
    @Singleton
    Chunker chunker() {
        return new Chunker();
    }
}
