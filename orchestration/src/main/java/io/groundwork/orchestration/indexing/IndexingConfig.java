package io.groundwork.orchestration.indexing;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How jobs are worked through. */
@ConfigMapping(prefix = "groundwork.indexing")
interface IndexingConfig {

    /** Jobs in hand at once. While one waits for the database or the parser, another has its text embedded. */
    @WithDefault("4")
    int jobs();

    /** How long a job is a worker's without a sign of life from it. */
    @WithDefault("30S")
    Duration lease();

    /** Longest wait before the queue is looked at again; work queued by this process is found at once. */
    @WithDefault("1S")
    Duration poll();

    /** After this many tries a job that keeps failing, or keeps killing its worker, is given up with the last reason. */
    @WithDefault("5")
    int maxTries();

    /** Wait before the second try; doubled for each one after, with a random share. */
    @WithDefault("2S")
    Duration backOff();

    /** Wait before it is looked again whether the model is back that a collection's vectors are of. Such waits are not counted as tries. */
    @WithDefault("15S")
    Duration missing();

    /** Passages embedded between two looks at whether the job was cancelled. */
    @WithDefault("16")
    int passagesPerStep();

    /**
     * Whether the states of passages' tokens are stored, by which the first hits of a search are ranked anew: 96 bytes a token on disk, some 24 KB a
     * passage of 250 tokens. Without them passages are stored in about 4 KB each and keep the rank that words and meaning give them.
     */
    @WithDefault("true")
    boolean storeStates();

    /** How long a version that has been replaced can still be read, for the citations of earlier answers. */
    @WithDefault("90D")
    Duration formerVersionsKept();
}
