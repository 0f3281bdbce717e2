package io.groundwork.embeddings.remote;

import io.groundwork.embeddings.Embedder;
import io.groundwork.embeddings.Embedding;
import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.embeddings.EmbeddingModel;
import io.groundwork.embeddings.LateInteraction;
import io.groundwork.embeddings.remote.EmbeddingsRequest.EncodingFormat;
import io.groundwork.embeddings.remote.EmbeddingsRequest.InputType;
import io.groundwork.embeddings.tokens.WordPiece;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

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

    private final EmbeddingModel model;
    private final WordPiece tokenizer;
    private final JsonExchange passages;
    private final JsonExchange questions;
    private final JsonExchange health;
    private volatile boolean checked;

    /**
     * @param model what the server must run
     * @param tokenizer that model's
     */
    public HttpEmbedder(Endpoint endpoint, EmbeddingModel model, WordPiece tokenizer) {
        this.model = model;
        this.tokenizer = tokenizer;
        this.passages = new JsonExchange(endpoint);
        this.questions = new JsonExchange(limited(endpoint, endpoint.timeout(), QUESTION_PATIENCE));
        this.health = new JsonExchange(limited(endpoint, HEALTH_TIMEOUT, Duration.ZERO));
    }

    private static Endpoint limited(Endpoint endpoint, Duration timeout, Duration patience) {
        return new Endpoint(
                endpoint.client(),
                endpoint.base(),
                endpoint.key(),
                least(endpoint.timeout(), timeout),
                least(endpoint.patience(), patience));
    }

    private static Duration least(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
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
    public int countTokens(String text) {
        return tokenizer.count(text);
    }

    @Override
    public Embedding embedQuery(String text) {
        return embed(questions, InputType.QUERY, List.of(text)).getFirst();
    }

    @Override
    public List<Embedding> embedPassages(List<String> texts) {
        List<Embedding> embeddings = new ArrayList<>();
        for (List<String> batch : batches(texts)) {
            embeddings.addAll(embed(passages, InputType.PASSAGE, batch));
        }
        return List.copyOf(embeddings);
    }

    @Override
    public List<Scores> score(Question question, List<Text> texts) {
        check(questions);
        List<Scores> scores = new ArrayList<>();
        for (List<Text> batch : batches(texts)) {
            LateInteractionRequest request = new LateInteractionRequest(question, batch);
            List<Scores> answered = questions
                    .post("/api/v1/embeddings/late-interaction", request, LateInteractionResponse.class)
                    .scores();
            scores.addAll(complete(answered, batch));
        }
        return List.copyOf(scores);
    }

    private List<Embedding> embed(JsonExchange server, InputType type, List<String> texts) {
        check(server);
        EmbeddingsRequest request = new EmbeddingsRequest(model.name(), texts, EncodingFormat.BASE64, type);
        try {
            List<Embedding> embeddings = server.post("/v1/embeddings", request, EmbeddingsResponse.class)
                    .embeddings();
            return complete(embeddings, texts);
        } catch (IllegalArgumentException e) {
            throw new EmbeddingException("The embedding server answered with something else than vectors", e);
        }
    }

    private static <T> List<T> complete(List<T> answers, List<?> asked) {
        if (answers.size() != asked.size()) {
            throw new EmbeddingException(
                    "The embedding server gave %d answers for %d texts".formatted(answers.size(), asked.size()));
        }
        return answers;
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
