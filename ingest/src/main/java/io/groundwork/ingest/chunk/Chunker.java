package io.groundwork.ingest.chunk;

import io.groundwork.ingest.Block;
import io.groundwork.ingest.ParsedDocument;
import io.groundwork.ingest.Passage;
import io.groundwork.ingest.chunk.Atom.Joint;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Cuts documents into passages along their own joints: a section that fits is one passage, a longer one is cut between blocks, else
 * between sentences, rows or lines, into parts of about one size; short sections are joined with their neighbours. Thread-safe.
 */
public final class Chunker {

    /** A token has at least one character, and rarely more than so many: texts longer than that need not be counted to be too long. */
    private static final int CHARACTERS_PER_TOKEN = 12;

    /** What is kept for the text, whatever title and headings take. */
    private static final int LEAST_ROOM = 16;

    public Chunker() {}

    /**
     * The passages in order. With {@code document.title()} above it, each makes at most {@code budget.maxTokens()}; only a title that
     * leaves no room by itself is let through.
     */
    public List<Passage> chunk(ParsedDocument document, TokenCounter counter, Budget budget, Profile profile) {
        Profile found = profile.of(document);
        Cutting cutting = new Cutting(document, counter, budget, found.leastFillPercent);
        for (Section section : joined(Section.of(document, found), document, counter, budget)) {
            cutting.cut(section);
        }
        return List.copyOf(cutting.passages);
    }

    /** The same, as running text. */
    public List<Passage> chunk(ParsedDocument document, TokenCounter counter, Budget budget) {
        return chunk(document, counter, budget, Profile.PROSE);
    }

    /** Sections below {@code minTokens} take in what follows them, or join what precedes them, where both belong together. */
    private static List<Section> joined(
            List<Section> sections, ParsedDocument document, TokenCounter counter, Budget budget) {
        List<Section> forward = new ArrayList<>();
        for (Section next : sections) {
            joinOrAdd(forward, next, last -> isShort(last, document, counter, budget), document, counter, budget);
        }
        List<Section> joined = new ArrayList<>();
        for (Section next : forward) {
            joinOrAdd(joined, next, last -> isShort(next, document, counter, budget), document, counter, budget);
        }
        return joined;
    }

    private static void joinOrAdd(
            List<Section> joined,
            Section next,
            Predicate<Section> wanted,
            ParsedDocument document,
            TokenCounter counter,
            Budget budget) {
        Section last = joined.isEmpty() ? null : joined.getLast();
        if (last != null
                && last.isRelatedTo(next)
                && wanted.test(last)
                && fits(last.joinedWith(next), document, counter, budget)) {
            joined.set(joined.size() - 1, last.joinedWith(next));
        } else {
            joined.add(next);
        }
    }

    private static boolean isShort(Section section, ParsedDocument document, TokenCounter counter, Budget budget) {
        int length = section.end() - section.start();
        return length < budget.minTokens() * CHARACTERS_PER_TOKEN
                && counter.count(document.text().substring(section.start(), section.end())) < budget.minTokens();
    }

    private static boolean fits(Section section, ParsedDocument document, TokenCounter counter, Budget budget) {
        int length = section.end() - section.start();
        return length < budget.targetTokens() * CHARACTERS_PER_TOKEN
                && counter.count(document.text().substring(section.start(), section.end())) <= budget.targetTokens();
    }

    /** The passages of one document as they come about. */
    private static final class Cutting {

        private final ParsedDocument document;
        private final String text;
        private final TokenCounter counter;
        private final Budget budget;
        private final int leastFillPercent;
        private final List<Passage> passages = new ArrayList<>();
        private Passage.Section section = new Passage.Section(0, 0);

        Cutting(ParsedDocument document, TokenCounter counter, Budget budget, int leastFillPercent) {
            this.leastFillPercent = leastFillPercent;
            this.document = document;
            this.text = document.text();
            this.counter = counter;
            this.budget = budget;
        }

        void cut(Section whole) {
            section = new Passage.Section(whole.start(), whole.end());
            List<Block> body = whole.body(text);
            List<String> headings = fittingHeadings(whole.path());
            if (addWhole(body, headings)) {
                return;
            }
            String lead = counter.count(whole.lead()) <= budget.maxTokens() / 4 ? whole.lead() : "";
            int room = room(headings, lead);
            Atoms taken = new Atoms(text, counter, room);
            List<Atom> atoms = taken.of(body);
            int from = 0;
            while (from < atoms.size()) {
                int table = atoms.get(from).table();
                String context = table >= 0 ? taken.headerOf(table) : from > 0 ? lead : "";
                int to = end(atoms, from, room(headings, context));
                to = add(atoms, from, to, headings, context);
                from = to == atoms.size() ? to : next(atoms, from, to);
            }
        }

        /** Outermost headings go first when all of them would leave less than half of the passage. */
        private List<String> fittingHeadings(List<String> path) {
            List<String> headings = path;
            while (!headings.isEmpty()
                    && counter.count(Passage.above(document.title(), headings, "")) > budget.maxTokens() / 2) {
                headings = headings.subList(1, headings.size());
            }
            return headings;
        }

        private int room(List<String> headings, String context) {
            String above = Passage.above(document.title(), headings, context);
            return Math.max(LEAST_ROOM, budget.maxTokens() - (above.isEmpty() ? 0 : counter.count(above)));
        }

        /** The common case, counted once: the section is a passage. */
        private boolean addWhole(List<Block> body, List<String> headings) {
            int start = body.getFirst().start();
            int end = body.getLast().end();
            if (end - start > budget.maxTokens() * CHARACTERS_PER_TOKEN) {
                return false;
            }
            int lastPage = body.stream().mapToInt(Block::page).max().orElse(0);
            RowsSeen rows = new RowsSeen();
            body.forEach(block -> rows.add(block, text));
            Passage whole = passage(start, end, body.getFirst().page(), lastPage, rows.rows(), headings, "");
            if (counter.count(whole.inContext(document.title())) > budget.maxTokens()) {
                return false;
            }
            passages.add(whole);
            return true;
        }

        /** One past the last atom of the passage that begins at {@code from}. */
        private int end(List<Atom> atoms, int from, int room) {
            long rest = 0;
            for (int i = from; i < atoms.size() && rest <= 3L * budget.targetTokens(); i++) {
                rest += atoms.get(i).tokens();
            }
            if (rest <= room) {
                return atoms.size();
            }
            int fill = fill(rest, Math.min(room, budget.targetTokens()));
            int end = from;
            int tokens = 0;
            int lastBlock = -1;
            int lastPart = -1;
            while (end < atoms.size() && (end == from || tokens + atoms.get(end).tokens() <= fill)) {
                if (end > from && tokens > fill * leastFillPercent / 100) {
                    lastBlock = atoms.get(end).joint() == Joint.BLOCK ? end : lastBlock;
                    lastPart = atoms.get(end).joint() == Joint.PART ? end : lastPart;
                }
                tokens += atoms.get(end).tokens();
                end++;
            }
            if (end == atoms.size() || atoms.get(end).joint() == Joint.BLOCK) {
                return end;
            }
            if (lastBlock >= 0) {
                return lastBlock;
            }
            return atoms.get(end).joint() == Joint.PART || lastPart < 0 ? end : lastPart;
        }

        /** What to fill this passage up to: near the end of a section, parts of equal size rather than a full one and a scrap. */
        private static int fill(long rest, int target) {
            if (rest > 3L * target) {
                return target;
            }
            long parts = (rest + target - 1) / target;
            return (int) Math.min(target, rest / Math.max(1, parts) * 11 / 10 + 8);
        }

        /** Adds the passage, shorter than planned if it proves too long as a whole; answers where it ends. */
        private int add(List<Atom> atoms, int from, int plannedEnd, List<String> headings, String context) {
            int to = plannedEnd;
            Passage passage = passage(atoms, from, to, headings, context);
            while (to > from + 1 && counter.count(passage.inContext(document.title())) > budget.maxTokens()) {
                to--;
                passage = passage(atoms, from, to, headings, context);
            }
            passages.add(passage);
            return to;
        }

        /** Where the next passage begins: a few whole sentences back, when prose was cut. */
        private int next(List<Atom> atoms, int from, int to) {
            int start = to;
            int shared = 0;
            while (start > from + 1
                    && isProse(atoms, start)
                    && isProse(atoms, start - 1)
                    && shared + atoms.get(start - 1).tokens() <= budget.overlapTokens()) {
                start--;
                shared += atoms.get(start).tokens();
            }
            return start;
        }

        /** Whether the atom is a whole sentence that follows another one of the same paragraph. */
        private static boolean isProse(List<Atom> atoms, int index) {
            return atoms.get(index).joint() == Joint.SENTENCE
                    && (index + 1 == atoms.size() || atoms.get(index + 1).joint() != Joint.WITHIN);
        }

        private Passage passage(List<Atom> atoms, int from, int to, List<String> headings, String context) {
            int lastPage = 0;
            RowsSeen rows = new RowsSeen();
            for (Atom atom : atoms.subList(from, to)) {
                lastPage = Math.max(lastPage, atom.page());
                rows.add(atom.block(), atom.row());
            }
            Atom first = atoms.get(from);
            int end = atoms.get(to - 1).end();
            return passage(first.start(), end, first.page(), lastPage, rows.rows(), headings, context);
        }

        private Passage passage(
                int start, int end, int page, int lastPage, Passage.Rows rows, List<String> headings, String context) {
            return new Passage(
                    passages.size(),
                    text.substring(start, end),
                    context,
                    headings,
                    start,
                    end,
                    page,
                    Math.max(page, lastPage),
                    rows,
                    section);
        }
    }
}
