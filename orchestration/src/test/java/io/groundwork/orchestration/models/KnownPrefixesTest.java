package io.groundwork.orchestration.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.orchestration.local.Gguf;
import io.groundwork.orchestration.local.GgufHead;
import io.groundwork.orchestration.local.TinyGguf;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownPrefixesTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "Nomic Embed Text v1.5|search_query: |search_document: ",
                "multilingual-e5-base|query: |passage: ",
                "bge-small-en-v1.5|Represent this sentence for searching relevant passages: |''",
                "multilingual-e5-large-instruct|''|''",
                "bge-m3|''|''"
            })
    void whatAFamilyWasTrainedWithIsProposed(String name, String query, String passage) throws IOException {
        Path file = TinyGguf.encoder().put("general.name", name).write(folder.resolve("model.gguf"));
        GgufHead head = ((Gguf.Outcome.Read) Gguf.read(file)).head();

        assertThat(KnownPrefixes.of(head)).isEqualTo(new KnownPrefixes(query, passage));
    }
}
