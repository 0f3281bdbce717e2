package io.groundwork.orchestration.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class McpWindowTest {

    @Test
    void aShortTextIsGivenWhole() {
        assertThat(McpWindow.around("short", 3)).isEqualTo(new McpWindow(0, 5));
        assertThat(McpWindow.around("", 0)).isEqualTo(new McpWindow(0, 0));
        assertThat(McpWindow.around("short", 3).next("short")).isEmpty();
    }

    @Test
    void aLongOneFromALittleBeforeThePassage() {
        String text = "x".repeat(200_000);

        assertThat(McpWindow.around(text, 80_000)).isEqualTo(new McpWindow(75_000, 125_000));
        assertThat(McpWindow.around(text, 100)).isEqualTo(new McpWindow(0, 50_000));
        assertThat(McpWindow.around(text, 199_990)).isEqualTo(new McpWindow(150_000, 200_000));
        assertThat(McpWindow.around(text, 999_999_999)).isEqualTo(new McpWindow(150_000, 200_000));
        assertThat(McpWindow.around(text, 80_000).next(text)).hasValue(125_000);
    }

    @Test
    void noCharacterIsSplit() {
        String text = "x" + "𝒜".repeat(60_000);

        McpWindow first = McpWindow.from(text, 0);
        McpWindow second = McpWindow.from(text, 2);
        McpWindow last = McpWindow.around(text + "y", 120_001);

        assertThat(first).isEqualTo(new McpWindow(0, 49_999));
        assertThat(second).isEqualTo(new McpWindow(3, 50_003));
        assertThat(last).isEqualTo(new McpWindow(70_003, 120_002));
    }
}
