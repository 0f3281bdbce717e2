package io.groundwork.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * {@code bench again [--files N]}: a folder is pushed by the names of its files, pushed again unchanged, and pushed once more with one
 * paragraph of one file changed. What has not changed must not be embedded again. Needs an administrator's key, to look at the jobs.
 */
final class AgainDrill {

    private static final Duration TO_FINISH = Duration.ofMinutes(20);
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final int AT_ONCE = 8;

    private final GroundworkApi api;
    private final VectorStore store;
    private final PrintStream out;

    private AgainDrill(GroundworkApi api, VectorStore store, PrintStream out) {
        this.api = api;
        this.store = store;
        this.out = out;
    }

    static void run(List<String> line, Map<String, String> environment, PrintStream out) {
        Arguments arguments = Arguments.parse(line, Set.of("files", "key", "url"), Set.of());
        int count = arguments.count("files", 500);
        try (GroundworkApi api = GroundworkApi.of(arguments, environment)) {
            VectorStore store = VectorStore.create(api, "drill again", Map.of());
            try {
                Promise.print(new AgainDrill(api, store, out).drill(count), out);
            } finally {
                store.remove();
            }
        }
    }

    /** @param outcomes of each push: created, replaced, unchanged */
    private record Pushed(List<String> outcomes, Duration time) {}

    private List<Promise> drill(int count) {
        // The last file is one of dozens of passages, so that a change of one of them shows.
        DrillFiles files = DrillFiles.plain(System.nanoTime() % 100_000);
        List<Upload> folder = new ArrayList<>(files.from(0, count - 1));
        folder.add(files.tome(count - 1));
        Pushed first = push(folder);
        out.printf("%s files are new: searchable after %s.%n", Figures.count(count), Figures.time(first.time()));
        List<JsonNode> before = jobs();

        Pushed second = push(folder);
        List<JsonNode> again = jobs();

        Upload tome = folder.removeLast();
        List<String> oldPassages = passages(tome.key());
        String text = new String(tome.bytes(), StandardCharsets.UTF_8);
        int middle = text.indexOf('.', text.length() / 2);
        folder.add(new Upload(
                tome.key(),
                tome.fileName(),
                tome.mediaType(),
                (text.substring(0, middle) + " and nothing else" + text.substring(middle))
                        .getBytes(StandardCharsets.UTF_8)));
        Pushed third = push(folder);
        List<JsonNode> last = jobs();
        List<String> newPassages = passages(tome.key());
        long changed = newPassages.stream()
                .filter(passage -> !oldPassages.contains(passage))
                .count();
        int embedded = embedded(last) - embedded(again);
        return List.of(
                new Promise(
                        "files pushed again unchanged are not read again",
                        "%d unchanged, %d jobs"
                                .formatted(
                                        second.outcomes().stream()
                                                .filter("unchanged"::equals)
                                                .count(),
                                        again.size() - before.size()),
                        second.outcomes().stream().allMatch("unchanged"::equals) && again.size() == before.size()),
                new Promise(
                        "no passage of them is embedded",
                        "%d embedded".formatted(embedded(again) - embedded(before)),
                        embedded(again) == embedded(before)),
                new Promise(
                        "it takes less than " + Figures.time(LONGEST),
                        Figures.time(second.time()),
                        second.time().compareTo(LONGEST) < 0),
                new Promise(
                        "one file changed: one is replaced",
                        "%d replaced, %d jobs"
                                .formatted(
                                        third.outcomes().stream()
                                                .filter("replaced"::equals)
                                                .count(),
                                        last.size() - again.size()),
                        third.outcomes().stream().filter("unchanged"::equals).count() == count - 1
                                && last.size() - again.size() == 1),
                new Promise(
                        "exactly its changed passages are embedded",
                        "%d of %d passages differ, %d embedded".formatted(changed, newPassages.size(), embedded),
                        changed > 0 && embedded == changed));
    }

    /** Pushes all, and waits until they are searchable. */
    private Pushed push(List<Upload> folder) {
        ConcurrentLinkedQueue<String> outcomes = new ConcurrentLinkedQueue<>();
        long start = System.nanoTime();
        try (InFlight inFlight = new InFlight(AT_ONCE)) {
            for (Upload file : folder) {
                inFlight.start(() -> outcomes.add(api.put(
                                document(file.key()),
                                Map.of(
                                        "text", new String(file.bytes(), StandardCharsets.UTF_8),
                                        "name", file.fileName(),
                                        "media_type", file.mediaType()))
                        .path("outcome")
                        .asText()));
            }
        }
        CrashDrill.await(
                TO_FINISH, "nothing is in progress", () -> store.counts().inProgress() == 0);
        return new Pushed(List.copyOf(outcomes), Duration.ofNanos(System.nanoTime() - start));
    }

    /** The ended jobs of this store. */
    private List<JsonNode> jobs() {
        List<JsonNode> jobs = new ArrayList<>();
        String after = "";
        while (true) {
            JsonNode page = api.get("/api/v1/jobs?state=done&limit=100" + after);
            for (JsonNode job : page.path("data")) {
                if (job.path("collection_id").asText().equals(store.id())) {
                    jobs.add(job);
                }
            }
            if (!page.path("has_more").asBoolean()) {
                return jobs;
            }
            after = "&after="
                    + page.path("data")
                            .path(page.path("data").size() - 1)
                            .path("id")
                            .asText();
        }
    }

    private static int embedded(List<JsonNode> jobs) {
        return jobs.stream()
                .mapToInt(job -> job.path("passages_embedded").asInt())
                .sum();
    }

    /** What is embedded of each passage. */
    private List<String> passages(String key) {
        List<String> passages = new ArrayList<>();
        while (true) {
            JsonNode page = api.get(document(key) + "/passages?limit=100&from=" + passages.size());
            page.path("data")
                    .forEach(passage -> passages.add(passage.path("context").asText() + "\n"
                            + passage.path("text").asText()));
            if (page.path("data").isEmpty()) {
                return passages;
            }
        }
    }

    private String document(String key) {
        return "/api/v1/collections/" + store.id() + "/documents/" + URLEncoder.encode(key, StandardCharsets.UTF_8);
    }
}
