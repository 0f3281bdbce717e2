package io.groundwork.embeddings.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds our tokenizer to the native one of the model's makers, which tests may load and the product does not. */
class WordPieceTest {

    private static final String TOKENIZER = "/bge-small-en-v1.5-q-tokenizer.json";

    private static final long UNKNOWN = 100;

    private static WordPiece tokenizer;
    private static HuggingFaceTokenizer theirs;

    @BeforeAll
    static void load() throws IOException {
        try (InputStream json = WordPieceTest.class.getResourceAsStream(TOKENIZER)) {
            tokenizer = new WordPiece(json);
        }
        try (InputStream json = WordPieceTest.class.getResourceAsStream(TOKENIZER)) {
            theirs = HuggingFaceTokenizer.newInstance(json, Map.of("truncation", "false", "padding", "false"));
        }
    }

    @AfterAll
    static void close() {
        theirs.close();
    }

    @Test
    void cutsProseAsTheOriginalDoes() {
        for (String text : List.of(
                "Retrieval-augmented generation: 3,141 passages (p. 12), naïve résumés & Müller's Straße!",
                "The mitochondria's electrochemical gradient; pH 7.4 ± 0.2, IL-2Rα, 10⁻⁹ mol·L⁻¹ ≤ x",
                "e\u0301 combining, ﬁ ligature, İstanbul, ΑΒΓΣ σς, 東京タワー, 서울, ไทย, مرحبا, हिन्दी",
                "snake_case, CamelCase, https://example.org/a?b=c#d, name@example.org, C:\\temp\\x.txt",
                "tabs\tand\nlines\r\nand\u00a0spaces\u3000wide, zero\u200bwidth, soft\u00adhyphen, bom\ufeff",
                "emoji 😀👍🏽 and flags 🇩🇪, maths 𝒳𝓎, music 𝄞",
                "x".repeat(100) + " " + "x".repeat(101) + " " + "supercalifragilistic".repeat(9),
                "",
                "   ",
                "\u0301\u0302")) {
            assertSame(text);
        }
    }

    /** The Unicode tables of the original are older than the JDK's; what came since is in no vocabulary. */
    @Test
    void cutsEveryCharacterThatTheVocabularyHasAsTheOriginalDoes() {
        List<String> different = new ArrayList<>();
        for (int codePoint = 1; codePoint < 0x10000; codePoint++) {
            String character = Character.toString(codePoint);
            if (Character.isSurrogate((char) codePoint)
                    || ids(character).isEmpty()
                    || ids(character).contains(UNKNOWN)) {
                continue;
            }
            String text = "a" + character + "b";
            if (!ids(text).equals(theirIds(text))) {
                different.add("%04x: %s, not %s".formatted(codePoint, ids(text), theirIds(text)));
            }
        }

        assertThat(different).isEmpty();
    }

    @Test
    void cutsRandomTextAsTheOriginalDoes() {
        long seed = 20261121;
        Random random = new Random(seed);
        String alphabet =
                "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789    \n\t.,;:-_()[]'\"äöüßéèñç–—…“”东京가😀";
        int[] letters = alphabet.codePoints().toArray();
        for (int round = 0; round < 2_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(80); length > 0; length--) {
                text.appendCodePoint(letters[random.nextInt(letters.length)]);
            }

            assertThat(ids(text.toString()))
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(theirIds(text.toString()));
        }
    }

    @Test
    void aTokenPointsAtItsCharactersInUtf16() {
        String text = "😀 Größe: naïve 東京 e\u0301tude";

        Tokens tokens = tokenizer.encode(text, 100);

        List<String> pieces = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            pieces.add(text.substring(tokens.start(i), tokens.end(i)));
        }
        assertThat(pieces).containsExactly("😀", "Gr", "ö", "ße", ":", "naïve", "東", "京", "e\u0301t", "ude");
    }

    @Test
    void aLimitGivesTheFirstTokensOnly() {
        Tokens tokens = tokenizer.encode("one two three unbelievably four", 4);

        assertThat(tokens.size()).isEqualTo(4);
        assertThat(ids("one two three unbelievably four"))
                .startsWith(tokens.id(0), tokens.id(1), tokens.id(2), tokens.id(3));
    }

    @Test
    void textNeverBecomesASpecialToken() {
        assertThat(ids("a [SEP] b [CLS] [MASK]")).doesNotContain(tokenizer.separator(), tokenizer.classifier(), 103L);
    }

    private static void assertSame(String text) {
        assertThat(ids(text)).as(text).isEqualTo(theirIds(text));
        assertThat(tokenizer.count(text)).isEqualTo(theirIds(text).size());
    }

    private static List<Long> ids(String text) {
        Tokens tokens = tokenizer.encode(text, Integer.MAX_VALUE);
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            ids.add(tokens.id(i));
        }
        return ids;
    }

    private static List<Long> theirIds(String text) {
        Encoding encoding = theirs.encode(text, false, false);
        List<Long> ids = new ArrayList<>();
        for (long id : encoding.getIds()) {
            ids.add(id);
        }
        return ids;
    }
}
