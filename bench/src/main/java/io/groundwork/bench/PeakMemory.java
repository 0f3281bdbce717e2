package io.groundwork.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The most memory that any process started by a given one has held while this was open, as Linux counts it ({@code VmHWM}). Where there is no
 * {@code /proc} it is 0.
 */
final class PeakMemory implements AutoCloseable {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
    private static final Pattern HIGH_WATER = Pattern.compile("VmHWM:\\s+(\\d+) kB");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    private final ProcessHandle parent;
    private final Thread watching;
    private volatile long kilobytes;

    PeakMemory(ProcessHandle parent) {
        this.parent = parent;
        this.watching = Thread.ofPlatform().daemon().name("peak-memory").start(this::watch);
    }

    private void watch() {
        try {
            while (true) {
                look();
                Thread.sleep(BETWEEN_LOOKS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        parent.descendants().forEach(child -> kilobytes = Math.max(kilobytes, of(child.pid())));
    }

    long megabytes() {
        return kilobytes >> 10;
    }

    /** That of one process, in kilobytes; 0 when it has ended or cannot be looked into. */
    static long of(long pid) {
        return kilobytes(pid, HIGH_WATER);
    }

    /** What a process holds now, in kilobytes; 0 when it has ended or cannot be looked into. */
    static long now(long pid) {
        return kilobytes(pid, RESIDENT);
    }

    private static long kilobytes(long pid, Pattern line) {
        try {
            Matcher found = line.matcher(Files.readString(Path.of("/proc/%d/status".formatted(pid))));
            return found.find() ? Long.parseLong(found.group(1)) : 0;
        } catch (IOException e) {
            // It ended between two looks.
            return 0;
        }
    }

    @Override
    public void close() {
        watching.interrupt();
    }
}
