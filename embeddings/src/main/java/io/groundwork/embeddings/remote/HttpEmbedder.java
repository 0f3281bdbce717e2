package io.groundwork.embeddings.remote;

import io.groundwork.embeddings.Embedder;
import io.groundwork.embeddings.Embedding;
import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.embeddings.EmbeddingModel;
import io.groundwork.embeddings.Embeddings;
import io.groundwork.embeddings.LateInteraction;
import io.groundwork.embeddings.PassageVectors;
import io.groundwork.embeddings.remote.EmbeddingsRequest.EncodingFormat;
import io.groundwork.embeddings.remote.EmbeddingsRequest.InputType;
import io.groundwork.embeddings.states.CompressedStates;
import io.groundwork.embeddings.states.QuestionStates;
import io.groundwork.embeddings.states.RecentQuestions;
import io.groundwork.embeddings.tokens.Tokens;
import io.groundwork.embeddings.tokens.WordPiece;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The model in another Groundwork process, in the role {@code embeddings}. Tokens are counted here, by the same vocabulary, so before
 * the first vector is taken the server must say that it runs the very same model.
 */
public final class HttpEmbedder implements Embedder, LateInteraction {

    /** Texts a request: what embedding servers accept by default, and seconds of work at most. */
    private static final int MAX_TEXTS = 32;

    /** Somebody waits for a question; a document can. */
    private static final Duration QUESTION_PATIENCE = Duration.ofSeconds(5);

    private static final Duration HEALTH_TIMEOUT = Duration.ofSeconds(2);

    private static final int SPECIAL_TOKENS = 2;

    private static final String STATES = "/api/v1/embeddings/states";

    private final EmbeddingModel model;
    private final WordPiece tokenizer;
    private final Gives gives;
    private final Set<String> languages;
    private final RecentQuestions recent = new RecentQuestions();
    private final ReceivedVectors received;
    private final JsonExchange passages;
    private final JsonExchange questions;
    private final JsonExchange health;
    private volatile boolean checked;

    /** What the server makes of a passage. */
    public enum Gives {
        VECTORS,
        VECTORS_AND_STATES
    }

    /**
     * @param model what the server must run
     * @param tokenizer that model's
     * @param languages for which it was trained; empty: many
     */
    public HttpEmbedder(
            Endpoint endpoint, EmbeddingModel model, WordPiece tokenizer, Gives gives, Set<String> languages) {
        this.model = model;
        this.tokenizer = tokenizer;
        this.gives = gives;
        this.languages = languages;
        this.received = new ReceivedVectors(endpoint.base(), model.dimension());
        Breaker breaker = new Breaker();
        this.passages = new JsonExchange(endpoint, breaker);
        this.questions = new JsonExchange(endpoint.within(endpoint.timeout(), QUESTION_PATIENCE), breaker);
        this.health = new JsonExchange(endpoint.within(HEALTH_TIMEOUT, Duration.ZERO), new Breaker());
    }

    /** Asks the server, for at most two seconds. */
    @Override
    public boolean ready() {
        try {
            return health.get("/info", ModelInfo.class).describes(model);
        } catch (EmbeddingException e) {
            return false;
        }
    }

    @Override
    public EmbeddingModel model() {
        return model;
    }

    @Override
    public Set<String> languages() {
        return languages;
    }

    @Override
    public int countTokens(String text) {
        return tokenizer.count(text);
    }

    @Override
    public Embeddings embed(Kind kind, List<String> texts) {
        JsonExchange server =
                switch (kind) {
                    case QUESTION -> questions;
                    case PASSAGE -> passages;
                };
        check(server);
        List<Embedding> vectors = new ArrayList<>();
        List<Integer> cut = new ArrayList<>();
        long tokens = 0;
        for (List<String> batch : batches(texts)) {
            EmbeddingsRequest request = new EmbeddingsRequest(
                    model.name(),
                    batch.stream().map(WellFormed::of).toList(),
                    EncodingFormat.BASE64,
                    InputType.of(kind),
                    true);
            EmbeddingsResponse answer = server.post("/v1/embeddings", request, EmbeddingsResponse.class);
            answer.truncated().forEach(place -> cut.add(vectors.size() + place));
            vectors.addAll(received.read(answer.data(), batch.size()));
            tokens += answer.usage().promptTokens();
        }
        return new Embeddings(vectors, tokens, cut);
    }

    @Override
    public boolean givesStates() {
        return gives == Gives.VECTORS_AND_STATES;
    }

    @Override
    public PassageVectors embedWithStates(List<String> texts) {
        if (!givesStates()) {
            return Embedder.super.embedWithStates(texts);
        }
        check(passages);
        List<Embedding> vectors = new ArrayList<>();
        List<CompressedStates> states = new ArrayList<>();
        List<Integer> cut = new ArrayList<>();
        long tokens = 0;
        for (List<String> batch : batches(texts)) {
            StatesRequest request =
                    new StatesRequest(batch.stream().map(WellFormed::of).toList(), InputType.PASSAGE);
            StatesResponse answer = passages.post(STATES, request, StatesResponse.class);
            EmbeddingsResponse embeddings = answer.embeddings();
            if (embeddings == null) {
                throw received.failure("gave states without vectors");
            }
            embeddings.truncated().forEach(place -> cut.add(vectors.size() + place));
            vectors.addAll(received.read(embeddings.data(), batch.size()));
            received.expect(answer.states().size(), batch.size());
            for (String sent : answer.states()) {
                states.add(received.states(sent));
            }
            tokens += embeddings.usage().promptTokens();
        }
        return new PassageVectors(new Embeddings(vectors, tokens, cut), states);
    }

    @Override
    public QuestionStates questionStates(String question) {
        if (!givesStates()) {
            return Embedder.super.questionStates(question);
        }
        return recent.of(question, () -> received(question));
    }

    private QuestionStates received(String question) {
        check(questions);
        StatesRequest request = new StatesRequest(List.of(WellFormed.of(question)), InputType.QUERY);
        StatesResponse answer = questions.post(STATES, request, StatesResponse.class);
        received.expect(answer.states().size(), 1);
        return received.questionStates(answer.states().getFirst());
    }

    @Override
    public Tokens tokens(String text) {
        return tokenizer.encode(text, model.maxTokens() - SPECIAL_TOKENS);
    }

    @Override
    public List<Scores> score(Question question, List<Text> texts) {
        check(questions);
        List<Scores> scores = new ArrayList<>();
        Question asked = new Question(WellFormed.of(question.text()), question.words());
        for (List<Text> batch : batches(texts)) {
            List<Text> sent = batch.stream()
                    .map(text -> new Text(WellFormed.of(text.text()), text.segments()))
                    .toList();
            List<Scores> answered = questions
                    .post(
                            "/api/v1/embeddings/late-interaction",
                            new LateInteractionRequest(asked, sent),
                            LateInteractionResponse.class)
                    .scores();
            received.expect(answered.size(), batch.size());
            scores.addAll(answered);
        }
        return List.copyOf(scores);
    }

    /** Once: a server that is replaced keeps its address only within one release. */
    private void check(JsonExchange server) {
        if (checked) {
            return;
        }
        ModelInfo found = server.get("/info", ModelInfo.class);
        if (!found.describes(model)) {
            throw new EmbeddingException("The embedding server runs %s, and this process is set to %s"
                    .formatted(found, ModelInfo.of(model)));
        }
        checked = true;
    }

    private static <T> List<List<T>> batches(List<T> items) {
        List<List<T>> batches = new ArrayList<>();
        for (int from = 0; from < items.size(); from += MAX_TEXTS) {
            batches.add(items.subList(from, Math.min(items.size(), from + MAX_TEXTS)));
        }
        return batches;
    }
}
