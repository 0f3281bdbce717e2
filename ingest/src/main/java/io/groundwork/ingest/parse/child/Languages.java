package io.groundwork.ingest.parse.child;

import com.optimaize.langdetect.DetectedLanguage;
import com.optimaize.langdetect.LanguageDetector;
import com.optimaize.langdetect.LanguageDetectorBuilder;
import com.optimaize.langdetect.ngram.NgramExtractors;
import com.optimaize.langdetect.profiles.LanguageProfileReader;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells the language of a text by its letters' neighbours. The profiles of some seventy languages are loaded with the first text. */
final class Languages {

    /** With fewer letters than this a guess is often wrong. */
    private static final int FEWEST_LETTERS = 60;

    private static final int SAMPLE = 3_000;
    private static final double SURE = 0.9;
    private static final long SEED = 20261121;

    private @Nullable LanguageDetector detector;

    /** As BCP 47 writes it, such as {@code de} or {@code zh-TW}; empty when it cannot be told. */
    String of(String text) {
        String sample = sample(text);
        if (sample.chars().filter(Character::isLetter).limit(FEWEST_LETTERS).count() < FEWEST_LETTERS) {
            return "";
        }
        List<DetectedLanguage> found = detector().getProbabilities(sample);
        return found.isEmpty() || found.getFirst().getProbability() < SURE
                ? ""
                : found.getFirst().getLocale().toString();
    }

    /** From the middle on where the text is long: it begins with names and numbers. */
    private static String sample(String text) {
        int start = text.length() > 4 * SAMPLE ? text.length() / 3 : 0;
        return text.substring(start, Math.min(text.length(), start + SAMPLE));
    }

    private LanguageDetector detector() {
        LanguageDetector known = detector;
        if (known == null) {
            try {
                known = LanguageDetectorBuilder.create(NgramExtractors.standard())
                        .withProfiles(new LanguageProfileReader().readAllBuiltIn())
                        .seed(SEED)
                        .build();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            detector = known;
        }
        return known;
    }
}
