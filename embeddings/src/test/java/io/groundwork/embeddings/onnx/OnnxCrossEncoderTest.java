package io.groundwork.embeddings.onnx;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.groundwork.embeddings.CrossEncoder.Relevance;
import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.embeddings.ModelFolder;
import io.groundwork.embeddings.OutOfTimeException;
import io.groundwork.embeddings.onnx.SmallCrossEncoder.Variant;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class OnnxCrossEncoderTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final List<OnnxCrossEncoder> open = new ArrayList<>();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        open.forEach(OnnxCrossEncoder::close);
    }

    @Test
    void theScoreIsWhatTheModelMakesOfTheTwoTogether() throws IOException {
        OnnxCrossEncoder encoder = encoder(Variant.RIGHT);

        assertThat(encoder.score("Dough rises!", List.of("bread", "bread, yeast", "law", "nothing known", "")))
                .containsExactly(9f, 10.5f, -3f, 0f, 0f);
        assertThat(encoder.score("law", List.of("bread"))).containsExactly(-3f);
        assertThat(encoder.model()).isEqualTo(SmallCrossEncoder.NAME);
    }

    @Test
    void noPassagesHaveNoScores() throws IOException {
        assertThat(encoder(Variant.RIGHT).score("dough", List.of())).isEmpty();
    }

    @Test
    void aScoreIsTheSameToTheBitAloneAndAmongOthersWhoeverAsks() throws Exception {
        OnnxCrossEncoder encoder = encoder(Variant.ROUNDED);
        List<String> passages = IntStream.range(0, 60)
                .mapToObj(i -> Stream.of("bread", "yeast", "law", "dough", "rises")
                        .limit(1 + i % 5)
                        .collect(joining(" ")))
                .toList();
        List<Float> alone = passages.stream()
                .map(passage -> encoder.score("dough rises", List.of(passage)).getFirst())
                .toList();

        List<Future<List<Float>>> together = new ArrayList<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int caller = 0; caller < 8; caller++) {
                together.add(callers.submit(() -> encoder.score("dough rises", passages)));
            }
        }

        assertThat(alone.subList(0, 5)).doesNotHaveDuplicates();
        for (Future<List<Float>> scores : together) {
            assertThat(scores.get()).isEqualTo(alone);
        }
    }

    @Test
    void ofAPassageThatIsTooLongTheBeginningIsReadAndItIsNamed() throws IOException {
        int room = SmallCrossEncoder.MAX_TOKENS - 3 - 2;
        String longest = words("bread", room);

        Relevance relevance =
                encoder(Variant.RIGHT).score("dough rises", List.of("bread", longest, longest + " law law"), LONG);

        assertThat(relevance.scores()).containsExactly(9f, 9f * room, 9f * room);
        assertThat(relevance.cut()).containsExactly(2);
    }

    @Test
    void aLongQuestionIsReadWholeBesideTheBeginningOfAPassage() throws IOException {
        Relevance relevance = encoder(Variant.RIGHT).score(words("dough", 9), List.of(words("bread", 20)), LONG);

        assertThat(relevance.scores()).containsExactly(9f * 3 * 4);
        assertThat(relevance.cut()).containsExactly(0);
    }

    @Test
    void aQuestionThatLeavesNoRoomIsCutAndEveryPassageIsNamed() throws IOException {
        Relevance relevance =
                encoder(Variant.RIGHT).score(words("dough", 10) + " law", List.of("bread", "yeast"), LONG);

        assertThat(relevance.scores()).containsExactly(9f * 3, 9f * 0.5f);
        assertThat(relevance.cut()).containsExactly(0, 1);
    }

    @Test
    void textsOfAnyKindHaveAScore() throws IOException {
        List<String> texts = List.of(
                "", "half \ud83d of a pair", "שלום עולם", "ภาษาไทย", "\u0000\u200b\ufeff", "a".repeat(1_000_000));
        OnnxCrossEncoder encoder = encoder(Variant.RIGHT);

        assertThat(encoder.score("\ude00 dough", texts)).hasSize(6).allMatch(Float::isFinite);
        assertThat(encoder.score("word ".repeat(200_000), texts)).hasSize(6).allMatch(Float::isFinite);
        assertThat(encoder.score("", texts)).hasSize(6).allMatch(Float::isFinite);
    }

    @Test
    void aNumberThatIsNotFiniteIsAnErrorAndNeverAScore() throws IOException {
        OnnxCrossEncoder encoder = encoder(Variant.RIGHT);

        assertThatThrownBy(() -> encoder.score("dough", List.of("bread", "broken")))
                .isInstanceOf(EmbeddingException.class)
                .hasMessageContaining("no finite number");
        assertThat(encoder.score("dough", List.of("bread"))).containsExactly(3f);
    }

    @Test
    void aCallerWhoseTimeIsOverIsToldSo() throws IOException {
        OnnxCrossEncoder encoder = encoder(Variant.RIGHT);
        List<String> many = Collections.nCopies(5_000, "bread yeast law");

        assertThatThrownBy(() -> encoder.score("dough", many, Duration.ofNanos(1)))
                .isInstanceOf(OutOfTimeException.class);
        assertThat(encoder.score("dough", List.of("bread"))).containsExactly(3f);
    }

    @Test
    void aCallerWhoIsInterruptedLeaves() throws IOException {
        OnnxCrossEncoder encoder = encoder(Variant.RIGHT);
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> encoder.score("dough", Collections.nCopies(5_000, "bread")))
                .isInstanceOf(EmbeddingException.class)
                .hasMessageContaining("Interrupted");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void whatWasReadIsCounted() throws IOException {
        encoder(Variant.RIGHT).score("dough rises", List.of("bread", "yeast law"));

        assertThat(registry.get("groundwork.embeddings.tokens")
                        .tag("model", SmallCrossEncoder.NAME)
                        .tag("lane", "answer")
                        .counter()
                        .count())
                .isEqualTo(6 + 7);
    }

    @Test
    void aTokenizerFileOfTheMakersIsReadToo() throws IOException {
        SmallCrossEncoder.write(folder);
        Files.delete(folder.resolve("vocab.txt"));
        Files.writeString(folder.resolve("tokenizer.json"), """
                {"normalizer": {"lowercase": true},
                 "model": {"type": "WordPiece", "max_input_chars_per_word": 100, "vocab":
                  {"[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3, "dough": 4, "rises": 5, "bread": 6, "yeast": 7}}}
                """);
        SmallCrossEncoder.pin(folder, "json");

        assertThat(load().score("dough", List.of("bread yeast"))).containsExactly(3.5f);
    }

    @Test
    void aTokenizerOfAnotherKindIsRefusedInASentence() throws IOException {
        SmallCrossEncoder.write(folder);
        Files.writeString(
                folder.resolve("tokenizer.json"),
                "{\"normalizer\": {\"type\": \"Precompiled\"}, \"model\": {\"type\": \"Unigram\", \"unk_id\": 3, \"vocab\": [[\"<s>\", 0.0], [\"▁\", -3.9]]}}");
        SmallCrossEncoder.pin(folder, "unigram");

        assertThatThrownBy(this::load)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(folder.resolve("tokenizer.json").toString())
                .hasMessageContaining("WordPiece")
                .hasMessageContaining("GROUNDWORK_EMBEDDINGS_RERANKER_URL");
    }

    @Test
    void aModelThatIsNoCrossEncoderIsRefusedInASentence() throws IOException {
        SmallCrossEncoder.write(folder, Variant.TWO_NUMBERS);
        assertThatThrownBy(this::load)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(folder.resolve("model.onnx").toString())
                .hasMessageContaining("gives 2 numbers");
    }

    @Test
    void aModelThatTakesMoreThanAPairIsRefusedInASentence() throws IOException {
        SmallCrossEncoder.write(folder, Variant.OTHER_INPUT);
        assertThatThrownBy(this::load)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("position_ids");
    }

    @Test
    void whatIsNoModelIsRefusedInASentence() throws IOException {
        SmallCrossEncoder.write(folder);
        Files.writeString(folder.resolve("model.onnx"), "no ONNX");
        SmallCrossEncoder.pin(folder, "none");

        assertThatThrownBy(this::load)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(folder.resolve("model.onnx").toString())
                .hasMessageContaining("cannot be run");
    }

    @Test
    void aFolderWithoutTokenizerIsRefusedInASentence() throws IOException {
        SmallCrossEncoder.write(folder);
        Files.delete(folder.resolve("vocab.txt"));
        SmallCrossEncoder.pin(folder, "bare");

        assertThatThrownBy(this::load).hasMessageContaining("tokenizer.json");
    }

    private OnnxCrossEncoder encoder(Variant variant) throws IOException {
        SmallCrossEncoder.write(folder, variant);
        return load();
    }

    private OnnxCrossEncoder load() {
        OnnxCrossEncoder loaded = OnnxCrossEncoder.load(
                ModelFolder.open(folder),
                Optional.of(Path.of("target", "unpacked")),
                new OnnxEmbedder.Capacity(256, Long.MAX_VALUE),
                new OnnxCrossEncoder.Pace(2, LONG),
                registry);
        open.add(loaded);
        return loaded;
    }

    private static String words(String word, int count) {
        return String.join(" ", Collections.nCopies(count, word));
    }
}
