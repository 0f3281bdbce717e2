package io.groundwork.orchestration.answering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.groundwork.embeddings.onnx.OnnxEmbedder;
import io.groundwork.embeddings.states.CompressedStates;
import io.groundwork.embeddings.states.StateScorer;
import io.groundwork.embeddings.states.TokenMatches;
import io.groundwork.ingest.Passage;
import io.groundwork.ingest.chunk.Span;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** With the built-in model, on passages as they are stored: under their title, headings and context. */
class TokenPlacesTest {

    private static final String TEXT = "Trains are booked early. Parental leave lasts sixteen weeks.";
    private static final Span TRAINS = new Span(0, 24);
    private static final Span LEAVE = new Span(25, TEXT.length());

    private static OnnxEmbedder engine;

    @BeforeAll
    static void open() {
        engine = new OnnxEmbedder(Optional.empty(), 1, 8);
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    @Test
    void statesOfASentenceAreFoundBelowWhatStandsAboveIt() {
        Passage passage = passage(TEXT, "Staff", "Leave & travel");

        TokenPlaces places = places("sixteen", passage).orElseThrow();

        assertThat(places.first(TRAINS)).isEqualTo(places.matches().tokens() - 1 - engine.countTokens(TEXT));
        assertThat(places.past(TRAINS)).isEqualTo(places.first(LEAVE));
        assertThat(places.past(LEAVE)).isEqualTo(places.matches().tokens() - 1);
        double there = places.matches().best(0, places.first(LEAVE), places.past(LEAVE));
        double elsewhere = places.matches().best(0, places.first(TRAINS), places.past(TRAINS));
        assertThat(there).isGreaterThan(elsewhere + 0.2);
        assertThat(places.matches().best(0, 0, places.matches().tokens())).isEqualTo(there, within(1e-9));
    }

    @Test
    void whereTheTextWasCutNothingIsToldOfPlaces() {
        assertThat(places("sixteen", passage("Trains are booked early. ".repeat(120))))
                .isEmpty();
    }

    @Test
    void statesOfAnotherTextAreNotTakenForThisOne() {
        TokenMatches matches = matches("sixteen", passage("Trains."));

        assertThat(TokenPlaces.of(matches, engine.tokens("sixteen"), engine.tokens(TEXT), 512))
                .isEmpty();
    }

    private static Optional<TokenPlaces> places(String question, Passage passage) {
        return TokenPlaces.of(
                matches(question, passage),
                engine.tokens(question),
                engine.tokens(passage.text()),
                engine.model().maxTokens());
    }

    private static TokenMatches matches(String question, Passage passage) {
        CompressedStates states = engine.embedWithStates(List.of(passage.inContext("Handbook of the company")))
                .states()
                .getFirst();
        return new StateScorer(engine.questionStates(question)).matches(states);
    }

    private static Passage passage(String text, String... headings) {
        return new Passage(0, text, "Name | Weeks", List.of(headings), 0, text.length(), 0, 0);
    }
}
