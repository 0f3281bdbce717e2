package io.groundwork.embeddings.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.groundwork.embeddings.Embedder;
import io.groundwork.embeddings.EmbedderContract;
import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.embeddings.EmbeddingModel;
import io.groundwork.embeddings.LateInteraction;
import io.groundwork.embeddings.PassageVectors;
import io.groundwork.embeddings.SharedEngine;
import io.groundwork.embeddings.onnx.BgeSmall;
import io.groundwork.embeddings.remote.HttpEmbedder.Gives;
import io.groundwork.embeddings.tokens.WordPiece;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpEmbedderTest extends EmbedderContract {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final WordPiece TOKENIZER = BgeSmall.tokenizer();

    private EmbeddingsServer server;
    private HttpEmbedder embedder;

    @BeforeEach
    void start() throws IOException {
        server = new EmbeddingsServer(SharedEngine.get(), SharedEngine.get());
        embedder = embedder(server.base(), Duration.ofSeconds(10), BgeSmall.MODEL);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Override
    protected Embedder embedder() {
        return embedder;
    }

    @Override
    protected LateInteraction lateInteraction() {
        return embedder;
    }

    @Test
    void vectorsArriveToTheBit() {
        List<String> texts = List.of("one", "two");

        assertThat(embedder.embedPassages(texts)).isEqualTo(SharedEngine.get().embedPassages(texts));
        assertThat(embedder.embedQuery("one")).isEqualTo(SharedEngine.get().embedQuery("one"));
    }

    @Test
    void statesArriveToTheBit() {
        List<String> texts = Collections.nCopies(33, "one");

        assertThat(embedder.embedWithStates(texts)).isEqualTo(SharedEngine.get().embedWithStates(texts));
        assertThat(embedder.questionStates("one two"))
                .isEqualTo(SharedEngine.get().questionStates("one two"));
    }

    @Test
    void aLongListGoesInRequestsOf32() {
        embedder.embedPassages(Collections.nCopies(70, "x"));

        assertThat(server.requests())
                .extracting(request -> request.input().size())
                .containsExactly(32, 32, 6);
    }

    @Test
    void aServerThatIsOverloadedOrNotReadyIsAskedAgain() {
        server.refuse(429);
        server.refuse(503);

        assertThat(embedder.embedPassages(List.of("x"))).hasSize(1);
        assertThat(server.requests()).hasSize(3);
    }

    @Test
    void patienceEnds() {
        HttpEmbedder impatient = embedder(server.base(), Duration.ZERO, BgeSmall.MODEL);
        server.refuse(429);

        assertThatThrownBy(() -> impatient.embedPassages(List.of("x")))
                .isInstanceOf(EmbeddingException.class)
                .hasMessageContaining("429");
    }

    @Test
    void aRequestThatIsRefusedForGoodIsNotRepeated() {
        server.refuse(400);

        assertThatThrownBy(() -> embedder.embedPassages(List.of("x")))
                .isInstanceOf(EmbeddingException.class)
                .hasMessageContaining("400");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void noServerIsAnEmbeddingException() {
        URI nobody = server.base();
        server.close();
        HttpEmbedder lost = embedder(nobody, Duration.ofMillis(200), BgeSmall.MODEL);

        assertThat(lost.ready()).isFalse();
        assertThatThrownBy(() -> lost.embedQuery("x"))
                .isInstanceOf(EmbeddingException.class)
                .hasMessageContaining("cannot be reached");
    }

    @Test
    void aServerOfAnotherModelIsNotUsed() {
        EmbeddingModel other = new EmbeddingModel("bge-small-en-v1.5", "another digest", 384, 512);
        HttpEmbedder mistaken = embedder(server.base(), Duration.ZERO, other);

        assertThat(mistaken.ready()).isFalse();
        assertThatThrownBy(() -> mistaken.embedQuery("x"))
                .isInstanceOf(EmbeddingException.class)
                .hasMessageContaining("another digest");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void ofAModelWithoutStatesOnlyVectorsAreAsked() {
        Endpoint endpoint =
                new Endpoint(CLIENT, server.base(), Optional.of("key"), Duration.ofSeconds(30), Duration.ofSeconds(1));
        HttpEmbedder bare = new HttpEmbedder(endpoint, SharedEngine.get().model(), TOKENIZER, Gives.VECTORS, Set.of());

        PassageVectors passages = bare.embedWithStates(List.of("one"));

        assertThat(passages.embeddings().vectors()).hasSize(1);
        assertThat(passages.states()).isEmpty();
        assertThatThrownBy(() -> bare.questionStates("one")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void aReachableServerIsReady() {
        SharedEngine.get().embedQuery("loaded");

        assertThat(embedder.ready()).isTrue();
    }

    private static HttpEmbedder embedder(URI base, Duration patience, EmbeddingModel model) {
        Endpoint endpoint = new Endpoint(CLIENT, base, Optional.of("key"), Duration.ofSeconds(30), patience);
        return new HttpEmbedder(endpoint, model, TOKENIZER, Gives.VECTORS_AND_STATES, Set.of());
    }
}
