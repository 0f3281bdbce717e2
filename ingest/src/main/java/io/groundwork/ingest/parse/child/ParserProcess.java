package io.groundwork.ingest.parse.child;

import io.groundwork.ingest.parse.ParseOutcome;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.concurrent.SynchronousQueue;

/**
 * The parser's process: reads requests from standard input, answers on standard output, and ends when its input does, in the middle of
 * a file too, so that it never outlives the platform.
 */
public final class ParserProcess {

    /** Deep nesting is a file's only way to our stack; this much is a few thousand levels, and then an ordinary refusal. */
    private static final long STACK_BYTES = 8L << 20;

    private ParserProcess() {}

    /** @param arguments {@link ReadLimits#toArguments}, then {@link OcrProgram#toArguments} */
    public static void main(String[] arguments) {
        InputStream in = new FileInputStream(FileDescriptor.in);
        DataOutputStream outcomes =
                new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 64 << 10));
        // Whatever a library prints goes where nobody mistakes it for an answer.
        System.setOut(System.err);
        System.setIn(InputStream.nullInputStream());
        int status = 1;
        try {
            outcomes.writeInt(Exchange.READY);
            outcomes.flush();
            serve(
                    ReadLimits.fromArguments(arguments),
                    new Ocr(OcrProgram.fromArguments(arguments)),
                    new DataInputStream(new BufferedInputStream(in, 64 << 10)),
                    outcomes);
            status = 0;
        } catch (IOException | InterruptedException | RuntimeException e) {
            System.err.println(e.getClass().getName());
        } finally {
            Runtime.getRuntime().halt(status);
        }
    }

    private static void serve(ReadLimits limits, Ocr ocr, DataInputStream requests, DataOutputStream outcomes)
            throws IOException, InterruptedException {
        Path folder = Path.of(System.getProperty("java.io.tmpdir"));
        SynchronousQueue<ReceivedFile> received = new SynchronousQueue<>();
        Thread.ofPlatform()
                .name("reader")
                .daemon()
                .stackSize(STACK_BYTES)
                .start(() -> readForEver(limits, ocr, folder, received, outcomes));
        try {
            // While the reader works, this thread waits for the next request: it is the one that sees the platform die.
            while (true) {
                Exchange.Request request = Exchange.readRequest(requests);
                received.put(ReceivedFile.receive(request, requests, folder, limits));
            }
        } catch (EOFException e) {
            // The platform is gone: nothing that was started here goes on without it.
            ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
            ScratchFolder.remove(folder);
        }
    }

    private static void readForEver(
            ReadLimits limits,
            Ocr ocr,
            Path folder,
            SynchronousQueue<ReceivedFile> received,
            DataOutputStream outcomes) {
        try {
            FileReading reading = new FileReading(limits, ocr);
            while (true) {
                try (ReceivedFile file = received.take()) {
                    Answer answer = new Answer(outcomes);
                    ParseOutcome outcome = reading.read(file, answer);
                    ScratchFolder.empty(folder);
                    answer.end(outcome);
                }
            }
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            System.err.println(e.getClass().getName());
            Runtime.getRuntime().halt(e instanceof OutOfMemoryError ? Exchange.OUT_OF_MEMORY : 2);
        }
    }
}
