package io.groundwork.orchestration.chat;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How model servers are spoken to, unless a route says otherwise. */
@ConfigMapping(prefix = "groundwork.chat")
public interface ChatConfig {

    /** Longest wait for a model's first word; a server may have to load it first. */
    @WithDefault("120s")
    Duration firstToken();

    /** Longest silence between two words. */
    @WithDefault("60s")
    Duration betweenTokens();

    /** Longest wait, after the last word, for the count of tokens and the stream's end. */
    @WithDefault("2s")
    Duration farewell();

    /** Longest answer, with its thinking, in characters: several times what any model writes at once. It is kept in memory until it ends. */
    @WithDefault("1000000")
    int maxAnswerCharacters();

    /** Most bytes of one answer, as they come over the wire. */
    @WithDefault("33554432")
    long maxResponseBytes();

    /** The usual patience. */
    default Patience patience() {
        return new Patience(firstToken(), betweenTokens());
    }
}
