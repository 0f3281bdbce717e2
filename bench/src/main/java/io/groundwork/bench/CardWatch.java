package io.groundwork.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** How busy the first graphics processor is, as {@code nvidia-smi} tells five times a second; nothing where there is no such program. */
final class CardWatch implements AutoCloseable {

    private static final List<String> COMMAND = List.of(
            "nvidia-smi",
            "--id=0",
            "--query-gpu=utilization.gpu,memory.used",
            "--format=csv,noheader,nounits",
            "--loop-ms=200");

    private final Optional<Process> program;
    private final LongAdder percents = new LongAdder();
    private final LongAdder readings = new LongAdder();
    private final AtomicInteger megabytes = new AtomicInteger();

    private CardWatch(Optional<Process> program) {
        this.program = program;
        program.ifPresent(
                process -> Thread.ofPlatform().daemon().name("card-watch").start(() -> read(process)));
    }

    static CardWatch start() {
        try {
            Process process = new ProcessBuilder(COMMAND)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new CardWatch(Optional.of(process));
        } catch (IOException e) {
            // No such program, which is what most machines have.
            return new CardWatch(Optional.empty());
        }
    }

    private void read(Process process) {
        try (BufferedReader lines = process.inputReader()) {
            lines.lines().forEach(this::add);
        } catch (IOException | UncheckedIOException e) {
            // It was ended while it wrote: what it said before counts.
            program.ifPresent(Process::destroy);
        }
    }

    private void add(String line) {
        String[] parts = line.split(", *");
        if (parts.length == 2 && parts[0].matches("\\d+") && parts[1].matches("\\d+")) {
            percents.add(Long.parseLong(parts[0]));
            readings.increment();
            megabytes.accumulateAndGet(Integer.parseInt(parts[1]), Math::max);
        }
    }

    /** {@code 93 %, 2,100 MB}, or {@code -}. */
    String words() {
        return readings.sum() == 0
                ? "-"
                : "%d %%, %s MB".formatted(percents.sum() / readings.sum(), Figures.count(megabytes.get()));
    }

    @Override
    public void close() {
        program.ifPresent(Process::destroy);
    }
}
