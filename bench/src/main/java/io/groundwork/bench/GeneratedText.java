package io.groundwork.bench;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The words of a passage in an order, with words between them that tell nothing.
 */
final class GeneratedText {

    /** All of them are left out by the search by words. */
    private static final String[] SILENT = {
        "the", "of", "and", "in", "to", "is", "for", "with", "that", "by", "on", "as"
    };

    private final String text;
    private final int[] order;
    private final int[] places;

    /**
     * @param order each place of a telling word, by its index among the passage's different words
     * @param places where these stand, counting all words of the text from 1
     */
    GeneratedText(String text, int[] order, int[] places) {
        this.text = text;
        this.order = order;
        this.places = places;
    }

    String text() {
        return text;
    }

    int[] order() {
        return order;
    }

    int[] places() {
        return places;
    }

    static GeneratedText of(SplittableRandom random, int[] words, int[] repeats, double silent) {
        int all = 0;
        for (int count : repeats) {
            all += count;
        }
        int[] order = new int[all];
        int next = 0;
        for (int i = 0; i < words.length; i++) {
            for (int j = 0; j < repeats[i]; j++) {
                order[next++] = i;
            }
        }
        for (int i = all - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int word = order[i];
            order[i] = order[other];
            order[other] = word;
        }
        int[] places = new int[all];
        StringBuilder text = new StringBuilder(all * 12);
        int place = 0;
        for (int i = 0; i < all; i++) {
            while (random.nextDouble() < silent) {
                text.append(SILENT[random.nextInt(SILENT.length)]).append(' ');
                place++;
            }
            places[i] = ++place;
            text.append(SpelledWords.of(words[order[i]])).append(i == all - 1 ? "." : " ");
        }
        return new GeneratedText(text.toString(), order, places);
    }

    static String question(SplittableRandom random, int[] words, double silent) {
        int[] once = new int[words.length];
        Arrays.fill(once, 1);
        return of(random, words, once, silent).text();
    }
}
