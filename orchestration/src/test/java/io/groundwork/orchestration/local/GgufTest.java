package io.groundwork.orchestration.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.orchestration.local.GgufHead.Made;
import io.groundwork.orchestration.local.TinyGguf.Out;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GgufTest {

    @TempDir
    Path folder;

    @Test
    void aFileSaysWhatItIs() throws IOException {
        byte[] bytes = TinyGguf.chat()
                .put("general.base_model.count", 1)
                .put("general.base_model.0.name", "Ancestor")
                .bytes();

        GgufHead head = head(bytes);

        assertThat(head.architecture()).isEqualTo("llama");
        assertThat(head.name()).hasValue("Tiny Random");
        assertThat(head.licence().id()).hasValue("apache-2.0");
        assertThat(head.licence().link()).hasValue("https://www.apache.org/licenses/LICENSE-2.0");
        assertThat(head.baseModels()).containsExactly("Ancestor");
        assertThat(head.contextLength()).hasValue(8192);
        assertThat(head.embeddingLength()).hasValue(64);
        assertThat(head.chatTemplate()).hasValue(TinyGguf.TEMPLATE);
        assertThat(head.quantisation()).isEqualTo("F32");
        assertThat(head.made()).isEqualTo(Made.CHAT);
        assertThat(head.tokenizer()).hasValue("llama");
        assertThat(head.beginsWithMark()).isTrue();
        assertThat(head.parts()).isEqualTo(1);
    }

    @Test
    void sizesComeFromTheTensors() throws IOException {
        byte[] bytes = TinyGguf.chat().bytes();

        GgufHead head = head(bytes);

        int vocabulary = 312;
        assertThat(head.parameters()).isEqualTo(2L * 64 * vocabulary + 64 + 2 * (2 * 64 + 4 * 64 * 64 + 3 * 64 * 128));
        assertThat(head.fileBytes()).hasValue((long) bytes.length);
        assertThat(head.stateBytes())
                .as("2 layers, 4 heads, keys and values of 16 halves")
                .isEqualTo(2 * 4 * 32 * 2);
    }

    @Test
    void poolingTellsEmbeddersAndRerankersFromModelsThatWrite() throws IOException {
        assertThat(head(TinyGguf.embedder().bytes()).made()).isEqualTo(Made.EMBEDDER);
        assertThat(head(TinyGguf.chat().put("llama.pooling_type", 4).bytes()).made())
                .isEqualTo(Made.RERANKER);
        assertThat(head(TinyGguf.chat()
                                .put("general.architecture", "nomic-bert")
                                .bytes())
                        .made())
                .isEqualTo(Made.EMBEDDER);
        assertThat(head(TinyGguf.chat().put("general.type", "adapter").bytes()).made())
                .isEqualTo(Made.PART);
    }

    @Test
    void wordsThatSteerAreFoundInTheVocabulary() throws IOException {
        Path file = TinyGguf.chat().write(folder.resolve("tiny.gguf"));

        assertThat(GgufVocabulary.steering(file, head(Files.readAllBytes(file))))
                .containsExactly("<s>", "</s>");
    }

    @Test
    void whateverIsCutOffIsRefusedInWords() throws IOException {
        byte[] whole = TinyGguf.chat().bytes();
        int headEnds = (int) (whole.length - head(whole).parameters() * 4);

        for (int length = 0; length < headEnds - 512; length += 97) {
            assertThat(read(Arrays.copyOf(whole, length)))
                    .as("the first %d bytes", length)
                    .isInstanceOf(Gguf.Outcome.Refused.class);
        }
    }

    @Test
    void aFileWhoseTensorsAreCutOffTellsHowLongItShouldBe() throws IOException {
        byte[] whole = TinyGguf.chat().bytes();

        assertThat(head(Arrays.copyOf(whole, whole.length - 1000)).fileBytes()).hasValue((long) whole.length);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 40, Integer.MAX_VALUE, 100_000_000})
    void countsThatNoFileHasAreRefusedBeforeAnythingIsMadeOfThem(long absurd) throws IOException {
        assertRefused(new Out().raw(magic()).i32(3).i64(absurd).i64(1));
        assertRefused(new Out().raw(magic()).i32(3).i64(1).i64(absurd));
        assertRefused(new Out()
                .raw(magic())
                .i32(3)
                .i64(0)
                .i64(1)
                .i64(absurd)
                .raw("general".getBytes(StandardCharsets.US_ASCII)));
        assertRefused(begun().text("general.name").i32(8).i64(absurd));
        assertRefused(begun().text("tokenizer.ggml.tokens").i32(9).i32(8).i64(absurd));
        assertRefused(begun().text("tokenizer.ggml.scores").i32(9).i32(6).i64(absurd));
        assertRefused(
                begun().text("llama.attention.head_count_kv").i32(9).i32(4).i64(absurd));
        assertRefused(new Out()
                .raw(magic())
                .i32(3)
                .i64(1)
                .i64(1)
                .text("general.architecture")
                .i32(8)
                .text("llama")
                .text("tensor")
                .i32(2)
                .i64(absurd)
                .i64(absurd)
                .i32(0)
                .i64(0));
    }

    @Test
    void listsWithinListsAreRefusedHoweverDeep() throws IOException {
        Out nested = begun().text("deep");
        nested.i32(9);
        for (int i = 0; i < 100_000; i++) {
            nested.i32(9).i64(1);
        }

        assertRefused(nested);
    }

    @Test
    void otherVersionsOtherMachinesAndOtherFilesAreCalledByTheirNames() throws IOException {
        assertThat(words(new Out()
                        .raw("PK\3\4 and so on".getBytes(StandardCharsets.US_ASCII))
                        .toByteArray()))
                .contains("does not begin");
        assertThat(words(new Out().raw(magic()).i32(1).i64(0).i64(0).toByteArray()))
                .contains("version 1");
        assertThat(words(new Out()
                        .raw(magic())
                        .i32(Integer.reverseBytes(3))
                        .i64(0)
                        .i64(0)
                        .toByteArray()))
                .contains("big-endian");
        assertThat(words(begun().text("a").i32(77).i64(0).toByteArray())).contains("unknown kind 77");
        assertThat(words(new Out().raw(magic()).i32(3).i64(0).i64(0).toByteArray()))
                .contains("architecture");
    }

    @Test
    void damagedHeadsNeverDoMoreThanBeRefused() throws IOException {
        byte[] whole = TinyGguf.chat().bytes();
        Random random = new Random(7);

        for (int i = 0; i < 2000; i++) {
            byte[] damaged = whole.clone();
            for (int hit = 0; hit < 1 + i % 8; hit++) {
                damaged[random.nextInt(10_000)] = (byte) random.nextInt();
            }
            assertThat(read(damaged)).isNotNull();
        }
    }

    private void assertRefused(Out bytes) throws IOException {
        assertThat(read(bytes.toByteArray())).isInstanceOf(Gguf.Outcome.Refused.class);
    }

    private String words(byte[] bytes) throws IOException {
        return ((Gguf.Outcome.Refused) read(bytes)).words();
    }

    private GgufHead head(byte[] bytes) throws IOException {
        Gguf.Outcome outcome = read(bytes);
        assertThat(outcome).isInstanceOf(Gguf.Outcome.Read.class);
        return ((Gguf.Outcome.Read) outcome).head();
    }

    private Gguf.Outcome read(byte[] bytes) throws IOException {
        return Gguf.read(Files.write(folder.resolve("read.gguf"), bytes));
    }

    private static byte[] magic() {
        return "GGUF".getBytes(StandardCharsets.US_ASCII);
    }

    private static Out begun() {
        return new Out().raw(magic()).i32(3).i64(0).i64(1);
    }
}
