package io.groundwork.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.groundwork.bench.LeakQuestion.Kind;
import io.groundwork.bench.RightsLog.Window;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Holds an answer against what its asker could read meanwhile. It gives a document away that could not be read at any moment: by its id, by one of its words, by counting it, by an answer
 * other than 404; an export gives away whatever it tells to who could not curate. It withholds what could be read all the time, and is promised. What the question said itself tells nothing.
 * Safe for use by many threads.
 */
final class LeakJudge {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int NOT_FOUND = 404;
    private static final int WRONG = 400;
    private static final int REFUSED = 403;
    private static final Set<Integer> REFUSALS = Set.of(REFUSED, NOT_FOUND);

    /** How a tool of agents says what other doors say by 404; anything else that it could say would tell more. */
    private static final String NOT_THERE = "There is no ";

    /** Without it an export is not whole. */
    private static final String LAST_LINE = "\n{\"type\":\"end\"";

    private final List<Placed> all;
    private final Pattern text;
    private final Pattern name;
    private final Map<String, Integer> documents = new HashMap<>();
    private final Map<Integer, BitSet> places = new HashMap<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<String, BitSet> stores = new HashMap<>();
    private final BitSet contents = new BitSet();

    /** @param seed that the words of the documents were made with */
    LeakJudge(List<Placed> all, long seed) {
        this.all = List.copyOf(all);
        this.text = Pattern.compile("zq[wq]%dx\\d{5}".formatted(seed));
        this.name = Pattern.compile("zqn%dx\\d{5}|(?:file-|vs_)[0-9a-zA-Z]{1,32}".formatted(seed));
        for (Placed placed : all) {
            String id = placed.isCollection() ? placed.store() : placed.file();
            documents.put(id, placed.document());
            if (!placed.isCollection()) {
                Stream.of(
                                placed.marks().word(),
                                placed.marks().quiet(),
                                placed.marks().name())
                        .filter(word -> !word.isEmpty())
                        .forEach(word -> documents.put(word, placed.document()));
                contents.set(placed.number());
                stores.computeIfAbsent(placed.store(), store -> new BitSet()).set(placed.number());
            }
            places.computeIfAbsent(placed.document(), document -> new BitSet()).set(placed.number());
            numbers.put(placed.store() + " " + placed.file(), placed.number());
        }
    }

    /**
     * What is wrong with an answer, each in half a line.
     *
     * @param refusals how many of the probes were of what the asker could not read at any moment: only these can leak
     */
    record Verdict(int refusals, List<String> leaks, List<String> withheld) {}

    /**
     * @param window what the asker could read
     * @param curated the collections that the asker could curate
     */
    Verdict judge(LeakQuestion question, GroundworkApi.Reply reply, Window window, Window curated) {
        BitSet possible = window.possible();
        BitSet certain = window.certain();
        JsonNode answer = read(reply.body());
        int status = status(reply, answer);
        boolean found = status / 100 == 2;
        Set<String> leaks = new TreeSet<>();
        List<String> withheld = new ArrayList<>();
        if (question.kind() == Kind.EXPORT) {
            if (!question.about().intersects(curated.possible())) {
                possible.andNot(contents);
                if (found) {
                    leaks.add("an export by an answer of %d".formatted(status));
                }
            }
            if (!question.about().intersects(curated.certain())) {
                certain.clear();
            }
            if (found && !reply.body().contains(LAST_LINE)) {
                withheld.add("the end of an export");
            }
        }
        BitSet known = question.kind() == Kind.KNOWN ? within(curated.possible(), possible) : possible;
        BitSet shown = placesIn(answer, new BitSet());
        shown.stream().filter(number -> !known.get(number)).forEach(number -> leaks.add(words(number)));
        judgeTold(question, told(question, reply.body(), text), possible, shown, leaks);
        judgeTold(question, told(question, reply.body(), name), known, shown, leaks);
        boolean single = question.kind() != Kind.LIST && question.kind() != Kind.EXPORT;
        boolean asksForOne = question.kind() != Kind.LIST;
        if (asksForOne && status != NOT_FOUND && !question.about().intersects(known)) {
            leaks.add("%s by an answer of %d".formatted(words(question.about().nextSetBit(0)), status));
        }
        count(answer, window.most(single ? contents : question.about()), leaks);
        counts(answer, window, leaks, withheld);
        if (!found && !REFUSALS.contains(status)) {
            withheld.add("everything by an answer of %d".formatted(status));
        }
        if (single) {
            BitSet owed = (BitSet) question.owed().clone();
            owed.and(certain);
            if (!owed.isEmpty() && !found) {
                withheld.add("%s by an answer of %d".formatted(words(owed.nextSetBit(0)), status));
            }
        } else {
            BitSet missing = (BitSet) question.owed().clone();
            missing.and(certain);
            missing.andNot(shown);
            missing.stream().mapToObj(this::words).forEach(withheld::add);
        }
        BitSet refused = (BitSet) question.about().clone();
        refused.andNot(possible);
        int refusals = question.kind() == Kind.ANYWHERE || question.kind() == Kind.KNOWN
                ? (question.about().intersects(possible) ? 0 : 1)
                : refused.cardinality();
        return new Verdict(refusals, List.copyOf(leaks), List.copyOf(withheld));
    }

    /** @param allowed numbers of what may be told of */
    private void judgeTold(LeakQuestion question, Set<Integer> told, BitSet allowed, BitSet shown, Set<String> leaks) {
        for (int document : told) {
            BitSet of = placesAsked(question, document);
            if (!of.intersects(allowed)) {
                leaks.add(words(of.nextSetBit(0)));
            }
            // Which of several was meant is told by the collection named beside it, or by nothing.
            if (of.cardinality() == 1) {
                shown.or(of);
            }
        }
    }

    /** What lies in these collections, and the others beside it. */
    private BitSet within(BitSet collections, BitSet others) {
        BitSet within = (BitSet) others.clone();
        collections.stream()
                .forEach(number -> within.or(stores.getOrDefault(all.get(number).store(), new BitSet())));
        return within;
    }

    /** As doors answer that know statuses; a tool of agents tells of a refusal in a result. */
    private static int status(GroundworkApi.Reply reply, JsonNode answer) {
        JsonNode result = answer.path("result");
        if (answer.has("error") && answer.has("jsonrpc")) {
            return WRONG;
        }
        if (!result.path("isError").asBoolean()) {
            return reply.status();
        }
        return result.at("/content/0/text").asText().startsWith(NOT_THERE) ? NOT_FOUND : REFUSED;
    }

    /** Documents and collections whose ids or words stand in the answer, but not in the question. */
    private Set<Integer> told(LeakQuestion question, String answer, Pattern mark) {
        String asked = question.path() + " " + question.body();
        Set<Integer> told = new TreeSet<>();
        Matcher found = mark.matcher(answer);
        while (found.find()) {
            Integer document = documents.get(found.group());
            if (document != null && !asked.contains(found.group())) {
                told.add(document);
            }
        }
        return told;
    }

    /** What an answer names together with the collection that it is in. */
    private BitSet placesIn(JsonNode node, BitSet places) {
        String store =
                node.path("collection_id").asText(node.path("vector_store_id").asText(""));
        String file = node.path("file_id").asText(node.path("id").asText(""));
        Integer number = numbers.get(store + " " + file);
        if (number != null) {
            places.set(number);
        }
        Integer collection = numbers.get(file + " ");
        if (collection != null) {
            places.set(collection);
        }
        node.forEach(child -> placesIn(child, places));
        return places;
    }

    /** Where the question looked; where it did not look at all, anywhere. */
    private BitSet placesAsked(LeakQuestion question, int document) {
        BitSet asked = (BitSet) question.about().clone();
        asked.and(places.get(document));
        return asked.isEmpty() ? places.get(document) : asked;
    }

    /** Stages of a search count passages, of which each document has one at most. */
    private static void count(JsonNode node, int most, Set<String> leaks) {
        int counted = Math.max(node.path("found").asInt(0), node.path("among").asInt(0));
        if (node.has("stage") && counted > most) {
            leaks.add("%d passages counted of %d".formatted(counted, most));
        }
        node.forEach(child -> count(child, most, leaks));
    }

    /** Numbers of files, of a collection or of what was put into it at once; agents are told one number of a collection. */
    private void counts(JsonNode node, Window window, Set<String> leaks, List<String> withheld) {
        String id = node.path("id").asText("");
        BitSet all = stores.get(node.path("vector_store_id").asText(id));
        JsonNode counted = node.path("file_counts").path("total");
        if (counted.isMissingNode()) {
            counted = node.path("documents");
        }
        if (counted.isInt() && all != null) {
            BitSet of = id.startsWith("vs_") ? all : tops(all);
            int total = counted.asInt();
            if (total > window.most(of)) {
                leaks.add("%d documents counted of %d".formatted(total, window.most(of)));
            } else if (total < window.least(of)) {
                withheld.add("%d documents counted of %d".formatted(total, window.least(of)));
            }
        }
        node.forEach(child -> counts(child, window, leaks, withheld));
    }

    private BitSet tops(BitSet of) {
        BitSet tops = new BitSet();
        of.stream().filter(number -> all.get(number).isTop()).forEach(tops::set);
        return tops;
    }

    private String words(int number) {
        Placed placed = all.get(number);
        return placed.isCollection() ? placed.store() : placed.file() + " in " + placed.store();
    }

    /** Streams of events and files are no JSON: their words tell. */
    private static JsonNode read(String body) {
        try {
            return body.startsWith("{") ? JSON.readTree(body) : MissingNode.getInstance();
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
