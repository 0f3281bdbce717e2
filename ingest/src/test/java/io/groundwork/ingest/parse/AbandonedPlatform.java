package io.groundwork.ingest.parse;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A platform that starts a parser process, says its number, and waits to be killed. */
final class AbandonedPlatform {

    private AbandonedPlatform() {}

    public static void main(String[] arguments) throws InterruptedException {
        try (Parser parser = new Parser(ParserSetup.cage(Path.of(arguments[0])))) {
            ParserSetup.parsed(parser.parse(ParserSetup.source("hello"), "a.txt", ""));
            long child =
                    ProcessHandle.current().children().findFirst().orElseThrow().pid();
            System.out.println(child);
            new CountDownLatch(1).await();
        }
    }
}
