package io.groundwork.orchestration.answering;

import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.Passage;
import io.groundwork.orchestration.chat.Usage;
import io.groundwork.orchestration.routing.Attempt;
import io.groundwork.retrieval.Hit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * An answer in the making. What is written is handed out at once; a citation only when the stored document reads, at its place,
 * exactly as quoted. Used by one thread.
 */
final class Draft {

    private final Consumer<AnswerEvent> events;
    private final DocumentText texts;
    private final Map<Version, Optional<String>> stored = new HashMap<>();
    private final StringBuilder text = new StringBuilder();
    private final List<Citation> citations = new ArrayList<>();
    private final Map<Citation, Integer> places = new HashMap<>();
    private final List<Evidence> grounds = new ArrayList<>();
    private final List<Attempt> tried = new ArrayList<>();
    private List<Hit> read = List.of();
    private Optional<String> writtenBy = Optional.empty();
    private Usage usage = Usage.NONE;
    private Checked checked = Checked.NOTHING;
    private boolean blank = true;
    private int dropped;

    Draft(Consumer<AnswerEvent> events, DocumentText texts) {
        this.events = events;
        this.texts = texts;
    }

    void write(String piece) {
        text.append(piece);
        blank = blank && piece.isBlank();
        events.accept(new AnswerEvent.Delta(piece));
    }

    /** Whether the stored document reads as {@code evidence} says. One that does not is counted as dropped. */
    boolean holds(Evidence evidence) {
        Hit hit = evidence.hit();
        boolean holds = stored.computeIfAbsent(
                        new Version(hit.document(), hit.version()),
                        version -> texts.of(version.document(), version.number()))
                .filter(whole -> evidence.end() <= whole.length()
                        && whole.substring(evidence.start(), evidence.end()).equals(evidence.text()))
                .isPresent();
        if (!holds) {
            dropped++;
        }
        return holds;
    }

    /** Marks the end of what was written so far; the same place twice is marked once. */
    void cite(Evidence evidence) {
        cite(evidence, text.length());
    }

    /**
     * Marks a place in what was written.
     *
     * @return the citation's place among all; empty where the stored document does not read so
     */
    OptionalInt cite(Evidence evidence, int index) {
        Citation citation = citation(evidence, index);
        Integer known = places.get(citation);
        if (known != null) {
            return OptionalInt.of(known);
        }
        if (!holds(evidence)) {
            return OptionalInt.empty();
        }
        places.put(citation, citations.size());
        citations.add(citation);
        grounds.add(evidence);
        events.accept(new AnswerEvent.Cited(citation));
        return OptionalInt.of(citations.size() - 1);
    }

    /** Notes what came of holding its sentences against what they cite. */
    void checked(Checked result) {
        checked = result;
    }

    Checked checked() {
        return checked;
    }

    /** Notes what a model was given to read, whatever comes of it. */
    void read(List<Hit> passages) {
        read = List.copyOf(passages);
    }

    /** What was read and cited so far. */
    Answerer.Grounds groundsSoFar() {
        return new Answerer.Grounds(grounds, read);
    }

    /** Notes which models were considered before one wrote. */
    void tried(List<Attempt> attempts) {
        tried.addAll(attempts);
    }

    /** Notes who was writing, and what that had taken, when it broke off. */
    void brokeOff(List<Attempt> attempts, Usage taken) {
        tried(attempts);
        writtenBy = Attempt.askedLast(attempts);
        usage = taken;
    }

    /** Notes what a model has taken, before all of it is shown. */
    void took(Usage taken) {
        usage = taken;
    }

    /** What was taken by a model so far, whatever becomes of its answer. */
    Usage usage() {
        return usage;
    }

    /** Notes the model that wrote. */
    void writtenBy(String model) {
        writtenBy = Optional.of(model);
    }

    List<Attempt> tried() {
        return List.copyOf(tried);
    }

    Optional<String> writtenBy() {
        return writtenBy;
    }

    /** Counts a citation that leads nowhere. */
    void drop() {
        dropped++;
    }

    String text() {
        return text.toString();
    }

    /** What was written from there on. */
    String from(int start) {
        return text.substring(start);
    }

    /** Of what was written. */
    int length() {
        return text.length();
    }

    boolean isBlank() {
        return blank;
    }

    List<Citation> citations() {
        return List.copyOf(citations);
    }

    /** What the citations rest on, in their order. */
    List<Evidence> grounds() {
        return List.copyOf(grounds);
    }

    int dropped() {
        return dropped;
    }

    private Citation citation(Evidence evidence, int index) {
        Hit hit = evidence.hit();
        Passage passage = hit.passage();
        return new Citation(
                hit.collection(),
                hit.document(),
                hit.version(),
                passage.page(),
                passage.pageEnd(),
                passage.rowsOf(evidence.start(), evidence.end()),
                passage.headings(),
                evidence.start(),
                evidence.end(),
                evidence.text(),
                index);
    }

    private record Version(DocumentId document, int number) {}
}
