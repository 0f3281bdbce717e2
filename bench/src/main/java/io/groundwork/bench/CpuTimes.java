package io.groundwork.bench;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * CPU seconds used so far by each part of a running system, where it runs on this machine.
 *
 * @param seconds by part: application, parsers (all children of the application), Postgres, this program; empty when the
 *     application's process cannot be seen
 * @param nanos {@link System#nanoTime} of the reading
 */
record CpuTimes(Map<String, Double> seconds, long nanos) {

    /**
     * @param url where the application listens
     * @param data the folder of the system's own data: a Postgres that works inside is its own. Where none does, every
     *     Postgres of this machine is counted
     */
    static CpuTimes now(URI url, Path data) {
        long nanos = System.nanoTime();
        OptionalLong found = Processes.listeningAt(url);

        List<Processes.Entry> all = Processes.all();
        Map<Long, Processes.Entry> byId =
                all.stream().collect(Collectors.toMap(Processes.Entry::id, process -> process, (a, b) -> b));
        if (found.isEmpty() || !byId.containsKey(found.getAsLong())) {
            return new CpuTimes(Map.of(), nanos);
        }
        long application = found.getAsLong();
        Map<String, Double> seconds = new LinkedHashMap<>();
        seconds.put("application", byId.get(application).own());
        seconds.put("parsers", byId.get(application).reaped() + living(all, application));
        seconds.put("Postgres", postgres(all, byId, data));
        seconds.put("this program", byId.get(ProcessHandle.current().pid()).own());
        return new CpuTimes(seconds, nanos);
    }

    /** Cores in use on average between the two readings, in words such as {@code application 1.62, parsers 0.10}. */
    String since(CpuTimes start) {
        if (seconds.isEmpty() || start.seconds.isEmpty()) {
            return "not known (the system runs elsewhere, or /proc cannot be read)";
        }
        double elapsed = (nanos - start.nanos) / 1e9;
        List<String> parts = new ArrayList<>();
        seconds.forEach((part, now) -> {
            double cores = Math.max(0, now - start.seconds.getOrDefault(part, 0.0)) / elapsed;
            parts.add(part + " " + Figures.decimal(cores, 2));
        });
        return "%s cores, of %d"
                .formatted(String.join(", ", parts), Runtime.getRuntime().availableProcessors());
    }

    private static double living(List<Processes.Entry> all, long parent) {
        return all.stream()
                .filter(process -> process.parent() == parent)
                .mapToDouble(process -> process.all() + living(all, process.id()))
                .sum();
    }

    private static double postgres(List<Processes.Entry> all, Map<Long, Processes.Entry> byId, Path data) {
        List<Processes.Entry> servers = all.stream()
                .filter(process -> process.name().equals("postgres"))
                .filter(process -> !byId.containsKey(process.parent())
                        || !byId.get(process.parent()).name().equals("postgres"))
                .toList();
        List<Processes.Entry> own = servers.stream()
                .filter(server -> Processes.folderOf(server.id())
                        .map(folder -> folder.startsWith(data))
                        .orElse(false))
                .toList();
        return (own.isEmpty() ? servers : own)
                .stream()
                        .mapToDouble(server -> server.all() + living(all, server.id()))
                        .sum();
    }
}
