package io.groundwork.bench;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A command line: words, and options in the forms {@code --name value} and {@code --flag}.
 *
 * @param words what is no option, in order
 * @param options values by name without the dashes, in the order given
 * @param flags names without the dashes
 */
record Arguments(List<String> words, Map<String, List<String>> options, Set<String> flags) {

    Arguments {
        words = List.copyOf(words);
        options = Map.copyOf(options);
        flags = Set.copyOf(flags);
    }

    /**
     * @param options names that take a value
     * @param flags names that take none
     * @throws BenchException for any other name, and for an option without its value
     */
    static Arguments parse(List<String> line, Set<String> options, Set<String> flags) {
        List<String> words = new ArrayList<>();
        Map<String, List<String>> values = new LinkedHashMap<>();
        Set<String> set = new HashSet<>();
        for (int i = 0; i < line.size(); i++) {
            String word = line.get(i);
            if (!word.startsWith("--")) {
                words.add(word);
            } else if (flags.contains(word.substring(2))) {
                set.add(word.substring(2));
            } else if (!options.contains(word.substring(2))) {
                throw new BenchException("There is no option %s.".formatted(word));
            } else if (i + 1 == line.size()) {
                throw new BenchException("%s needs a value.".formatted(word));
            } else {
                values.computeIfAbsent(word.substring(2), name -> new ArrayList<>())
                        .add(line.get(++i));
            }
        }
        return new Arguments(words, values, set);
    }

    /** The last value given, as in a shell. */
    Optional<String> option(String name) {
        return Optional.ofNullable(options.get(name)).map(List::getLast);
    }

    List<String> all(String name) {
        return options.getOrDefault(name, List.of());
    }

    /** @throws BenchException when the value is no number within 0 to 1 */
    double share(String name, double otherwise) {
        if (option(name).isEmpty()) {
            return otherwise;
        }
        String value = option(name).get();
        try {
            double number = Double.parseDouble(value);
            if (number >= 0 && number <= 1) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new BenchException("--%s is '%s'; it must be a number within 0 to 1.".formatted(name, value), e);
        }
        throw new BenchException("--%s is '%s'; it must be a number within 0 to 1.".formatted(name, value));
    }

    /** @throws BenchException when the value is no number of at least 1 */
    int count(String name, int otherwise) {
        if (option(name).isEmpty()) {
            return otherwise;
        }
        String value = option(name).get();
        try {
            int number = Integer.parseInt(value);
            if (number >= 1) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new BenchException("--%s is '%s'; it must be a number of at least 1.".formatted(name, value), e);
        }
        throw new BenchException("--%s is '%s'; it must be a number of at least 1.".formatted(name, value));
    }
}
