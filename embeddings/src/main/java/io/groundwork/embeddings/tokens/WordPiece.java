package io.groundwork.embeddings.tokens;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * BERT's uncased tokenizer: control characters go, letters lose case and accents, words part at white space, at
 * punctuation and around CJK ideographs, and each word is cut into the longest pieces that the vocabulary has, from the left.
 *
 * <p>Plain Java instead of a native library: no file is unpacked, nothing can be downloaded, and offsets count what Java counts. A test
 * holds the two to the same tokens. They differ in one point: here a text that spells out {@code [SEP]} or another special token gets the
 * tokens of those characters, never the special one.
 *
 * <p>Immutable; safe for use by many threads.
 *
 * @see <a href="https://arxiv.org/abs/1810.04805">Devlin et al., NAACL 2019</a>
 * @see <a href="https://arxiv.org/abs/1609.08144">Wu et al. 2016, section 4.1</a>
 */
public final class WordPiece {

    /** A longer word is one unknown token, as in the original. */
    private static final int MAX_WORD_CODE_POINTS = 100;

    private static final String CONTINUES = "##";

    /** Without a table of names seen: no piece comes twice. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    private final Map<String, Integer> wordStarts = new HashMap<>();
    private final Map<String, Integer> wordParts = new HashMap<>();
    private final int unknown;
    private final int classifier;
    private final int separator;
    private int longestPiece;

    /**
     * @param json the {@code tokenizer.json} of a model whose tokenizer is an uncased WordPiece
     * @throws IOException when it cannot be read or describes another kind of tokenizer
     */
    public WordPiece(InputStream json) throws IOException {
        if (!learn(json)) {
            throw new IOException("This is not the tokenizer.json of an uncased WordPiece model");
        }
        unknown = special("[UNK]");
        classifier = special("[CLS]");
        separator = special("[SEP]");
    }

    /**
     * @param pieces the lines of a model's {@code vocab.txt}, which does not say how text is read: the model must be an uncased one
     * @throws IOException when that is no vocabulary of BERT's kind
     */
    public WordPiece(List<String> pieces) throws IOException {
        for (int id = 0; id < pieces.size(); id++) {
            learn(pieces.get(id), id);
        }
        unknown = special("[UNK]");
        classifier = special("[CLS]");
        separator = special("[SEP]");
    }

    /**
     * Reads the vocabulary as it goes by: a tree of 30,000 nodes takes ten times as long.
     *
     * @return whether the file names the kind of tokenizer that this is
     */
    private boolean learn(InputStream json) throws IOException {
        boolean uncased = false;
        boolean wordPiece = false;
        try (JsonParser parser = JSON.createParser(json)) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.FIELD_NAME) {
                    switch (parser.currentName()) {
                        case "lowercase" -> uncased = parser.nextToken() == JsonToken.VALUE_TRUE;
                        case "max_input_chars_per_word" -> wordPiece = parser.nextIntValue(0) == MAX_WORD_CODE_POINTS;
                        case "vocab" -> learnPieces(parser);
                        default -> parser.nextToken();
                    }
                }
            }
        }
        return uncased && wordPiece;
    }

    private void learnPieces(JsonParser parser) throws IOException {
        parser.nextToken();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            learn(parser.currentName(), parser.nextIntValue(0));
        }
    }

    private void learn(String piece, int id) {
        if (piece.startsWith(CONTINUES)) {
            wordParts.put(piece.substring(CONTINUES.length()), id);
        } else {
            wordStarts.put(piece, id);
        }
        longestPiece = Math.max(longestPiece, piece.length());
    }

    private int special(String token) throws IOException {
        Integer id = wordStarts.get(token);
        if (id == null) {
            throw new IOException("The vocabulary has no " + token);
        }
        return id;
    }

    /** {@code [CLS]}, which opens every sequence that the model reads. */
    public long classifier() {
        return classifier;
    }

    /** {@code [SEP]}, which closes it. */
    public long separator() {
        return separator;
    }

    /** How many tokens {@code text} makes, special ones not counted. */
    public int count(String text) {
        return encode(text, Integer.MAX_VALUE).size();
    }

    /** The first {@code limit} tokens of {@code text}, without special ones. Of a longer text only so much is looked at as tells that it is longer. */
    public Tokens encode(String text, int limit) {
        Tokens tokens = new Tokens();
        Word word = new Word();
        int i = 0;
        while (i < text.length() && tokens.size() < limit) {
            int codePoint = text.codePointAt(i);
            int next = i + Character.charCount(codePoint);
            if (isSpace(codePoint)) {
                split(word, tokens);
            } else if (isIdeograph(codePoint)) {
                split(word, tokens);
                read(codePoint, i, next, word, tokens);
                split(word, tokens);
            } else if (!isDropped(codePoint)) {
                read(codePoint, i, next, word, tokens);
            }
            i = next;
        }
        split(word, tokens);
        if (tokens.size() > limit || holdsMore(text, i)) {
            tokens.cut(limit);
            tokens.markCut();
        }
        return tokens;
    }

    /** Whether what stands behind {@code from} would make a token. */
    private static boolean holdsMore(String text, int from) {
        return text.substring(from)
                .codePoints()
                .anyMatch(codePoint -> !isSpace(codePoint)
                        && !isDropped(codePoint)
                        && Character.getType(codePoint) != Character.NON_SPACING_MARK);
    }

    private void read(int codePoint, int start, int end, Word word, Tokens tokens) {
        if (codePoint < 0x80) {
            append(Character.toLowerCase(codePoint), start, end, word, tokens);
            return;
        }
        String decomposed = Normalizer.normalize(Character.toString(codePoint), Normalizer.Form.NFD);
        for (int i = 0; i < decomposed.length(); ) {
            int part = decomposed.codePointAt(i);
            i += Character.charCount(part);
            if (Character.getType(part) != Character.NON_SPACING_MARK) {
                append(Character.toLowerCase(part), start, end, word, tokens);
            }
        }
    }

    private void append(int codePoint, int start, int end, Word word, Tokens tokens) {
        if (isPunctuation(codePoint)) {
            split(word, tokens);
            word.add(codePoint, start, end);
            split(word, tokens);
        } else {
            word.add(codePoint, start, end);
        }
    }

    /** Cuts the word into pieces and empties it. */
    private void split(Word word, Tokens tokens) {
        if (word.length == 0) {
            return;
        }
        int before = tokens.size();
        boolean known = word.codePoints <= MAX_WORD_CODE_POINTS;
        for (int from = 0; known && from < word.length; ) {
            int to = Math.min(word.length, from + longestPiece);
            Integer id = null;
            while (to > from && (id = piece(word, from, to)) == null) {
                to--;
            }
            known = id != null;
            if (id != null) {
                tokens.add(id, word.starts[from], word.ends[to - 1]);
                from = to;
            }
        }
        if (!known) {
            tokens.cut(before);
            tokens.add(unknown, word.starts[0], word.ends[word.length - 1]);
        }
        word.clear();
    }

    private @Nullable Integer piece(Word word, int from, int to) {
        return (from == 0 ? wordStarts : wordParts).get(new String(word.chars, from, to - from));
    }

    private static boolean isSpace(int codePoint) {
        return codePoint == ' '
                || codePoint == '\t'
                || codePoint == '\n'
                || codePoint == '\r'
                || Character.isSpaceChar(codePoint);
    }

    private static boolean isDropped(int codePoint) {
        if (codePoint > ' ' && codePoint < 0x7f) {
            return false;
        }
        return codePoint == 0xfffd
                || switch (Character.getType(codePoint)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.PRIVATE_USE,
                            Character.SURROGATE,
                            Character.UNASSIGNED -> true;
                    default -> false;
                };
    }

    private static boolean isPunctuation(int codePoint) {
        if (codePoint < 0x80) {
            return codePoint > ' ' && codePoint < 0x7f && !Character.isLetterOrDigit(codePoint);
        }
        return switch (Character.getType(codePoint)) {
            case Character.CONNECTOR_PUNCTUATION,
                    Character.DASH_PUNCTUATION,
                    Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION -> true;
            default -> false;
        };
    }

    /** The blocks that BERT names; Japanese kana and Korean hangul are not among them. */
    private static boolean isIdeograph(int codePoint) {
        return codePoint >= 0x3400
                && (codePoint <= 0x4dbf
                        || (codePoint >= 0x4e00 && codePoint <= 0x9fff)
                        || (codePoint >= 0xf900 && codePoint <= 0xfaff)
                        || (codePoint >= 0x20000 && codePoint <= 0x2a6df)
                        || (codePoint >= 0x2a700 && codePoint <= 0x2b81f)
                        || (codePoint >= 0x2b920 && codePoint <= 0x2ceaf)
                        || (codePoint >= 0x2f800 && codePoint <= 0x2fa1f));
    }

    /** The word being read: its normalised characters, and for each the characters of the text that it came from. */
    private static final class Word {

        private char[] chars = new char[32];
        private int[] starts = new int[32];
        private int[] ends = new int[32];
        private int length;
        private int codePoints;

        void add(int codePoint, int start, int end) {
            if (codePoints > MAX_WORD_CODE_POINTS) {
                // Unknown already; only where it ends still matters.
                ends[length - 1] = end;
                return;
            }
            if (length + 2 > chars.length) {
                chars = Arrays.copyOf(chars, 2 * length);
                starts = Arrays.copyOf(starts, 2 * length);
                ends = Arrays.copyOf(ends, 2 * length);
            }
            int written = Character.toChars(codePoint, chars, length);
            for (int i = 0; i < written; i++) {
                starts[length] = start;
                ends[length] = end;
                length++;
            }
            codePoints++;
        }

        void clear() {
            length = 0;
            codePoints = 0;
        }
    }
}
