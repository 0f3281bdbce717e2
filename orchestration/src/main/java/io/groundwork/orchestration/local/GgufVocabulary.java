package io.groundwork.orchestration.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The words of a vocabulary that steer a model instead of saying something, such as the marks between the turns of a conversation. */
public final class GgufVocabulary {

    private static final int CONTROL = 3;
    private static final int USER_DEFINED = 4;
    private static final int MOST_WORDS = 4 << 20;
    private static final int LONGEST_WORD = 256;

    private GgufVocabulary() {}

    /**
     * Those that the vocabulary calls control words, and of those that its maker added the ones that the chat template writes. Empty
     * where the file does not tell its words apart.
     */
    public static List<String> steering(Path file, GgufHead head) throws IOException {
        if (head.tokens().isEmpty() || head.tokenTypes().isEmpty()) {
            return List.of();
        }
        byte[] types = types(file, head.tokenTypes().get());
        GgufHead.Place words = head.tokens().get();
        String template = head.chatTemplate().orElse("");
        List<String> steering = new ArrayList<>();
        try (GgufCursor bytes = GgufCursor.over(file)) {
            bytes.skip(words.offset());
            for (int i = 0; i < Math.min(words.length(), types.length); i++) {
                Optional<String> word = bytes.textUpTo(LONGEST_WORD);
                int type = types[i];
                word.filter(text -> text.length() > 1)
                        .filter(text -> type == CONTROL || (type == USER_DEFINED && template.contains(text)))
                        .ifPresent(steering::add);
            }
        }
        return steering;
    }

    private static byte[] types(Path file, GgufHead.Place place) throws IOException {
        byte[] types = new byte[(int) Math.min(place.length(), MOST_WORDS)];
        try (GgufCursor bytes = GgufCursor.over(file)) {
            bytes.skip(place.offset());
            for (int i = 0; i < types.length; i++) {
                types[i] = ((Long) bytes.scalar(place.type())).byteValue();
            }
        }
        return types;
    }
}
