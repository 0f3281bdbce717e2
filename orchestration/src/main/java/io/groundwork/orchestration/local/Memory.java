package io.groundwork.orchestration.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much memory could still be taken here, without anything else being pushed out: what the kernel calls available, or what is left
 * of the limit of the container, whichever is less.
 *
 * @param proc where {@code /proc} is
 * @param groups where {@code /sys/fs/cgroup} is
 */
record Memory(Path proc, Path groups) {

    private static final Pattern AVAILABLE = Pattern.compile("(?m)^MemAvailable:\\s+(\\d{1,15}) kB$");
    private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d{1,15}) kB$");
    private static final Pattern INACTIVE_FILES = Pattern.compile("(?m)^(?:total_)?inactive_file (\\d{1,18})$");

    static Memory ofThisMachine() {
        return new Memory(Path.of("/proc"), Path.of("/sys/fs/cgroup"));
    }

    /** Empty where the system does not tell. */
    OptionalLong available() {
        OptionalLong machine = kilobytes(proc.resolve("meminfo"), AVAILABLE);
        OptionalLong container = left(groups.resolve("memory.max"), groups.resolve("memory.current"), groups);
        if (container.isEmpty()) {
            Path old = groups.resolve("memory");
            container = left(old.resolve("memory.limit_in_bytes"), old.resolve("memory.usage_in_bytes"), old);
        }
        if (machine.isEmpty() || container.isEmpty()) {
            return machine.isPresent() ? machine : container;
        }
        return OptionalLong.of(Math.min(machine.getAsLong(), container.getAsLong()));
    }

    /** What a process holds now, weights that it reads from the file included. */
    OptionalLong of(long pid) {
        return kilobytes(proc.resolve(String.valueOf(pid)).resolve("status"), RESIDENT);
    }

    private static OptionalLong left(Path limit, Path usage, Path folder) {
        Optional<String> most = read(limit).map(String::strip).filter(text -> text.matches("\\d{1,18}"));
        Optional<String> used = read(usage).map(String::strip).filter(text -> text.matches("\\d{1,18}"));
        if (most.isEmpty() || used.isEmpty()) {
            return OptionalLong.empty();
        }
        long reclaimable = number(folder.resolve("memory.stat"), INACTIVE_FILES).orElse(0);
        return OptionalLong.of(Math.max(0, Long.parseLong(most.get()) - Long.parseLong(used.get()) + reclaimable));
    }

    private static OptionalLong kilobytes(Path file, Pattern line) {
        OptionalLong number = number(file, line);
        return number.isPresent() ? OptionalLong.of(number.getAsLong() << 10) : number;
    }

    private static OptionalLong number(Path file, Pattern line) {
        Matcher found = line.matcher(read(file).orElse(""));
        return found.find() ? OptionalLong.of(Long.parseLong(found.group(1))) : OptionalLong.empty();
    }

    private static Optional<String> read(Path file) {
        try {
            return Files.isReadable(file) ? Optional.of(Files.readString(file)) : Optional.empty();
        } catch (IOException e) {
            // A process that has just gone, or a system that has nothing of the kind.
            return Optional.empty();
        }
    }
}
