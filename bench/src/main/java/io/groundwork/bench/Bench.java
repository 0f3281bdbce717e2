package io.groundwork.bench;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code ./groundwork bench [NAME]}: benchmarks and drills, and the table of them. */
public final class Bench {

    private static final Map<String, Entry> TABLE = new LinkedHashMap<>();

    static {
        TABLE.put("embeddings", new Entry("passages to vectors, against LangChain4j in process", EmbeddingBench::run));
        TABLE.put(
                "gpu",
                new Entry(
                        "tokens a second by provider, precision, batch and length of texts; and whether the vectors agree",
                        GpuBench::run));
        TABLE.put(
                "embeddings-service",
                new Entry(
                        "the embedding service against its engine: overhead, questions under load, a flood",
                        EmbeddingServiceBench::run));
        TABLE.put(
                "rerank",
                new Entry("passages scored by the stored states of their tokens, on one core", RerankBench::run));
        TABLE.put(
                "ingest",
                new Entry("ingestion through the API against the bare engine, on the same texts", IngestDrill::run));
        TABLE.put(
                "search",
                new Entry("latency and throughput of searches from many clients against one", SearchBench::run));
        TABLE.put(
                "retrieval",
                new Entry(
                        "searches in up to a million generated passages: quality, time, disk; beside pgvector and Lucene",
                        RetrievalBench::run));
        TABLE.put(
                "answers",
                new Entry(
                        "questions of SQuAD's form through /v1/responses: gold answers cited, others declined",
                        AnswersBench::run));
        TABLE.put(
                "reading",
                new Entry("files of a folder through the parser, against reference texts", ReadingBench::run));
        TABLE.put("again", new Entry("a folder pushed again, unchanged and with one file changed", AgainDrill::run));
        TABLE.put(
                "hostile",
                new Entry(
                        "files of a folder through the running system: how each ends, in what time and memory",
                        HostileDrill::run));
        TABLE.put(
                "workers",
                new Entry(
                        "two workers against one, where the embedding service is what takes time", WorkersDrill::run));
        TABLE.put(
                "switch",
                new Entry(
                        "a collection moved to another embedding space and back while it is asked", SwitchDrill::run));
        TABLE.put(
                "busy",
                new Entry(
                        "a collection written by many and searched by others at once: failed searches, and a recount",
                        BusyDrill::run));
        TABLE.put(
                "leaks",
                new Entry("who is shown what may not be read, by every path, while rights change", LeakDrill::run));
        TABLE.put(
                "facade",
                new Entry(
                        "what the system adds to a model server's answers, the rate it holds; a thousand streams for long",
                        FacadeBench::run));
        TABLE.put(
                "faults",
                new Entry(
                        "model servers that fail in many ways, before and after the first word: how each answer ends",
                        FaultsDrill::run));
        TABLE.put(
                "recall",
                new Entry(
                        "a model taken back, and a route changed, while several nodes answer by it", RecallDrill::run));
        TABLE.put(
                "audit",
                new Entry(
                        "kill -9 in the middle of answers: whether each has one outcome, and the chain of records holds",
                        AuditDrill::run));
        TABLE.put(
                "crash",
                new Entry("kill -9 in the middle of an ingestion: what was promised, what happened", CrashDrill::run));
    }

    private Bench() {}

    /** @param description half a line for the list */
    private record Entry(String description, Subject subject) {}

    /** A benchmark or drill. Throws {@link BenchException} when it could not be done, or a promise was broken. */
    @FunctionalInterface
    interface Subject {

        /** @param environment the variables that say where the system is */
        void run(List<String> line, Map<String, String> environment, PrintStream out) throws Exception;
    }

    public static void main(String[] args) {
        System.exit(run(List.of(args), System.getenv(), System.out));
    }

    /** Runs one, or lists all, and returns the exit status: 0 done, 1 could not or broken, 2 misunderstood. */
    static int run(List<String> line, Map<String, String> environment, PrintStream out) {
        if (line.isEmpty() || line.getFirst().startsWith("-")) {
            list(out);
            return 0;
        }
        Entry entry = TABLE.get(line.getFirst());
        if (entry == null) {
            out.printf("groundwork bench: there is no '%s'.%n", line.getFirst());
            list(out);
            return 2;
        }
        try {
            entry.subject().run(line.subList(1, line.size()), environment, out);
            return 0;
        } catch (BenchException e) {
            out.println("groundwork bench: " + e.getMessage());
            return 1;
        } catch (Exception e) {
            out.println("groundwork bench: " + e);
            return 1;
        }
    }

    private static void list(PrintStream out) {
        out.println("./groundwork bench NAME [options]");
        TABLE.forEach((name, entry) -> out.printf("  %-18s %s%n", name, entry.description()));
    }
}
