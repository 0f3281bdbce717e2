package io.groundwork.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DrillFilesTest {

    private final DrillFiles files = new DrillFiles(42, 50, 10);

    @Test
    void everyFileHoldsItsOwnWordAndNoOther() {
        List<Upload> made = files.from(0, 60);

        assertThat(made).allSatisfy(file -> {
            int number = made.indexOf(file);
            assertThat(new String(file.bytes(), UTF_8))
                    .contains(files.mark(number))
                    .doesNotContain(files.mark((number + 1) % 60));
        });
    }

    @Test
    void oneInFiftyIsAPdfThatIsNone() {
        assertThat(files.from(0, 100))
                .filteredOn(file -> file.fileName().endsWith(".pdf"))
                .extracting(Upload::key)
                .containsExactly("drill-00049", "drill-00099");
    }

    @Test
    void oneInTenIsAMailWhoseAttachmentsHoldItsWordToo() {
        assertThat(files.from(0, 30))
                .filteredOn(file -> file.fileName().endsWith(".eml"))
                .extracting(Upload::key)
                .containsExactly("drill-00009", "drill-00019", "drill-00029");
        assertThat(files.documentsOf(9)).isEqualTo(3);
        assertThat(new String(files.from(9, 1).getFirst().bytes(), UTF_8).split("--part", -1))
                .filteredOn(part -> part.contains(files.mark(9)))
                .hasSize(3);
    }

    @Test
    void sameSeedMakesSameFiles() {
        assertThat(new DrillFiles(42, 50, 10).from(0, 1).getFirst().bytes())
                .isEqualTo(files.from(0, 1).getFirst().bytes());
    }
}
