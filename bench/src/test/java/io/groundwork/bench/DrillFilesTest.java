package io.groundwork.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DrillFilesTest {

    private final DrillFiles files = new DrillFiles(42, 50);

    @Test
    void everyFileHoldsItsOwnWordAndNoOther() {
        List<Upload> made = files.first(60);

        assertThat(made).allSatisfy(file -> {
            int number = made.indexOf(file);
            assertThat(new String(file.bytes(), UTF_8))
                    .contains(files.mark(number))
                    .doesNotContain(files.mark((number + 1) % 60));
        });
    }

    @Test
    void oneInFiftyIsAPdfThatIsNone() {
        assertThat(files.first(100))
                .filteredOn(file -> file.fileName().endsWith(".pdf"))
                .extracting(Upload::key)
                .containsExactly("drill-00049", "drill-00099");
    }

    @Test
    void sameSeedMakesSameFiles() {
        assertThat(new DrillFiles(42, 50).first(1).getFirst().bytes())
                .isEqualTo(files.first(1).getFirst().bytes());
    }
}
