package io.groundwork.embeddings.remote;

import io.groundwork.embeddings.Embedder;
import io.groundwork.embeddings.Embedding;
import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.embeddings.EmbeddingModel;
import io.groundwork.embeddings.Embeddings;
import io.groundwork.embeddings.remote.Dialect.Answer;
import io.groundwork.embeddings.remote.Dialect.WhenTooLong;
import io.groundwork.embeddings.tokens.Tokens;
import io.groundwork.embeddings.tokens.WordPiece;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A model of any kind on a server that is not ours. Its tokenizer is not here, so tokens are estimated, on the high side; a text that proves too long
 * for the server all the same is cut, and the answer says so. A list goes in requests as large as the server takes.
 */
public final class ModelServerEmbedder implements Embedder {

    /** Somebody waits for a question; a document can. */
    private static final Duration QUESTION_PATIENCE = Duration.ofSeconds(5);

    private static final Duration HEALTH_TIMEOUT = Duration.ofSeconds(2);

    /** How much more tokens than pieces of BERT's vocabulary are reckoned with. */
    private static final double MARGIN = 1.2;

    private static final int SPECIAL_TOKENS = 2;

    /** What is refused at this length, in characters, is refused for another reason. */
    private static final int SHORTEST_TRIED = 64;

    private final Dialect dialect;
    private final ServedModel served;
    private final EmbeddingModel model;
    private final WordPiece pieces;
    private final JsonExchange passages;
    private final JsonExchange questions;
    private final JsonExchange health;
    private volatile int batch;

    /** @param pieces what tokens are estimated with */
    public ModelServerEmbedder(Endpoint endpoint, Dialect dialect, ServedModel served, WordPiece pieces) {
        this.dialect = dialect;
        this.served = served;
        this.pieces = pieces;
        this.model = served.identity(Math.max(estimate(served.queryPrefix()), estimate(served.passagePrefix())));
        Breaker breaker = new Breaker();
        this.passages = new JsonExchange(endpoint, breaker);
        this.questions = new JsonExchange(endpoint.within(endpoint.timeout(), QUESTION_PATIENCE), breaker);
        this.health = new JsonExchange(endpoint.within(HEALTH_TIMEOUT, Duration.ZERO), new Breaker());
    }

    private int estimate(String text) {
        return (int) Math.ceil(pieces.count(text) * MARGIN);
    }

    /** Asks the server, for at most two seconds. */
    @Override
    public boolean ready() {
        try {
            dialect.check(health, served);
            return true;
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
        return served.languages();
    }

    @Override
    public int countTokens(String text) {
        return estimate(text);
    }

    @Override
    public Embeddings embed(Kind kind, List<String> texts) {
        JsonExchange server =
                switch (kind) {
                    case QUESTION -> questions;
                    case PASSAGE -> passages;
                };
        String prefix =
                switch (kind) {
                    case QUESTION -> served.queryPrefix();
                    case PASSAGE -> served.passagePrefix();
                };
        Made made = new Made();
        if (!texts.isEmpty()) {
            prepare(server);
            add(
                    made,
                    server,
                    texts.stream().map(text -> WellFormed.of(prefix + text)).toList());
        }
        return new Embeddings(made.vectors, made.tokens, made.cut);
    }

    /** Once: a server that is replaced keeps its address only for the same model. */
    private void prepare(JsonExchange server) {
        if (batch == 0) {
            if (dialect == Dialect.TEI) {
                dialect.check(server, served);
            }
            batch = dialect.largestBatch(server, served.batch());
        }
    }

    private static final class Made {

        final List<Embedding> vectors = new ArrayList<>();
        final List<Integer> cut = new ArrayList<>();
        long tokens;
    }

    /** In requests of a batch each; a text that may be too long goes alone, so that what the server says of its length is about it. */
    private void add(Made made, JsonExchange server, List<String> texts) {
        int from = 0;
        while (from < texts.size()) {
            int to = from + 1;
            if (!nearLimit(texts.get(from))) {
                while (to < texts.size() && to - from < batch && !nearLimit(texts.get(to))) {
                    to++;
                }
            }
            addBatch(made, server, texts.subList(from, to));
            from = to;
        }
    }

    private boolean nearLimit(String text) {
        // A token has at least one character; most texts need not be counted.
        return text.length() > served.maxTokens() && estimate(text) + SPECIAL_TOKENS > served.maxTokens();
    }

    private void addBatch(Made made, JsonExchange server, List<String> texts) {
        try {
            Answer answer = dialect.ask(server, served, texts, WhenTooLong.REFUSE);
            if (texts.size() == 1 && reachedLimit(texts.getFirst(), answer)) {
                made.cut.add(made.vectors.size());
            }
            made.vectors.addAll(answer.vectors());
            made.tokens += answer.tokens();
        } catch (RefusedException e) {
            boolean perhapsTooMuch = e.status() == 400 || e.status() == 413 || e.status() == 422;
            if (!perhapsTooMuch) {
                throw e;
            }
            if (texts.size() > 1) {
                if (e.status() == 413) {
                    batch = Math.max(1, Math.min(batch, texts.size() / 2));
                }
                addBatch(made, server, texts.subList(0, texts.size() / 2));
                addBatch(made, server, texts.subList(texts.size() / 2, texts.size()));
            } else {
                addCut(made, server, texts.getFirst());
            }
        }
    }

    /** Servers of OpenAI's kind may cut without a word; that they read as much as they can is how it shows. */
    private boolean reachedLimit(String text, Answer answer) {
        return dialect == Dialect.OPENAI
                && nearLimit(text)
                && (answer.tokens() == 0 || answer.tokens() >= served.maxTokens() - SPECIAL_TOKENS);
    }

    /** A text that was refused alone: once more, as its beginning, as length is what it most likely was; then half of that, and so on. */
    private void addCut(Made made, JsonExchange server, String text) {
        Answer answer =
                switch (dialect) {
                    case TEI -> dialect.ask(server, served, List.of(text), WhenTooLong.CUT);
                    case OPENAI -> askForBeginning(server, beginning(text));
                };
        made.cut.add(made.vectors.size());
        made.vectors.addAll(answer.vectors());
        made.tokens += answer.tokens();
    }

    private Answer askForBeginning(JsonExchange server, String text) {
        String tried = text;
        while (true) {
            try {
                return dialect.ask(server, served, List.of(tried), WhenTooLong.REFUSE);
            } catch (RefusedException e) {
                if (tried.length() <= SHORTEST_TRIED) {
                    throw e;
                }
                tried = WellFormed.of(tried.substring(0, tried.length() / 2));
            }
        }
    }

    /** What the server takes for certain, or half of what was thought to fit. */
    private String beginning(String text) {
        int certain = (int) (served.maxTokens() / MARGIN / MARGIN) - SPECIAL_TOKENS;
        Tokens tokens = pieces.encode(text, certain);
        int kept = tokens.isCut() ? tokens.size() : tokens.size() / 2;
        return text.substring(0, kept == 0 ? 0 : tokens.end(kept - 1));
    }
}
